// What the player page says, in the languages it says it in. A reason is a word of the API; each has a title, which is
// what happened, and a text, which is what that means for the viewer.
const english = {
    loading: 'Loading',
    sign_in: 'Sign in',
    email: 'E-mail',
    password: 'Password',
    audio: 'Audio',
    subtitles: 'Subtitles',
    quality: 'Quality',
    off: 'Off',
    auto: 'Auto',
    play: 'Play or pause',
    back: 'Ten seconds back',
    forward: 'Ten seconds forward',
    mute: 'Sound on or off',
    full_screen: 'Full screen',
    position: 'Position',
    retry: 'Try again',
    watch_again: 'Watch again',
    opens: (when) => `It opens on ${when}.`,
    ended: ['The end', ''],
    reasons: {
        service_unavailable: ['nuri is not offered here', 'The service is not available in the place you are watching from.'],
        service_not_launched: ['Not open here yet', 'The service is coming to the place you are watching from.'],
        denied: ['Held back here', 'Somebody else holds this title where you are, for now.'],
        not_open_yet: ['Not open yet', 'This title is coming to where you are.'],
        closed: ['No longer here', 'The licence for this title has ended where you are.'],
        no_licence: ['Not available where you are', 'We do not hold a licence for this title in the place you are watching from.'],
        plan: ['Not in your plan', 'Your plan does not include this, or your membership is paused.'],
        streams: ['Too many screens', 'Your plan’s screens are all in use. Stop one of them, or change your plan.'],
        maturity: ['Not for this profile', 'This title is above the maturity limit of your profile.'],
        device: ['Not on this device', 'This title cannot be shown on this device.'],
        not_ready: ['Not ready yet', 'This title is licensed here, and is being prepared.'],
        not_found: ['No such title', 'The address may be mistyped.'],
    },
    errors: {
        network: ['The connection failed', 'We cannot reach the service. Check your network.'],
        playback: ['The picture stopped', 'Something went wrong while playing.'],
        credentials: 'The e-mail or the password is not right.',
        too_many: 'Too many attempts. Please wait a little.',
        other: 'That did not work. Please try again.',
    },
};

const korean = {
    loading: '불러오는 중',
    sign_in: '로그인',
    email: '이메일',
    password: '비밀번호',
    audio: '음성',
    subtitles: '자막',
    quality: '화질',
    off: '끄기',
    auto: '자동',
    play: '재생 또는 일시정지',
    back: '10초 뒤로',
    forward: '10초 앞으로',
    mute: '소리 켜기 또는 끄기',
    full_screen: '전체 화면',
    position: '재생 위치',
    retry: '다시 시도',
    watch_again: '다시 보기',
    opens: (when) => `${when}에 공개됩니다.`,
    ended: ['끝', ''],
    reasons: {
        service_unavailable: ['이 지역에서는 제공되지 않습니다', '지금 계신 곳에서는 누리를 이용하실 수 없습니다.'],
        service_not_launched: ['아직 시작하지 않은 지역입니다', '지금 계신 곳에서도 곧 서비스를 시작합니다.'],
        denied: ['이 지역에서는 보류 중입니다', '지금 계신 곳에서는 당분간 다른 곳이 이 작품의 권리를 갖고 있습니다.'],
        not_open_yet: ['아직 공개 전입니다', '이 작품은 지금 계신 곳에서 곧 공개됩니다.'],
        closed: ['공개가 끝났습니다', '지금 계신 곳에서 이 작품의 이용 기간이 끝났습니다.'],
        no_licence: ['이 지역에서는 볼 수 없습니다', '지금 계신 곳에서는 이 작품의 권리를 갖고 있지 않습니다.'],
        plan: ['요금제에 포함되지 않습니다', '현재 요금제로는 볼 수 없거나 멤버십이 중지되었습니다.'],
        streams: ['동시 시청 수를 넘었습니다', '요금제의 화면이 모두 사용 중입니다. 다른 화면을 끄거나 요금제를 바꿔 주세요.'],
        maturity: ['이 프로필로는 볼 수 없습니다', '프로필의 관람 등급 제한보다 높은 작품입니다.'],
        device: ['이 기기에서는 볼 수 없습니다', '이 작품은 이 기기에서 재생할 수 없습니다.'],
        not_ready: ['준비 중입니다', '이 지역의 권리는 있으며 작품을 준비하고 있습니다.'],
        not_found: ['없는 작품입니다', '주소를 다시 확인해 주세요.'],
    },
    errors: {
        network: ['연결하지 못했습니다', '서비스에 연결할 수 없습니다. 네트워크를 확인해 주세요.'],
        playback: ['재생이 멈췄습니다', '재생 중에 문제가 생겼습니다.'],
        credentials: '이메일 또는 비밀번호가 맞지 않습니다.',
        too_many: '시도가 너무 많습니다. 잠시 후 다시 해 주세요.',
        other: '처리하지 못했습니다. 다시 시도해 주세요.',
    },
};

export const locale = (navigator.languages ?? [navigator.language]).find((tag) => /^(en|ko)\b/i.test(tag)) ?? 'en';
export const texts = /^ko/i.test(locale) ? korean : english;

/** A language's name in the viewer's own: "es-419" is "Latin American Spanish". */
export function languageName(tag) {
    try {
        return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
    } catch {
        return tag;
    }
}
