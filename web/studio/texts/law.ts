// The law's words for people: signs, types, reasons, findings. Codes are those of the API.
import { catalogues } from '$system/i18n.svelte';
import type { Schemas } from '../api';

type Sign = Schemas['Licence']['sign'];
type Reason = Schemas['Decision']['reason'] | Schemas['HiddenReason'] | Schemas['Refusal']['reason'];

const en = {
    signs: { allow: 'Allows', holdback: 'Holdback', blackout: 'Blackout' } as Record<Sign, string>,
    types: {
        SVOD: 'Subscription (SVOD)',
        AVOD: 'With advertisements (AVOD)',
        FVOD: 'Free (FVOD)',
        TVOD: 'Rental (TVOD)',
        EST: 'Purchase (EST)',
        POEST: 'Pre-order (POEST)',
    } as Record<Schemas['LicenseType'], string>,
    reasons: {
        licensed: 'Licensed',
        service_unavailable: 'The service is not offered there',
        service_not_launched: 'The service has not launched there yet',
        denied: 'Denied',
        not_open_yet: 'Not open yet',
        closed: 'The window has closed',
        no_licence: 'No licence',
        plan: 'Not in the plan',
        maturity: 'Above the profile’s age',
        device: 'Not on this device',
        not_ready: 'Nothing to play yet',
        anonymiser: 'Through an anonymiser',
        used_up: 'The licence’s plays are used up',
        streams: 'Too many streams at a time',
    } as Record<Reason, string>,
    explanations: {
        holdback: 'A holdback decides.',
        blackout: 'A blackout decides.',
        home_decides: 'The home’s catalogue is shown, as the EU’s rule on portability has it.',
        licensed_elsewhere: 'It is licensed elsewhere at that moment.',
        unrated: 'It has no rating, so limited profiles do not see it.',
        rated_above: 'Its rating is above the profile’s limit.',
        no_asset: 'No asset is ready.',
        languages_withheld: 'The licence allows none of the sound that there is.',
    } as Record<Schemas['ExplanationCode'], string>,
    findings: {
        decides: 'Decides',
        overruled_by_deny: 'Would allow, but a denial holds',
        outranked: 'Applies too; another is preferred',
        wrong_territory: 'Other territories',
        wrong_license_type: 'Other licence types',
        opens_later: 'Opens later',
        has_closed: 'Has closed',
        service_not_there: 'The service is not there',
        wrong_edit: 'Another edit',
        wrong_device: 'Other devices',
        anonymised: 'The viewer came through an anonymiser',
        unresolved: 'Its window waits for an event',
    } as Record<Schemas['GrantFinding'], string>,
    conflicts: {
        no_rights_in: 'Given without having it',
        outside_chain: 'Not from the contracts it names',
        no_exclusive_rights_in: 'Given exclusively, held without exclusivity',
        exclusivity: 'Two exclusive rights meet',
        overlap: 'The same right twice',
        holdback: 'Runs into a holdback',
        caps_exceeded: 'Gives more than it was given',
    } as Record<Schemas['ConflictKind'], string>,
    exceeded: {
        height: 'picture height',
        hdr: 'HDR',
        audio_format: 'audio format',
        audio: 'audio languages',
        subtitles: 'subtitle languages',
        downloads: 'downloads',
        plays: 'plays',
        devices: 'devices',
    } as Record<Schemas['RightsConflict']['exceeded'][number], string>,
    missing: {
        asset: 'Asset',
        dub: 'Sound or subtitles',
        subtitles: 'Subtitles',
        rating: 'Rating',
        name: 'Name',
        synopsis: 'Synopsis',
        poster: 'Poster',
        backdrop: 'Backdrop',
    } as Record<Schemas['MissingCode'], string>,
    player: {
        1: 'The network failed',
        2: 'Subtitles could not be read',
        3: 'The picture or sound could not be decoded',
        4: 'The manifest could not be read',
        5: 'Streaming failed',
        6: 'The key was refused',
    } as Record<string, string>,
    player_other: (code: string) => `The player gave up (${code})`,
    presences: { launched: 'Launched', announced: 'Announced', unavailable: 'Not offered' } as Record<
        Schemas['Presence'],
        string
    >,
};
const ko: typeof en = {
    signs: { allow: '허용', holdback: '홀드백', blackout: '블랙아웃' },
    types: {
        SVOD: '구독 (SVOD)',
        AVOD: '광고형 (AVOD)',
        FVOD: '무료 (FVOD)',
        TVOD: '대여 (TVOD)',
        EST: '구매 (EST)',
        POEST: '예약 구매 (POEST)',
    },
    reasons: {
        licensed: '라이선스 있음',
        service_unavailable: '그 지역에서는 서비스하지 않음',
        service_not_launched: '그 지역에 아직 출시하지 않음',
        denied: '거부',
        not_open_yet: '아직 열리지 않음',
        closed: '기간이 끝남',
        no_licence: '라이선스 없음',
        plan: '요금제에 없음',
        maturity: '프로필의 연령 제한 초과',
        device: '이 기기에서는 불가',
        not_ready: '아직 재생할 것이 없음',
        anonymiser: '익명화 서비스를 거침',
        used_up: '허용된 재생 횟수 소진',
        streams: '동시 재생 한도 초과',
    },
    explanations: {
        holdback: '홀드백이 결정합니다.',
        blackout: '블랙아웃이 결정합니다.',
        home_decides: 'EU 휴대성 규정에 따라 거주지의 카탈로그가 보입니다.',
        licensed_elsewhere: '그 시점에 다른 지역에는 라이선스가 있습니다.',
        unrated: '등급이 없어 제한된 프로필에는 보이지 않습니다.',
        rated_above: '등급이 프로필의 제한보다 높습니다.',
        no_asset: '준비된 에셋이 없습니다.',
        languages_withheld: '있는 음성을 라이선스가 허용하지 않습니다.',
    },
    findings: {
        decides: '결정함',
        overruled_by_deny: '허용하지만 거부가 우선함',
        outranked: '해당하지만 다른 것이 우선함',
        wrong_territory: '다른 지역',
        wrong_license_type: '다른 라이선스 유형',
        opens_later: '나중에 열림',
        has_closed: '끝남',
        service_not_there: '서비스가 없음',
        wrong_edit: '다른 편집본',
        wrong_device: '다른 기기',
        anonymised: '익명화 서비스를 거친 시청자',
        unresolved: '기간을 정할 사건을 기다림',
    },
    conflicts: {
        no_rights_in: '갖지 않은 권리를 내줌',
        outside_chain: '명시한 계약에서 나온 권리가 아님',
        no_exclusive_rights_in: '비독점으로 받아 독점으로 내줌',
        exclusivity: '독점 권리끼리 겹침',
        overlap: '같은 권리가 두 번',
        holdback: '홀드백과 충돌',
        caps_exceeded: '받은 것보다 많이 내줌',
    },
    exceeded: {
        height: '해상도',
        hdr: 'HDR',
        audio_format: '오디오 형식',
        audio: '음성 언어',
        subtitles: '자막 언어',
        downloads: '다운로드',
        plays: '재생 횟수',
        devices: '기기',
    },
    missing: {
        asset: '에셋',
        dub: '음성 또는 자막',
        subtitles: '자막',
        rating: '등급',
        name: '제목',
        synopsis: '시놉시스',
        poster: '포스터',
        backdrop: '배경 이미지',
    },
    player: {
        1: '네트워크 오류',
        2: '자막을 읽지 못함',
        3: '영상 또는 음성을 디코딩하지 못함',
        4: '매니페스트를 읽지 못함',
        5: '스트리밍 오류',
        6: '키가 거부됨',
    },
    player_other: (code) => `플레이어 오류 (${code})`,
    presences: { launched: '출시', announced: '예고', unavailable: '미제공' },
};
export const law = catalogues({ en, ko });

/** Why a start or a picture failed: a reason of the law, or the player's own code by what it concerns. */
export function failureText(reason: string): string {
    const [, area = '', code = ''] = /^(?:shaka[- ]?)?(\d)(\d{3})$/i.exec(reason) ?? [];
    const concerns = law().player[area];
    return (
        (law().reasons as Record<string, string>)[reason] ??
        (concerns ? `${concerns} (${area}${code})` : law().player_other(reason))
    );
}
