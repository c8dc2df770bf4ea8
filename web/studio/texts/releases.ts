// Words of release events, which relative licences count from, and of the letters about what comes up.
import { catalogues, i18n, plural } from '$system/i18n.svelte';
import type { Schemas } from '../api';

type ReleaseEvent = Schemas['ReleaseEvents']['events'][number]['event'];

const en = {
    tab: 'Release dates',
    lead: 'When the title came to cinemas, to television or on sale. Licences that count from such a moment are closed until it is told.',
    events: {
        Theatrical: 'In cinemas',
        Broadcast: 'First broadcast',
        Completed: 'Season completed',
        EST: 'On sale electronically',
        Physical: 'On sale on disc',
    } as Record<ReleaseEvent, string>,
    columns: { event: 'Event', where: 'Where', when: 'When', by: 'Told by' },
    everywhere: 'Wherever nothing else is said',
    none: ['No date is told', 'Nothing that counts from a release can open yet.'],
    add: 'Tell a date',
    event: 'Event',
    at: 'Happens',
    territories: 'Territories',
    territories_hint: 'An expression, such as US + CA; empty: wherever nothing else is said.',
    at_missing: 'Give the moment.',
    set: 'Save',
    saved: 'Saved. Licences that count from it have moved.',
    clear: (event: string, where: string) => `Take back: ${event}, ${where}`,
    cleared: 'Taken back.',

    letters: 'Letters to me',
    letters_off: 'No letters',
    letters_days: (count: number) =>
        plural(i18n.locale, count, { one: 'Letters # day before', other: 'Letters # days before' }),
    letters_on: (count: number) =>
        plural(i18n.locale, count, {
            one: 'You get a letter # day before, once for each.',
            other: 'You get a letter # days before, once for each.',
        }),
    letters_none: 'You get no letters any more.',
    sheet: 'Offer status (sheet)',
};

const ko: typeof en = {
    tab: '공개일',
    lead: '극장 개봉, 방송, 판매가 시작된 때입니다. 이 시점을 기준으로 하는 라이선스는 날짜가 입력될 때까지 닫혀 있습니다.',
    events: {
        Theatrical: '극장 개봉',
        Broadcast: '첫 방송',
        Completed: '시즌 완결',
        EST: '디지털 판매',
        Physical: '디스크 판매',
    },
    columns: { event: '사건', where: '지역', when: '시점', by: '입력한 사람' },
    everywhere: '따로 정하지 않은 모든 곳',
    none: ['입력된 날짜가 없습니다', '공개일을 기준으로 하는 라이선스는 아직 열릴 수 없습니다.'],
    add: '날짜 입력',
    event: '사건',
    at: '시점',
    territories: '지역',
    territories_hint: 'US + CA 같은 식. 비우면 따로 정하지 않은 모든 곳.',
    at_missing: '시점을 입력하세요.',
    set: '저장',
    saved: '저장했습니다. 이 시점을 기준으로 하는 라이선스가 옮겨졌습니다.',
    clear: (event, where) => `되돌리기: ${event}, ${where}`,
    cleared: '되돌렸습니다.',

    letters: '나에게 오는 편지',
    letters_off: '편지 받지 않음',
    letters_days: (count) => `${count}일 전에 편지`,
    letters_on: (count) => `${count}일 전에 항목마다 한 번씩 편지를 보냅니다.`,
    letters_none: '이제 편지를 보내지 않습니다.',
    sheet: '제공 상태(시트)',
};

export const releases = catalogues({ en, ko });
