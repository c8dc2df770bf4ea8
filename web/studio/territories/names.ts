// Territories and groups of them by name: for lists, and for whoever types a country instead of its code.
import { countryName, i18n } from '$system/i18n.svelte';
import { ask, type Schemas } from '../api';

export type Group = Schemas['TerritoryGroup'];
/** A set that is often wanted and that the standards have no code for. */
export interface Preset {
    key: string;
    names: { en: string; ko: string };
    expression: string;
}

export const presets: Preset[] = [
    {
        key: 'asean',
        names: { en: 'ASEAN', ko: '아세안' },
        expression: 'BN + KH + ID + LA + MM + MY + PH + SG + TH + TL + VN',
    },
    {
        key: 'gcc',
        names: { en: 'Gulf states', ko: '걸프 협력 회의' },
        expression: 'AE + BH + KW + OM + QA + SA',
    },
    {
        key: 'mena',
        names: { en: 'Middle East and North Africa', ko: '중동·북아프리카' },
        expression: '015 - SD + AE + BH + IQ + IL + JO + KW + LB + OM + PS + QA + SA + SY + YE',
    },
    { key: 'dach', names: { en: 'German-speaking Europe', ko: '독일어권' }, expression: 'DE + AT + CH + LI' },
    {
        key: 'nordics',
        names: { en: 'Nordics', ko: '북유럽 5개국' },
        expression: 'DK + FI + IS + NO + SE + FO + GL + AX',
    },
    { key: 'benelux', names: { en: 'Benelux', ko: '베네룩스' }, expression: 'BE + NL + LU' },
    {
        key: 'ukie',
        names: { en: 'UK and Ireland', ko: '영국·아일랜드' },
        expression: 'GB + IE + IM + JE + GG',
    },
    { key: 'anz', names: { en: 'Australia and New Zealand', ko: '호주·뉴질랜드' }, expression: 'AU + NZ' },
];

/** The groups that a licence names most, first in lists. */
export const common_groups = [
    '001',
    '419',
    '003',
    '021',
    '005',
    '013',
    '029',
    '150',
    'EU',
    'EEA',
    '142',
    '030',
    '034',
    '035',
    '145',
    '143',
    '002',
    '015',
    '202',
    '009',
];

let asked: Promise<Group[]> | null = null;
export function groups(): Promise<Group[]> {
    asked ??= ask('get', '/operator/territories/groups', {})
        .then((said) => said.groups)
        .catch((failure: unknown) => {
            asked = null;
            throw failure;
        });
    return asked;
}

/** Every territory that a licence can name. */
export const everywhere = (all: Group[]) => all.find(({ code }) => code === '001')?.territories ?? [];

export function territoryName(code: string): string {
    const leaf = code.slice(0, 2);
    return code.length > 3 ? `${countryName(leaf)} · ${code.slice(3)}` : countryName(code);
}
export const groupName = (group: Group) => group.names[i18n.locale] ?? group.names.en ?? group.code;

export const folded = (word: string) =>
    word
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .normalize('NFC')
        .toLocaleLowerCase()
        .replace(/[’‘]/g, "'")
        .replace(/\s+/g, ' ')
        .trim();

/** How people call them besides. */
const also: Record<string, string> = {
    world: '001',
    worldwide: '001',
    everywhere: '001',
    'the world': '001',
    전세계: '001',
    '전 세계': '001',
    세계: '001',
    usa: 'US',
    uk: 'GB',
    'great britain': 'GB',
    britain: 'GB',
    korea: 'KR',
    'south korea': 'KR',
    'republic of korea': 'KR',
    한국: 'KR',
    남한: 'KR',
    'north korea': 'KP',
    북한: 'KP',
    'latin america': '419',
    latam: '419',
    중남미: '419',
    라틴아메리카: '419',
    europe: '150',
    유럽: '150',
    'european union': 'EU',
    유럽연합: 'EU',
    asia: '142',
    africa: '002',
    oceania: '009',
    'czech republic': 'CZ',
    burma: 'MM',
    turkey: 'TR',
    holland: 'NL',
    'hong kong': 'HK',
    macau: 'MO',
    russia: 'RU',
    vietnam: 'VN',
    'ivory coast': 'CI',
    swaziland: 'SZ',
    uae: 'AE',
    bosnia: 'BA',
    macedonia: 'MK',
    'cape verde': 'CV',
};

/** What a name means, in English, Korean and the reader's other languages. Longest names are asked for first. */
export function dictionary(all: Group[]): Map<string, string> {
    const words = new Map<string, string>();
    for (const group of all)
        for (const name of Object.values(group.names)) words.set(folded(name), group.code);
    for (const preset of presets)
        for (const name of [preset.key, ...Object.values(preset.names)])
            words.set(folded(name), `(${preset.expression})`);
    for (const locale of new Set(['en', 'ko', ...navigator.languages])) {
        for (const style of ['long', 'short'] as const) {
            try {
                const names = new Intl.DisplayNames([locale], { type: 'region', style });
                for (const code of everywhere(all)) {
                    const name = names.of(code);
                    if (name && name !== code)
                        words.set(folded(name).replace(/ & /g, ' and '), code).set(folded(name), code);
                }
            } catch {
                /* a language that the browser does not know */
            }
        }
    }
    for (const [name, code] of Object.entries(also)) words.set(folded(name), code);
    return words;
}
