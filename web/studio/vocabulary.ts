// The words of the trade, in the reader's language, for lists to choose from.
import { countries } from '$system/countries';
import { countryName, i18n, languageName } from '$system/i18n.svelte';
import { ask, type CatalogueTitle, type Schemas } from './api';

export interface Option { value: string; label: string }

/** Languages that films are made or subtitled in most; any other BCP 47 tag can be written. */
const tags = ('ko en ja zh-Hans zh-Hant yue es es-419 pt pt-BR fr fr-CA de it nl sv da nb fi is pl cs sk hu ro bg el tr ru uk hr sr sl et lv lt ' +
    'ar he fa ur hi bn ta te ml mr gu pa kn si ne th vi id ms fil km lo my mn ka hy az kk uz sw am ha yo zu af ca eu gl ga cy').split(' ');

const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label, i18n.locale);
export const languageOptions = (): Option[] => tags.map((value) => ({ value, label: languageName(value) })).sort(byLabel);
export const countryOptions = (): Option[] => countries.map((value) => ({ value, label: countryName(value) })).sort(byLabel);

let genres: Promise<Schemas['Title']['genres']> | null = null;
/** Asked once; a genre that is added appears with the next visit. */
export function genreOptions(): Promise<Option[]> {
    genres ??= ask('get', '/operator/genres', {}).then((said) => said.genres.map(({ slug, names }) => ({ slug, name: names[i18n.locale] ?? names.en ?? slug }))).catch((error: unknown) => { genres = null; throw error; });
    return genres.then((list) => list.map(({ slug, name }) => ({ value: slug, label: name })).sort(byLabel));
}

/** A title's name for the reader: theirs, English, the original, its reference. */
export const nameOf = (title: Pick<CatalogueTitle, 'names' | 'original_title' | 'ref'>) => title.names[i18n.locale] ?? title.names.en ?? (title.original_title || title.ref);

export const titleAddress = (ref: string) => `/studio/title/${ref.split('/').map(encodeURIComponent).join('/')}`;
