// Expressions as lists of terms, for as long as they are plain: "US + 419 - CU". So one territory more or less changes a word
// and not the whole, and what somebody wrote stays as it was written.
import type { Group } from './names';

export interface Term {
    sign: '+' | '-';
    code: string;
}

/** None for an expression with brackets or a contract's own groups. */
export function termsOf(expression: string): Term[] | null {
    if (/[()@]/.test(expression)) return null;
    const found: Term[] = [];
    // A minus between terms has spaces; without them it belongs to a subdivision, US-TX.
    for (const [, sign, code] of expression.matchAll(/(?:(?:^|\s)(-)\s+)?([A-Za-z0-9]+(?:-[A-Za-z0-9]+)?)/g))
        found.push({ sign: sign ? '-' : '+', code: (code ?? '').toUpperCase() });
    return found;
}

export const written = (terms: Term[]) =>
    terms.map(({ sign, code }, at) => (at === 0 ? code : ` ${sign} ${code}`)).join('');

const membersOf = (code: string, groups: Group[]) =>
    (code === 'WORLD' ? groups.find((one) => one.code === '001') : groups.find((one) => one.code === code))
        ?.territories ?? [code];

/** Whether a territory is in, by the terms in turn; of a subdivision, whether it is named or its territory is in. */
function holds(terms: Term[], code: string, groups: Group[]): boolean {
    let inside = false;
    for (const term of terms) {
        const members = membersOf(term.code, groups);
        if (members.includes(code) || (code.length > 3 && members.includes(code.slice(0, 2))))
            inside = term.sign === '+';
    }
    return inside;
}

/** The terms with these codes in, or out: terms that named them are taken away, and only what is still missing is added. */
export function changed(terms: Term[], codes: string[], into: boolean, groups: Group[]): Term[] {
    const sign = into ? '+' : '-';
    let next = terms.filter((term) => !codes.includes(term.code));
    if (next[0]?.sign === '-') next = terms;
    for (const code of codes) {
        const members = membersOf(code, groups);
        const settled = members.every((one) => holds(next, one, groups) === into);
        if (!settled) next = [...next, { sign, code }];
    }
    return next;
}

/** Codes in fewer words: groups that are in as a whole, the largest first, and what is left. */
export function inGroups(codes: string[], groups: Group[]): string[] {
    const left = new Set(codes),
        found: string[] = [];
    const large = groups
        .filter((group) => group.territories.length > 2)
        .sort((a, b) => b.territories.length - a.territories.length);
    for (const group of large) {
        if (group.territories.length > left.size || !group.territories.every((code) => left.has(code)))
            continue;
        found.push(group.code);
        for (const code of group.territories) left.delete(code);
    }
    return [...found, ...left];
}
