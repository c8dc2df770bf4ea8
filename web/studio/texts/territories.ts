// Words of choosing territories.
import { catalogues, i18n, plural } from '$system/i18n.svelte';

const en = {
    field: 'Territories',
    hint: 'Codes or names: “US + CA + 419”, “world except KR, KP”, “한국, 일본”.',
    map: 'World map of the chosen territories. The list beside it says the same.',
    list: 'All territories',
    find: 'Find a territory or group',
    count: (count: number) =>
        count === 0
            ? 'none chosen'
            : plural(i18n.locale, count, { one: '# territory', other: '# territories' }),
    means: (expression: string) => `Means ${expression}`,
    unknown: (word: string) => `“${word}” is no territory or group that we know.`,
    none_found: 'No territory or group of that name.',
    groups: 'Groups',
    chosen_only: 'Only chosen',
    parts: (name: string) => `Subdivisions of ${name}`,
    no_parts: 'No subdivisions.',
    clear: 'Clear',
    inside: 'In',
    partly: 'In part',
    outside: 'Out',
    follow: 'Bring near what the list is at',
    lasso: 'Click to choose. Shift and drag chooses what lies inside; Ctrl with the wheel zooms.',
};
const ko: typeof en = {
    field: '지역',
    hint: '코드나 이름: “US + CA + 419”, “전 세계에서 한국, 북한 제외”, “한국, 일본”.',
    map: '선택한 지역의 세계 지도. 옆의 목록이 같은 내용을 담고 있습니다.',
    list: '모든 지역',
    find: '지역이나 그룹 찾기',
    count: (count) => (count === 0 ? '선택 없음' : `지역 ${count}곳`),
    means: (expression) => `뜻: ${expression}`,
    unknown: (word) => `“${word}”은(는) 알 수 없는 지역이나 그룹입니다.`,
    none_found: '그런 이름의 지역이나 그룹이 없습니다.',
    groups: '그룹',
    chosen_only: '선택한 것만',
    parts: (name) => `${name}의 하위 지역`,
    no_parts: '하위 지역이 없습니다.',
    clear: '지우기',
    inside: '포함',
    partly: '일부 포함',
    outside: '제외',
    follow: '목록의 위치를 지도에서 가까이 보기',
    lasso: '클릭해서 선택합니다. Shift를 누른 채 끌면 안쪽을 모두 선택하고, Ctrl과 휠로 확대합니다.',
};
export const territories = catalogues({ en, ko });
