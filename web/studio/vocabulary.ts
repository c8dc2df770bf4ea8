// The words of the trade, in the reader's language, for lists to choose from.
import { countries } from '$system/countries';
import { countryName, i18n, languageName } from '$system/i18n.svelte';
import { ask, type CatalogueTitle } from './api';

export interface Option {
    value: string;
    label: string;
}

/** Languages that films are made or subtitled in most; any other BCP 47 tag can be written. */
const tags = (
    'ko en ja zh-Hans zh-Hant yue es es-419 pt pt-BR fr fr-CA de it nl sv da nb fi is pl cs sk hu ro bg el tr ru uk hr sr sl et lv lt ' +
    'ar he fa ur hi bn ta te ml mr gu pa kn si ne th vi id ms fil km lo my mn ka hy az kk uz sw am ha yo zu af ca eu gl ga cy'
).split(' ');

const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label, i18n.locale);
export const languageOptions = (): Option[] =>
    tags.map((value) => ({ value, label: languageName(value) })).sort(byLabel);
export const countryOptions = (): Option[] =>
    countries.map((value) => ({ value, label: countryName(value) })).sort(byLabel);

let genres: Promise<{ slug: string; names: Record<string, string> }[]> | null = null;
/** Asked once; a genre that is added appears with the next visit. */
export function genreOptions(): Promise<Option[]> {
    const asked = (genres ??= ask('get', '/operator/genres', {})
        .then((said) => said.genres)
        .catch((error: unknown) => {
            genres = null;
            throw error;
        }));
    return asked.then((list) =>
        list
            .map(({ slug, names }) => ({ value: slug, label: names[i18n.locale] ?? names.en ?? slug }))
            .sort(byLabel),
    );
}

let plans: Promise<Record<string, string>> | null = null;
/** What plans are called, by their slug; nothing where that is not to be had, and slugs stand in. */
export function planNames(): Promise<Record<string, string>> {
    plans ??= ask('get', '/operator/plans', {})
        .then((said) => Object.fromEntries(said.plans.map(({ slug, name }) => [slug, name])))
        .catch(() => {
            plans = null;
            return {};
        });
    return plans;
}

/** A title's name for the reader: theirs, English, the original, its reference. */
export const nameOf = (title: Pick<CatalogueTitle, 'names' | 'original_title' | 'ref'>) =>
    title.names[i18n.locale] ?? title.names.en ?? (title.original_title || title.ref);

export const titleAddress = (ref: string) =>
    `/studio/title/${ref.split('/').map(encodeURIComponent).join('/')}`;
