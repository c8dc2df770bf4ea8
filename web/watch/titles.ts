// What a page says of a title, and how a home is made of what can be watched here.
import { formatDate, formatRuntime, languageName } from '$system/i18n.svelte';
import type { Card, Begun } from './api';
import { t } from './texts';

/** Days before its end from which a title is said to be leaving. */
const leaving_days = 60;
const row_max = 24;
const row_min = 3;

export const pathOf = (ref: string) => `/title/${ref.split('/').map(encodeURIComponent).join('/')}`;
export const playPathOf = (ref: string) => `/watch/${ref.split('/').map(encodeURIComponent).join('/')}`;

export const isLeaving = (card: Card) => card.leaves_at !== null && new Date(card.leaves_at).getTime() - Date.now() < leaving_days * 86_400_000;

/** The day on which it can be seen last: a licence that ends at midnight ends the day before. */
export const lastDay = (leaves_at: string) => new Date(new Date(leaves_at).getTime() - 1);

export function ageLabel(age: number): string { return age === 0 ? t().all_ages : `${age}+`; }

export function factsOf(card: Card): string[] {
    return [card.release_year && String(card.release_year), card.kind === 'series' ? t().series : card.runtime_seconds && formatRuntime(card.runtime_seconds), ageLabel(card.maturity_age)].filter((fact): fact is string => !!fact);
}

/** What Card the component is given for a card of the API. */
export function cardOf(card: Card, shape: 'poster' | 'wide' = 'poster') {
    const art = card.artwork;
    return {
        href: pathOf(card.ref), seed: card.ref, name: card.name, lang: card.name_language, original: card.original_name, original_lang: card.original_language, shape,
        src: (shape === 'poster' ? art.poster : (art.still ?? art.backdrop))?.url ?? null,
        facts: factsOf(card),
        note: isLeaving(card) && card.leaves_at ? t().until(formatDate(lastDay(card.leaves_at), { month: 'short', day: 'numeric' })) : '',
    };
}

export interface HomeRow { key: string; title: string; cards: Card[] }

/** Rows of one home: nothing in them that the service did not name, and no row for the sake of a row. */
export function rowsOf(cards: Card[]): HomeRow[] {
    const rows: HomeRow[] = [];
    const add = (key: string, title: string, of: Card[], least = row_min) => { if (of.length >= least) rows.push({ key, title, cards: of.slice(0, row_max) }); };
    add('new', t().row_new, cards, 1);
    add('series', t().row_series, cards.filter(({ kind }) => kind === 'series'), 2);
    add('leaving', t().row_leaving, cards.filter(isLeaving).sort((a, b) => (a.leaves_at ?? '').localeCompare(b.leaves_at ?? '')), 1);
    const byGenre = new Map<string, { name: string; cards: Card[] }>();
    const byLanguage = new Map<string, Card[]>();
    for (const card of cards) {
        for (const { slug, name } of card.genres) {
            if (!byGenre.has(slug)) byGenre.set(slug, { name, cards: [] });
            byGenre.get(slug)?.cards.push(card);
        }
        const language = card.original_language?.split('-')[0];
        if (language) byLanguage.set(language, [...(byLanguage.get(language) ?? []), card]);
    }
    const languages = [...byLanguage].sort((a, b) => b[1].length - a[1].length).map(([tag, of]) => ({ key: `language-${tag}`, title: t().row_language(languageName(tag)), of }));
    const genres = [...byGenre].sort((a, b) => b[1].cards.length - a[1].cards.length).map(([slug, { name, cards: of }]) => ({ key: `genre-${slug}`, title: name, of }));
    for (let at = 0; at < Math.max(languages.length, genres.length); ++at) for (const row of [genres[at], languages[at]]) if (row) add(row.key, row.title, row.of);
    return rows;
}

/** What is most alike: shared genres weigh most, then the language, then the kind. */
export function alike(to: Card, cards: Card[], count = 12): Card[] {
    const genres = new Set(to.genres.map(({ slug }) => slug));
    const weight = (card: Card) => card.genres.filter(({ slug }) => genres.has(slug)).length * 3 + (card.original_language === to.original_language ? 2 : 0) + (card.kind === to.kind ? 1 : 0);
    return cards.filter(({ ref }) => ref !== to.ref).sort((a, b) => weight(b) - weight(a)).slice(0, count);
}

export const progressOf = (begun: Begun) => (begun.duration_ms > 0 ? Math.min(1, begun.position_ms / begun.duration_ms) : 0);

/** The slug of the series an episode's reference begins with; of a film, itself. */
export const rootOf = (ref: string) => ref.split('/')[0] ?? ref;
