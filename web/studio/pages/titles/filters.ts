// The filters of the title list: what each is called, what may be chosen, and how it stands in the address and is asked.
import type { Schemas } from '../../api';
import { titles } from '../../texts/titles';
import { countryOptions, genreOptions, languageOptions, type Option } from '../../vocabulary';

export const filter_keys = [
    'kind',
    'status',
    'genre',
    'country',
    'language',
    'licensed_in',
    'has_asset',
    'missing',
    'year_from',
    'year_to',
] as const;
export type FilterKey = (typeof filter_keys)[number];
export type Filters = Partial<Record<FilterKey, string>>;

/** How a filter is chosen: one of a list, several of it, or a year. */
export const shapes: Record<FilterKey, 'one' | 'several' | 'year'> = {
    kind: 'several',
    status: 'several',
    genre: 'one',
    country: 'one',
    language: 'one',
    licensed_in: 'one',
    has_asset: 'one',
    missing: 'several',
    year_from: 'year',
    year_to: 'year',
};

export async function optionsOf(key: FilterKey): Promise<Option[]> {
    const words = titles();
    const list = <Key extends string>(of: Record<Key, string>): Option[] =>
        (Object.entries(of) as [Key, string][]).map(([value, label]) => ({ value, label }));
    switch (key) {
        case 'kind':
            return list(words.kinds);
        case 'status':
            return list(words.statuses);
        case 'missing':
            return list(words.lacks);
        case 'has_asset':
            return [
                { value: 'true', label: words.yes },
                { value: 'false', label: words.no },
            ];
        case 'genre':
            return genreOptions();
        case 'language':
            return languageOptions();
        case 'country':
        case 'licensed_in':
            return countryOptions();
        default:
            return [];
    }
}

/** From an address; what it does not know is left out. */
export function filtersOf(query: URLSearchParams): Filters {
    const found: Filters = {};
    for (const key of filter_keys) {
        const value = query.get(key);
        if (value) found[key] = value;
    }
    return found;
}

/** As the service takes it, in a query or in a bulk change. */
export function asked(filters: Filters, q: string): Schemas['TitleFilter'] {
    const { has_asset, year_from, year_to, ...words } = filters;
    return {
        ...words,
        ...(q ? { q } : {}),
        ...(has_asset ? { has_asset: has_asset === 'true' } : {}),
        ...(year_from ? { year_from: Number(year_from) } : {}),
        ...(year_to ? { year_to: Number(year_to) } : {}),
    };
}
