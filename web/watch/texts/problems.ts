// What went wrong, or may not be: what happened, and what it means for the viewer.
import { catalogues } from '$system/i18n.svelte';
import type { RefusalReason } from '../api';

export type Said = readonly [title: string, text: string];

const en = {
    coming_on: (day: string) => `Opens on ${day}`,
    reasons: {
        service_unavailable: [
            'We are not here yet',
            'The service is not offered in the place you are watching from.',
        ],
        service_not_launched: ['Coming to you', 'The service opens soon in the place you are watching from.'],
        anonymiser: [
            'Your connection hides where you are',
            'Turn off your VPN or proxy to watch this title here.',
        ],
        denied: ['Held back where you are', 'Somebody else holds this title here for now.'],
        not_open_yet: ['Not open yet', 'This title is on its way to where you are.'],
        closed: ['It has left', 'Our licence for this title has ended where you are.'],
        no_licence: [
            'Not available where you are',
            'We do not hold a licence for this title in the place you are watching from.',
        ],
        used_up: [
            'All its plays have been used',
            'The licence for this title allows a number of plays, and they have all been had.',
        ],
        plan: ['Not in your plan', 'Your plan does not include this, or your membership is on hold.'],
        streams: [
            'Every screen is in use',
            'Your plan’s screens are all taken. Stop one of them, or change your plan.',
        ],
        maturity: ['Not for this profile', 'This title is above the maturity limit of the profile.'],
        device: ['Not on this device', 'There is no version of it that this device may show.'],
        not_ready: ['Almost ready', 'It is licensed here, and being prepared. Come back a little later.'],
    } satisfies Record<RefusalReason, Said> as Record<RefusalReason, Said>,
    errors: {
        network: ['We cannot reach the service', 'Look at your connection and try again.'],
        not_found: [
            'There is nothing here',
            'The address may be mistyped, or the title may not be for this place.',
        ],
        stopped: [
            'Stopped from another screen',
            'Another screen of this account ended it here. You can go on where you were.',
        ],
        playback: ['The picture stopped', 'Something went wrong while playing. It goes on where you were.'],
        other: ['That did not work', 'It is our fault. Please try again.'],
    } as Record<'network' | 'not_found' | 'stopped' | 'playback' | 'other', Said>,
    credentials: 'The e-mail or the password is not right.',
    too_many: 'Too many attempts. Please wait a little.',
    payment_declined: 'The payment was declined. Nothing has been taken; another card may do.',
    payment_expired: 'This card has expired. Nothing has been taken; another card may do.',
};

const ko: typeof en = {
    coming_on: (day) => `${day} 공개`,
    reasons: {
        service_unavailable: ['아직 이곳에는 없습니다', '지금 계신 곳에서는 서비스를 제공하지 않습니다.'],
        service_not_launched: ['곧 찾아갑니다', '지금 계신 곳에서도 곧 서비스를 시작합니다.'],
        anonymiser: ['위치가 가려져 있습니다', '이곳에서 이 작품을 보려면 VPN이나 프록시를 꺼 주세요.'],
        denied: [
            '이 지역에서는 보류 중입니다',
            '지금 계신 곳에서는 당분간 다른 곳이 이 작품의 권리를 갖고 있습니다.',
        ],
        not_open_yet: ['아직 공개 전입니다', '이 작품은 지금 계신 곳에서 곧 공개됩니다.'],
        closed: ['공개가 끝났습니다', '지금 계신 곳에서는 이 작품의 이용 기간이 끝났습니다.'],
        no_licence: [
            '이 지역에서는 볼 수 없습니다',
            '지금 계신 곳에서는 이 작품의 권리를 갖고 있지 않습니다.',
        ],
        used_up: [
            '허용된 재생을 모두 사용했습니다',
            '이 작품의 라이선스가 허용한 재생 횟수를 모두 사용했습니다.',
        ],
        plan: ['요금제에 포함되지 않습니다', '현재 요금제로는 볼 수 없거나 멤버십이 멈춰 있습니다.'],
        streams: [
            '모든 화면이 사용 중입니다',
            '요금제의 화면을 모두 쓰고 있습니다. 하나를 끄거나 요금제를 바꿔 주세요.',
        ],
        maturity: ['이 프로필로는 볼 수 없습니다', '프로필의 관람 등급 제한보다 높은 작품입니다.'],
        device: ['이 기기에서는 볼 수 없습니다', '이 기기에서 재생할 수 있는 판이 없습니다.'],
        not_ready: [
            '거의 준비되었습니다',
            '이 지역의 권리는 있으며 작품을 준비하고 있습니다. 조금 뒤에 다시 와 주세요.',
        ],
    },
    errors: {
        network: ['서비스에 연결할 수 없습니다', '인터넷 연결을 확인하고 다시 시도해 주세요.'],
        not_found: ['여기에는 아무것도 없습니다', '주소가 잘못되었거나 이 지역의 작품이 아닐 수 있습니다.'],
        stopped: [
            '다른 화면에서 껐습니다',
            '이 계정의 다른 화면에서 재생을 끝냈습니다. 보던 곳에서 이어 볼 수 있습니다.',
        ],
        playback: ['재생이 멈췄습니다', '재생 중에 문제가 생겼습니다. 보던 곳에서 이어집니다.'],
        other: ['처리하지 못했습니다', '저희 쪽 문제입니다. 다시 시도해 주세요.'],
    },
    credentials: '이메일 또는 비밀번호가 맞지 않습니다.',
    too_many: '시도가 너무 많습니다. 잠시 후 다시 해 주세요.',
    payment_declined: '결제가 거절되었습니다. 빠져나간 금액은 없습니다. 다른 카드를 써 보세요.',
    payment_expired: '만료된 카드입니다. 빠져나간 금액은 없습니다. 다른 카드를 써 보세요.',
};

export const problems = catalogues({ en, ko });
