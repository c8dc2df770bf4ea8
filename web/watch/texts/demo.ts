// Words of the demo's bar.
import { catalogues } from '$system/i18n.svelte';

const en = {
    demo: 'Demo',
    sign_in_as: 'Sign in as',
    viewer: (country: string) => `A viewer in ${country}`,
    kids: (country: string) => `A child in ${country}`,
    operator: (_country: string) => 'An operator',
    be_another: 'Be somebody else',
    watching_from: (country: string) => `Watching from ${country}`,
    from_here: 'Where I am',
};

const ko: typeof en = {
    demo: '데모',
    sign_in_as: '이 사람으로 로그인',
    viewer: (country) => `${country} 시청자`,
    kids: (country) => `${country} 어린이`,
    operator: () => '운영자',
    be_another: '다른 사람 되어 보기',
    watching_from: (country) => `시청 위치: ${country}`,
    from_here: '지금 있는 곳',
};

export const demo = catalogues({ en, ko });
