// What a film may do to who watches it, in words. The catalogue keeps slugs; one that is not known here is shown as it is.
import { catalogues } from '$system/i18n.svelte';

const en = {
    violence: 'violence',
    'strong-violence': 'strong violence',
    'fantasy-violence': 'fantasy violence',
    gore: 'blood and injury',
    threat: 'threat',
    horror: 'horror',
    fear: 'frightening scenes',
    language: 'strong language',
    nudity: 'nudity',
    sex: 'sex',
    'sexual-references': 'references to sex',
    'sexual-violence': 'sexual violence',
    'drug-use': 'drug use',
    drugs: 'drug use',
    alcohol: 'alcohol',
    smoking: 'smoking',
    gambling: 'gambling',
    discrimination: 'discrimination',
    'imitable-behaviour': 'dangerous behaviour',
    'self-harm': 'self-harm',
    suicide: 'suicide',
    bullying: 'bullying',
    grief: 'grief',
    'animal-harm': 'harm to animals',
    'mature-themes': 'mature themes',
    'flashing-lights': 'flashing lights',
};

const ko: typeof en = {
    violence: '폭력',
    'strong-violence': '강한 폭력',
    'fantasy-violence': '판타지 폭력',
    gore: '유혈과 상해',
    threat: '위협',
    horror: '공포',
    fear: '무서운 장면',
    language: '거친 언어',
    nudity: '노출',
    sex: '성적 장면',
    'sexual-references': '성적 언급',
    'sexual-violence': '성폭력',
    'drug-use': '약물',
    drugs: '약물',
    alcohol: '음주',
    smoking: '흡연',
    gambling: '도박',
    discrimination: '차별',
    'imitable-behaviour': '모방 위험',
    'self-harm': '자해',
    suicide: '자살',
    bullying: '따돌림',
    grief: '상실',
    'animal-harm': '동물 학대',
    'mature-themes': '무거운 주제',
    'flashing-lights': '번쩍이는 빛',
};

const words = catalogues({ en, ko });

export const advisoryName = (slug: string) =>
    (words() as Record<string, string>)[slug] ?? slug.replaceAll('-', ' ');
