// What a page says of a title, and how rows are worded.
import { countryName, formatDate, formatRuntime, languageName } from '$system/i18n.svelte';
import type { Card, HomeRow, Progress } from './api';
import { session } from './session.svelte';
import { common } from './texts/common';
import { titles } from './texts/titles';

/** Days before its end from which a title is said to be leaving. */
const leaving_days = 60;

export const pathOf = (ref: string) => `/title/${ref.split('/').map(encodeURIComponent).join('/')}`;
export const playPathOf = (ref: string) => `/watch/${ref.split('/').map(encodeURIComponent).join('/')}`;
export const searchPathOf = (words: string) => `/search?q=${encodeURIComponent(words)}`;

export const isLeaving = (card: Pick<Card, 'leaves_at'>) =>
    card.leaves_at !== null && new Date(card.leaves_at).getTime() - Date.now() < leaving_days * 86_400_000;

/** The day on which it can be seen last: a licence that ends at midnight ends the day before. */
export const lastDay = (leaves_at: string) => new Date(new Date(leaves_at).getTime() - 1);

/** That a title leaves soon, in the viewer's words; nothing where it stays. */
export const leavesOf = (card: Card) =>
    isLeaving(card) && card.leaves_at
        ? titles().leaves(formatDate(lastDay(card.leaves_at), { month: 'long', day: 'numeric' }))
        : '';

export function ageLabel(age: number): string {
    return age === 0 ? common().all_ages : `${age}+`;
}

export function factsOf(card: Card): string[] {
    return [
        card.release_year && String(card.release_year),
        card.kind === 'series'
            ? titles().series
            : card.runtime_seconds && formatRuntime(card.runtime_seconds),
        ageLabel(card.maturity_age),
    ].filter((fact): fact is string => !!fact);
}

/** What Card the component is given for a card of the API. */
export function cardOf(card: Card, shape: 'poster' | 'wide' = 'poster') {
    const art = card.artwork;
    return {
        href: pathOf(card.ref),
        seed: card.ref,
        name: card.name,
        lang: card.name_language,
        original: card.original_name,
        original_lang: card.original_language,
        shape,
        src: (shape === 'poster' ? art.poster : (art.still ?? art.backdrop))?.url ?? null,
        note:
            isLeaving(card) && card.leaves_at
                ? titles().until(formatDate(lastDay(card.leaves_at), { month: 'short', day: 'numeric' }))
                : card.original
                  ? titles().original_mark(session.name)
                  : '',
        quiet: !isLeaving(card),
    };
}

/** The heading of a row of the home. */
export function headingOf({ kind, arguments: of }: HomeRow): string {
    switch (kind) {
        case 'continue_watching':
            return titles().row_continue;
        case 'my_list':
            return common().my_list;
        case 'popular':
            return titles().row_popular(countryName(of.territory ?? session.here ?? ''));
        case 'new':
            return titles().row_new;
        case 'originals':
            return titles().row_originals(session.name);
        case 'leaving_soon':
            return titles().row_leaving;
        case 'country':
            return titles().row_country(countryName(of.country ?? ''));
        case 'language':
            return titles().row_language(languageName(of.language ?? ''));
        case 'genre':
            return of.name ?? of.genre ?? '';
    }
}

export const progressOf = (progress: Progress | null) =>
    progress && !progress.finished && progress.duration_ms > 0
        ? Math.min(1, progress.position_ms / progress.duration_ms)
        : null;

/** What is left of it, in words. */
export const leftOf = (progress: Progress | null) =>
    progressOf(progress) !== null && progress
        ? titles().left(formatRuntime((progress.duration_ms - progress.position_ms) / 1000))
        : '';

/** The slug of the series an episode's reference begins with; of a film, itself. */
export const rootOf = (ref: string) => ref.split('/')[0] ?? ref;
