// Words of the service's settings. What has no words here is shown by its key.
import { catalogues } from '$system/i18n.svelte';

const en = {
    lead: 'How this service is set up. It is read here and changed in nuri.toml; a new start puts it in force.',
    service: 'The service', name: 'Name', version: 'Version', languages: 'Languages of the pages', payments: 'Payments', no_payments: 'None: nothing is charged', providers: { test: 'Test provider: no money moves' } as Record<string, string>,
    in_force: 'Rights and catalogue', current: 'In force as they stand', on_its_way: 'A change is on its way', behind: 'What viewers see is older than the registers. If this stays for more than a few seconds, the log of the service says why.',
    storage: 'Storage', free: (free: string, all: string) => `${free} of ${all} are free`,
    setting: 'Setting', value: 'Value', key: 'Key in the file', nothing: 'not set', changed: 'Set',
    how: 'nuri.toml lies in the data directory, unless --config names another file; docs/reference/configuration.md explains every key.',
    groups: { '': 'Addresses and roles', tls: 'Encryption', place: 'Where viewers are', rights: 'Travel and anonymisers', http: 'Connections', playback: 'Playback', payments: 'Payments', home: 'Home page', ingest: 'Ingest', mail: 'Mail', log: 'Log' } as Record<string, string>,
    keys: {
        listen: 'Address', public_url: 'How viewers reach the service', roles: 'What this node does', 'tls.listen': 'Address for TLS', 'tls.certificate': 'Certificate', 'tls.key': 'Private key', 'place.territory_header': 'Header that names the territory', 'place.trusted_proxies': 'Trusted proxies',
        'place.geo_database': 'Countries by address', 'place.assumed_territory': 'Territory where the address says nothing', 'rights.travel': 'Catalogue of members who travel', 'rights.anonymisers': 'Viewers behind anonymisers', 'rights.vpn_lists': 'Lists of VPNs', 'rights.proxy_lists': 'Lists of proxies',
        'rights.hosting_lists': 'Lists of hosting networks', 'rights.anonymiser_database': 'Database of anonymisers', 'http.loops': 'Event loops; 0 is one a core', 'http.pool_threads': 'Threads for requests', 'http.connections_max': 'Connections at most', 'playback.grant_life_s': 'A grant lives for, seconds',
        'playback.stream_lease_s': 'A silent stream is free after, seconds', 'payments.provider': 'Provider', 'payments.trial_days': 'Free days for the first time', 'home.popular_viewers_min': 'Viewers before a title is popular', 'ingest.encode_processes': 'Encoders side by side', 'ingest.encode_preset': 'Encoder preset',
        'mail.folder': 'Folder of messages', 'log.level': 'Level', 'log.format': 'Format',
    } as Record<string, string>,
};
const ko: typeof en = {
    lead: '서비스 설정입니다. 여기에서는 읽기만 하고, nuri.toml에서 바꾼 뒤 다시 시작하면 적용됩니다.',
    service: '서비스', name: '이름', version: '버전', languages: '페이지 언어', payments: '결제', no_payments: '없음: 요금을 받지 않음', providers: { test: '시험용: 실제 결제 없음' },
    in_force: '권리와 카탈로그', current: '최신 상태로 적용됨', on_its_way: '변경 적용 중', behind: '시청자에게 보이는 내용이 기록보다 오래되었습니다. 몇 초 넘게 계속되면 서비스 로그를 확인하세요.',
    storage: '저장 공간', free: (free, all) => `${all} 중 ${free} 사용 가능`,
    setting: '설정', value: '값', key: '파일의 키', nothing: '설정 안 됨', changed: '설정됨',
    how: 'nuri.toml은 데이터 폴더에 있으며, --config로 다른 파일을 지정할 수 있습니다. 모든 키는 docs/reference/configuration.md에 설명되어 있습니다.',
    groups: { '': '주소와 역할', tls: '암호화', place: '시청자 위치', rights: '여행과 익명화', http: '연결', playback: '재생', payments: '결제', home: '홈 페이지', ingest: '미디어 제작', mail: '메일', log: '로그' },
    keys: {
        listen: '주소', public_url: '시청자가 접속하는 주소', roles: '이 노드의 역할', 'tls.listen': 'TLS 주소', 'tls.certificate': '인증서', 'tls.key': '개인 키', 'place.territory_header': '지역을 알리는 헤더', 'place.trusted_proxies': '신뢰하는 프록시',
        'place.geo_database': '주소별 국가 데이터베이스', 'place.assumed_territory': '주소로 알 수 없을 때의 지역', 'rights.travel': '여행 중인 회원의 카탈로그', 'rights.anonymisers': '익명화 서비스를 쓰는 시청자', 'rights.vpn_lists': 'VPN 목록', 'rights.proxy_lists': '프록시 목록',
        'rights.hosting_lists': '호스팅 네트워크 목록', 'rights.anonymiser_database': '익명화 데이터베이스', 'http.loops': '이벤트 루프 (0은 코어당 하나)', 'http.pool_threads': '요청 스레드', 'http.connections_max': '최대 연결 수', 'playback.grant_life_s': '재생 허가 유효 시간(초)',
        'playback.stream_lease_s': '응답 없는 스트림 해제(초)', 'payments.provider': '결제 서비스', 'payments.trial_days': '첫 무료 체험 일수', 'home.popular_viewers_min': '인기작 최소 시청자 수', 'ingest.encode_processes': '동시 인코더 수', 'ingest.encode_preset': '인코더 프리셋',
        'mail.folder': '메일 폴더', 'log.level': '수준', 'log.format': '형식',
    },
};
export const settings = catalogues({ en, ko });
