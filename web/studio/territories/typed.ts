// What people type, as an expression: "world except KR, KP" is 001 - KR - KP, "미국, 캐나다" is US + CA. Codes and signs pass as
// they are; the service judges the expression.
import { folded } from './names';

export interface Understood {
    expression: string;
    unknown: string | null;
}

const leave_out = /^(?:except for|except|excluding|excl\.?|without|but not|minus|제외|빼고)(?![\p{L}\p{N}])/u;
const join = /^(?:and|plus|및|그리고)(?![\p{L}\p{N}])/u;
const particle = /^(?:에서|을|를|은|는|와|과)(?![\p{L}\p{N}])/u;
const code = /^@?[a-z0-9_]+(?:-[a-z0-9]+)?(?![\p{L}\p{N}])/u;

/** In Korean what is left out comes before the word that says so: "전 세계에서 한국, 북한 제외". */
function turned(text: string): string {
    const found =
        /^(.+?)\s*(?:에서|중|,?\s*단)\s+(.+?)(?:을|를)?\s*(?:만\s*)?(?:제외|빼고)(?:하고|한 곳|)\s*$/u.exec(
            text,
        );
    return found ? `${found[1]} except ${found[2]}` : text;
}

export function understood(typed: string, words: Map<string, string>): Understood {
    const text = folded(turned(typed));
    const longest = Math.max(0, ...[...words.keys()].map((name) => name.length));
    let out = '',
        sign = '+',
        leaving = false,
        wants_sign = false,
        at = 0;
    const signs: string[] = [];
    const put = (term: string) => {
        out += out === '' || out.endsWith('(') ? term : ` ${sign} ${term}`;
        wants_sign = true;
    };
    while (at < text.length) {
        const rest = text.slice(at);
        const skipped = /^\s+/.exec(rest);
        if (skipped) {
            at += skipped[0].length;
            continue;
        }
        const away = leave_out.exec(rest);
        if (away && wants_sign) {
            [sign, leaving] = ['-', true];
            at += away[0].length;
            continue;
        }
        const joined = join.exec(rest) ?? particle.exec(rest);
        if (joined && wants_sign) {
            at += joined[0].length;
            continue;
        }
        // A name may hold signs of its own, as Timor-Leste does, so names come before signs.
        let name = '';
        for (let length = Math.min(longest, rest.length); length > 1; --length) {
            if (
                /[\p{Script=Latin}\p{N}]/u.test(rest[length - 1] ?? '') &&
                /^[\p{Script=Latin}\p{N}-]/u.test(rest.slice(length))
            )
                continue;
            if (words.has(rest.slice(0, length))) {
                name = rest.slice(0, length);
                break;
            }
        }
        if (name) {
            put(words.get(name)!);
            at += name.length;
            continue;
        }
        const letter = rest[0]!;
        // After a minus a comma adds again, as the service reads it; after "except" it goes on leaving out.
        if (',;&'.includes(letter)) {
            if (!leaving) sign = '+';
            ++at;
            continue;
        }
        if (letter === '+') {
            [sign, leaving] = ['+', false];
            ++at;
            continue;
        }
        if (letter === '-' || letter === '−' || letter === '–') {
            [sign, leaving] = ['-', false];
            ++at;
            continue;
        }
        if (letter === '(') {
            out += out === '' || out.endsWith('(') ? '(' : ` ${sign} (`;
            signs.push(sign);
            [sign, leaving] = ['+', false];
            ++at;
            continue;
        }
        if (letter === ')') {
            out += ')';
            sign = signs.pop() ?? '+';
            ++at;
            continue;
        }
        const written = code.exec(rest);
        if (
            written &&
            (written[0].length <= 3 ||
                written[0].includes('-') ||
                written[0].startsWith('@') ||
                /^\d+$/.test(written[0]))
        ) {
            put(written[0].startsWith('@') ? written[0] : written[0].toUpperCase());
            at += written[0].length;
            continue;
        }
        return { expression: '', unknown: /^[^\s,;+()]+/.exec(rest)?.[0] ?? letter };
    }
    return { expression: out.trim(), unknown: null };
}
