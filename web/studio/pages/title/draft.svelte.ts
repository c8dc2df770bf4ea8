// A title as it is being edited: what it was when it was read, what it is to be, and, where somebody else was faster, how
// the two are brought together.
import { untrack } from 'svelte';
import { Refused, ask, askVersion, type CatalogueTitle, type Schemas } from '../../api';

export type Facts = Pick<
    CatalogueTitle,
    | 'names'
    | 'synopses'
    | 'alid'
    | 'eidr'
    | 'original_language'
    | 'original_title'
    | 'release_year'
    | 'runtime_seconds'
    | 'countries'
    | 'genres'
    | 'advisories'
    | 'flags'
    | 'ratings'
    | 'credits'
>;
export type FactName = keyof Facts;
export type Credit = Facts['credits'][number];

export const fact_names: FactName[] = [
    'names',
    'synopses',
    'original_language',
    'original_title',
    'release_year',
    'runtime_seconds',
    'countries',
    'genres',
    'advisories',
    'flags',
    'ratings',
    'credits',
    'alid',
    'eidr',
];

export const factsOf = (title: CatalogueTitle): Facts =>
    structuredClone(
        Object.fromEntries(
            fact_names.map((name) => [name, $state.snapshot(title)[name]]),
        ) as unknown as Facts,
    );
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What both have changed, differently: a fact, or one locale of a text. */
export interface Clash {
    key: string;
    fact: FactName;
    locale?: string;
    mine: unknown;
    theirs: unknown;
}
export interface Overtaken {
    current: CatalogueTitle;
    changed_by: string | null;
    changed_at: string | null;
    theirs_alone: string[];
    clashes: Clash[];
}

/** One fact, or one locale of a text, of which a change consists. */
function pieces(facts: Facts): Map<string, { fact: FactName; locale?: string; value: unknown }> {
    const found = new Map<string, { fact: FactName; locale?: string; value: unknown }>();
    for (const fact of fact_names) {
        if (fact === 'names' || fact === 'synopses')
            for (const [locale, value] of Object.entries(facts[fact]))
                found.set(`${fact}:${locale}`, { fact, locale, value });
        else found.set(fact, { fact, value: facts[fact] });
    }
    return found;
}

/** Three sides compared: what they alone have changed, and what both have. */
export function compare(
    base: Facts,
    mine: Facts,
    theirs: Facts,
): { theirs_alone: string[]; clashes: Clash[] } {
    const [a, b, c] = [pieces(base), pieces(mine), pieces(theirs)];
    const theirs_alone: string[] = [],
        clashes: Clash[] = [];
    for (const key of new Set([...a.keys(), ...b.keys(), ...c.keys()])) {
        const [was, my, their] = [a.get(key)?.value, b.get(key)?.value, c.get(key)?.value];
        if (same(was, their) || same(my, their)) continue;
        const piece = c.get(key) ?? b.get(key) ?? a.get(key);
        if (!piece) continue;
        if (same(was, my)) theirs_alone.push(key);
        else clashes.push({ key, fact: piece.fact, locale: piece.locale, mine: my, theirs: their });
    }
    return { theirs_alone, clashes };
}

/** Theirs, with what I alone have changed and, of what both have, whatever `chosen` says is mine. */
export function merged(
    base: Facts,
    mine: Facts,
    theirs: Facts,
    chosen: Record<string, 'mine' | 'theirs'>,
): Facts {
    const result = structuredClone(theirs);
    const [a, b, c] = [pieces(base), pieces(mine), pieces(theirs)];
    for (const key of new Set([...a.keys(), ...b.keys()])) {
        const [was, my, their] = [a.get(key)?.value, b.get(key)?.value, c.get(key)?.value];
        if (same(was, my) || (!same(was, their) && !same(my, their) && chosen[key] !== 'mine')) continue;
        const piece = b.get(key) ?? a.get(key);
        if (!piece) continue;
        if (piece.locale === undefined) Object.assign(result, { [piece.fact]: structuredClone(my) });
        else if (my === undefined) delete result[piece.fact as 'names' | 'synopses'][piece.locale];
        else result[piece.fact as 'names' | 'synopses'][piece.locale] = my as string;
    }
    return result;
}

/** What to send so that `from` becomes `to`; a locale that is gone is sent empty. */
export function changeOf(from: Facts, to: Facts): Schemas['TitleFacts'] {
    const change: Record<string, unknown> = {};
    for (const fact of fact_names) {
        if (same(from[fact], to[fact])) continue;
        if (fact === 'names' || fact === 'synopses') {
            const locales = new Set([...Object.keys(from[fact]), ...Object.keys(to[fact])]);
            const texts: Record<string, string> = {};
            for (const locale of locales)
                if ((from[fact][locale] ?? '') !== (to[fact][locale] ?? ''))
                    texts[locale] = to[fact][locale] ?? '';
            if (Object.keys(texts).length) change[fact] = texts;
        } else if (fact === 'credits')
            change[fact] = to.credits.map(({ person, names, role, character }) =>
                person > 0 ? { person, role, character } : { names, role, character },
            );
        else change[fact] = to[fact];
    }
    return change as Schemas['TitleFacts'];
}

export class Draft {
    title = $state.raw<CatalogueTitle>({} as CatalogueTitle);
    facts = $state<Facts>({} as Facts);
    overtaken = $state.raw<Overtaken | null>(null);
    warnings = $state.raw<string[]>([]);
    saving = $state(false);
    private base = $state.raw<Facts>({} as Facts);
    private version = '';

    constructor(title: CatalogueTitle) {
        this.begin(title);
    }

    get change() {
        return changeOf(this.base, $state.snapshot(this.facts) as Facts);
    }
    get dirty() {
        return Object.keys(this.change).length > 0;
    }

    begin(title: CatalogueTitle) {
        this.title = title;
        this.base = factsOf(title);
        this.facts = factsOf(title);
        this.version = `"${title.version}"`;
        this.overtaken = null;
    }
    revert() {
        this.facts = structuredClone(this.base);
        this.overtaken = null;
    }

    /** True once it is saved; false where somebody else was faster, and `overtaken` says how things stand. */
    async save(): Promise<boolean> {
        this.saving = true;
        try {
            const changed = await ask('patch', '/operator/titles/{ref}', {
                path: { ref: this.title.ref },
                body: this.change,
                headers: { 'If-Match': this.version },
            });
            const { warnings, ...title } = changed;
            this.begin(title as CatalogueTitle);
            this.warnings = warnings;
            return true;
        } catch (error) {
            if (!(error instanceof Refused) || error.status !== 412) throw error;
            const { current, changed_by, changed_at } = error.body as unknown as {
                current: CatalogueTitle;
                changed_by: string | null;
                changed_at: string | null;
            };
            this.overtaken = {
                current,
                changed_by,
                changed_at,
                ...compare(this.base, $state.snapshot(this.facts) as Facts, factsOf(current)),
            };
            return false;
        } finally {
            this.saving = false;
        }
    }

    /** Goes on from what is there now, with my changes on it. */
    merge(chosen: Record<string, 'mine' | 'theirs'>) {
        const over = this.overtaken;
        if (!over) return;
        const theirs = factsOf(over.current);
        const result = merged(this.base, $state.snapshot(this.facts) as Facts, theirs, chosen);
        this.begin(over.current);
        this.facts = result;
    }

    /** Reads it anew where nothing would be lost. */
    async refresh() {
        if (untrack(() => this.dirty || this.saving)) return;
        const { body } = await askVersion('get', '/operator/titles/{ref}', { path: { ref: this.title.ref } });
        if (!untrack(() => this.dirty || this.saving)) this.begin(body);
    }
}
