// The audit log in words: what was done, to what, and the facts that differ. What is not here is shown as the API calls it.
import { catalogues } from '$system/i18n.svelte';

const en = {
    acts: {
        'title.add': 'Title added', 'title.change': 'Title changed', 'title.order': 'Order changed', 'title.bulk': 'Titles changed together', 'artwork.set': 'Picture set', 'artwork.remove': 'Picture removed', 'asset.mark': 'Marks set', 'asset.preview': 'Asset looked at',
        'licence.add': 'Licence added', 'licence.end': 'Licence ended', 'contract.open': 'Contract opened', 'contract.write': 'Terms written', 'contract.submit': 'Terms submitted', 'contract.approve': 'Terms approved', 'contract.reject': 'Terms rejected',
        'contract.end': 'Contract ended', 'contract.document': 'Document filed', 'contract.payment': 'Payment noted', 'obligation.add': 'Obligation added', 'obligation.change': 'Obligation changed', 'obligation.done': 'Obligation met', 'release.set': 'Release date told', 'release.clear': 'Release date taken back', 'avails.keep': 'Avails file kept', 'avails.import': 'Avails imported', 'avails.refuse': 'Avails refused',
        'avails.undo': 'Import undone', 'avails.profile': 'Avails profile settled', 'assignment.set': 'Work assigned', 'assignment.remove': 'Assignment removed', 'job.retry': 'Job retried', 'job.cancel': 'Job cancelled', 'upload.begin': 'Upload begun', 'upload.ingest': 'Asset begun',
        'upload.remove': 'Upload thrown away', 'member.look': 'Member looked at', 'member.add': 'Member added', 'member.sign_out': 'Member signed out', 'member.stop_stream': 'Stream stopped', 'member.note': 'Note written', 'member.suspend': 'Member suspended', 'member.resume': 'Member resumed',
        'territory.set': 'Territory set', 'territory.bulk': 'Territories set together', 'plan.set_price': 'Price set', 'operator.invite': 'Operator invited', 'operator.add': 'Operator added', 'operator.change': 'Operator changed', 'operator.password': 'Password changed', 'token.create': 'Token made',
    } as Record<string, string>,
    nouns: { title: 'Title', licence: 'Licence', contract: 'Contract', asset: 'Asset', job: 'Job', upload: 'Upload', account: 'Member', operator: 'Operator', territory: 'Territory', plan: 'Plan', file: 'File', partner: 'Partner', import: 'Import' } as Record<string, string>,
    counted: { titles: (count: string) => `${count} titles`, territories: (count: string) => `${count} territories` } as Record<string, (count: string) => string>,
    fields: {
        names: 'Names', synopses: 'Synopses', original_language: 'Original language', original_title: 'Original title', release_year: 'Year', runtime_seconds: 'Runtime in seconds', countries: 'Countries', genres: 'Genres', advisories: 'Advisories', flags: 'Flags', ratings: 'Ratings', credits: 'Credits', version: 'Version',
        children: 'Order', kind: 'Kind', start_ms: 'Begins, ms', end_ms: 'Ends, ms', marks: 'Marks', presence: 'Presence', since: 'Since', on: 'Announced for', reason: 'Reason', state: 'State', status: 'State', name: 'Name', role: 'Role', email: 'E-mail address', title: 'Title', titles: 'Titles', territories: 'Territories',
        from: 'From', to: 'Until', ended: 'Ended', partner: 'Partner', contract: 'Contract', sign: 'Sign', amount_minor: 'Amount in minor units', currency: 'Currency', country: 'Country', text: 'Text', focus: 'Frame', object: 'File', width: 'Width', height: 'Height', locale: 'Language', number: 'Number', slug: 'Slug', parent: 'Part of', system: 'System', label: 'Label',
    } as Record<string, string>,
};
const ko: typeof en = {
    acts: {
        'title.add': '작품 추가', 'title.change': '작품 변경', 'title.order': '순서 변경', 'title.bulk': '작품 일괄 변경', 'artwork.set': '그림 설정', 'artwork.remove': '그림 제거', 'asset.mark': '구간 표시 설정', 'asset.preview': '에셋 재생 확인',
        'licence.add': '라이선스 추가', 'licence.end': '라이선스 종료', 'contract.open': '계약 개시', 'contract.write': '조건 작성', 'contract.submit': '조건 제출', 'contract.approve': '조건 승인', 'contract.reject': '조건 반려',
        'contract.end': '계약 종료', 'contract.document': '문서 보관', 'contract.payment': '지급 기록', 'obligation.add': '의무 추가', 'obligation.change': '의무 변경', 'obligation.done': '의무 이행', 'release.set': '공개일 기록', 'release.clear': '공개일 취소', 'avails.keep': 'Avails 파일 보관', 'avails.import': 'Avails 가져오기', 'avails.refuse': 'Avails 거부',
        'avails.undo': '가져오기 취소', 'avails.profile': 'Avails 프로필 결정', 'assignment.set': '담당 지정', 'assignment.remove': '담당 해제', 'job.retry': '작업 재시도', 'job.cancel': '작업 취소', 'upload.begin': '업로드 시작', 'upload.ingest': '에셋 제작 시작',
        'upload.remove': '업로드 버림', 'member.look': '회원 조회', 'member.add': '회원 추가', 'member.sign_out': '회원 로그아웃', 'member.stop_stream': '재생 중지', 'member.note': '메모 작성', 'member.suspend': '회원 정지', 'member.resume': '회원 정지 해제',
        'territory.set': '지역 설정', 'territory.bulk': '지역 일괄 설정', 'plan.set_price': '가격 설정', 'operator.invite': '운영자 초대', 'operator.add': '운영자 추가', 'operator.change': '운영자 변경', 'operator.password': '비밀번호 변경', 'token.create': '토큰 생성',
    },
    nouns: { title: '작품', licence: '라이선스', contract: '계약', asset: '에셋', job: '작업', upload: '업로드', account: '회원', operator: '운영자', territory: '지역', plan: '요금제', file: '파일', partner: '파트너', import: '가져오기' },
    counted: { titles: (count) => `작품 ${count}편`, territories: (count) => `지역 ${count}곳` },
    fields: {
        names: '제목', synopses: '시놉시스', original_language: '원어', original_title: '원제', release_year: '연도', runtime_seconds: '길이(초)', countries: '국가', genres: '장르', advisories: '주의 사항', flags: '표시', ratings: '등급', credits: '참여자', version: '판',
        children: '순서', kind: '종류', start_ms: '시작(ms)', end_ms: '끝(ms)', marks: '구간', presence: '제공 상태', since: '시점', on: '예고일', reason: '이유', state: '상태', status: '상태', name: '이름', role: '역할', email: '이메일 주소', title: '작품', titles: '작품', territories: '지역',
        from: '시작', to: '끝', ended: '종료', partner: '파트너', contract: '계약', sign: '구분', amount_minor: '금액(최소 단위)', currency: '통화', country: '국가', text: '내용', focus: '프레임', object: '파일', width: '너비', height: '높이', locale: '언어', number: '번호', slug: '슬러그', parent: '상위 작품', system: '등급 기관', label: '등급',
    },
};
export const audit = catalogues({ en, ko });

/** "release_year" or "names › ko" in words. */
export const fieldText = (path: string) => path.split(' › ').map((step) => audit().fields[step] ?? step).join(' › ');
/** What can be asked for: each act there is, by the noun it begins with; and what is asked for, should it be none of them. */
export const actOptions = (asked: string) => Object.entries({ ...(asked ? { [asked]: asked } : {}), ...audit().acts }).map(([value, label]) => ({ value, label })).sort((a, b) => a.value.localeCompare(b.value));
export const actText = (what: string) => audit().acts[what] ?? what;

const pages: Record<string, (of: string) => string> = {
    title: (ref) => `/studio/title/${ref.split('/').map(encodeURIComponent).join('/')}`, licence: (id) => `/studio/licences/${id}`, contract: (id) => `/studio/contracts/${id}`, asset: (id) => `/studio/asset/${id}`, job: (id) => `/studio/media/jobs/${id}`, account: (id) => `/studio/members/${id}`,
};

/** "title tide-line" in words, and where it lies. */
export function subjectOf(subject: string, territory: (code: string) => string): { noun: string; name: string; href: string | null } {
    const [, noun = '', name = ''] = /^(\S+) (.+)$/.exec(subject) ?? ['', '', subject];
    const counted = audit().counted[name];
    if (counted && /^\d+$/.test(noun)) return { noun: '', name: counted(noun), href: null };
    if (noun === 'territory') return { noun: '', name: territory(name), href: null };
    return { noun: audit().nouns[noun] ?? noun, name: /^[0-9a-f]{32,}$/.test(name) ? `${name.slice(0, 12)}…` : name, href: pages[noun]?.(name) ?? null };
}
