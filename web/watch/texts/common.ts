// Words of the frame, and those that several pages share.
import { catalogues, plural } from '$system/i18n.svelte';

const en = {
    skip: 'Skip to the content',
    home: 'Home',
    search: 'Search',
    language: 'Language',
    main: 'Main',
    retry: 'Try again',
    cancel: 'Cancel',
    save: 'Save',
    saved: 'Saved.',
    back: 'Back',
    done: 'Done',
    go_on: 'Go on',
    back_home: 'Back to home',
    loading: 'Loading',
    play: 'Play',
    resume: 'Resume',
    more_info: 'More',
    sign_in: 'Sign in',
    sign_out: 'Sign out',
    join_now: 'Become a member',
    email: 'E-mail',
    password: 'Password',
    password_hint: 'Ten characters or more. A few words you remember are best.',
    new_password: 'New password',
    a_month: (price: string) => `${price} a\u00a0month`,
    screens: (count: number) =>
        plural('en', count, { one: '# screen at a time', other: '# screens at a time' }),
    picture: (lines: number) =>
        lines >= 2160
            ? 'Ultra HD picture'
            : lines >= 1080
              ? 'Full HD picture'
              : lines >= 720
                ? 'HD picture'
                : `${lines}p picture`,
    choose_plan: 'Choose your plan',
    current: 'Current',
    kids: 'A child’s profile',
    up_to: (age: number) => (age === 0 ? 'All ages only' : `Up to ${age}`),
    sound: 'Sound',
    subtitles: 'Subtitles',
    mute: 'Mute',
    unmute: 'Sound on',
    all_ages: 'All ages',
    season: (number: number) => `Season ${number}`,
    episode: (number: number) => `Episode ${number}`,
    streams_now: 'Watching now',
    stop_stream: 'Stop it',
    manage_profiles: 'Manage profiles',
    switch_profile: 'Switch profile',
    account: 'Account',
    my_list: 'My list',
    view_as: (place: string, at: string) =>
        at ? `As a viewer in ${place} on ${at} would see it` : `As a viewer in ${place} would see it now`,
    view_as_home: (place: string) => `lives in ${place}`,
    view_as_visitor: 'no membership',
    view_as_no_play_title: 'Nobody watches as somebody else',
    view_as_no_play: 'You are looking around as somebody else; nothing plays.',
};

const ko: typeof en = {
    skip: '본문으로 건너뛰기',
    home: '홈',
    search: '검색',
    language: '언어',
    main: '주 메뉴',
    retry: '다시 시도',
    cancel: '취소',
    save: '저장',
    saved: '저장했습니다.',
    back: '뒤로',
    done: '완료',
    go_on: '계속',
    back_home: '홈으로',
    loading: '불러오는 중',
    play: '재생',
    resume: '이어 보기',
    more_info: '자세히 보기',
    sign_in: '로그인',
    sign_out: '로그아웃',
    join_now: '회원 가입',
    email: '이메일',
    password: '비밀번호',
    password_hint: '10자 이상. 기억하기 쉬운 단어 몇 개를 이으면 좋습니다.',
    new_password: '새 비밀번호',
    a_month: (price) => `월\u00a0${price}`,
    screens: (count) => `동시 시청 ${count}대`,
    picture: (lines) =>
        lines >= 2160
            ? '울트라 HD 화질'
            : lines >= 1080
              ? '풀 HD 화질'
              : lines >= 720
                ? 'HD 화질'
                : `${lines}p 화질`,
    choose_plan: '요금제 고르기',
    current: '이용 중',
    kids: '어린이 프로필',
    up_to: (age) => (age === 0 ? '전체 관람가만' : `${age}세까지`),
    sound: '음성',
    subtitles: '자막',
    mute: '음소거',
    unmute: '소리 켜기',
    all_ages: '전체',
    season: (number) => `시즌 ${number}`,
    episode: (number) => `${number}화`,
    streams_now: '지금 시청 중',
    stop_stream: '끄기',
    manage_profiles: '프로필 관리',
    switch_profile: '프로필 바꾸기',
    account: '계정',
    my_list: '찜한 작품',
    view_as: (place, at) =>
        at ? `${at}, ${place}의 시청자가 보는 화면` : `지금 ${place}의 시청자가 보는 화면`,
    view_as_home: (place) => `사는 곳 ${place}`,
    view_as_visitor: '비회원',
    view_as_no_play_title: '다른 사람으로는 재생할 수 없습니다',
    view_as_no_play: '다른 사람의 눈으로 둘러보는 중이라 재생되지 않습니다.',
};

export const common = catalogues({ en, ko });
