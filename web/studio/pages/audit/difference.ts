// What differs between two JSON values, by path, for people.

export interface Difference {
    path: string;
    before: string | null;
    after: string | null;
}

function leaves(value: unknown, path: string, into: Map<string, string>) {
    if (value !== null && typeof value === 'object') {
        const entries = Array.isArray(value)
            ? value.map((one, at) => [String(at + 1), one] as const)
            : Object.entries(value);
        if (!entries.length) into.set(path, Array.isArray(value) ? '[]' : '{}');
        // A list of plain values is read as a whole.
        else if (Array.isArray(value) && value.every((one) => one === null || typeof one !== 'object'))
            into.set(path, value.join(', '));
        else for (const [name, one] of entries) leaves(one, path ? `${path} › ${name}` : name, into);
    } else if (value !== undefined) {
        into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
    }
}

export function differences(before: unknown, after: unknown): Difference[] {
    const [was, is] = [new Map<string, string>(), new Map<string, string>()];
    if (before !== null) leaves(before, '', was);
    if (after !== null) leaves(after, '', is);
    const found: Difference[] = [];
    for (const path of new Set([...was.keys(), ...is.keys()])) {
        const [from, to] = [was.get(path) ?? null, is.get(path) ?? null];
        if (from !== to && !(from === 'null' && to === null) && !(from === null && to === 'null'))
            found.push({ path, before: from === 'null' ? null : from, after: to === 'null' ? null : to });
    }
    return found;
}
