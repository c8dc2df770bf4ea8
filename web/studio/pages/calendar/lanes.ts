// How the stretches of one title are stacked: one lane for each set of territories, those that are ours first.
import type { Schemas } from '../../api';

export type Space = Schemas['Space'];
export interface Lane {
    territories: string;
    spaces: Space[];
}
export interface Stacked {
    lanes: Lane[];
    more: number;
}

const weight = { held: 0, upcoming: 1, held_back: 2, sold: 3, lapsed: 4, free: 5 } as const;
/** What is drawn; where nothing is held the row is empty. */
export const drawn = (space: Space) => space.state !== 'free' && space.state !== 'lapsed';

export function stacked(spaces: Space[], lanes_max: number): Stacked {
    const by = new Map<string, Space[]>();
    for (const space of spaces)
        if (drawn(space)) by.set(space.territories, [...(by.get(space.territories) ?? []), space]);
    const lanes = [...by]
        .map(([territories, list]) => ({ territories, spaces: list }))
        .sort(
            (a, b) =>
                Math.min(...a.spaces.map((one) => weight[one.state])) -
                    Math.min(...b.spaces.map((one) => weight[one.state])) ||
                b.territories.length - a.territories.length,
        );
    return { lanes: lanes.slice(0, lanes_max), more: Math.max(0, lanes.length - lanes_max) };
}

const day_ms = 86_400_000;
/** Where lines stand: the first of each month, or each Monday in a short period. */
export function ticks(from: number, to: number): { at: number; month: boolean }[] {
    const found: { at: number; month: boolean }[] = [];
    const start = new Date(from);
    if (to - from <= 62 * day_ms) {
        const monday = Date.UTC(
            start.getUTCFullYear(),
            start.getUTCMonth(),
            start.getUTCDate() + ((8 - (start.getUTCDay() || 7)) % 7),
        );
        for (let at = monday; at < to; at += 7 * day_ms) found.push({ at, month: false });
        return found;
    }
    const step = to - from > 400 * day_ms ? 3 : 1;
    for (let month = start.getUTCMonth() + 1; ; ++month) {
        const at = Date.UTC(start.getUTCFullYear(), month, 1);
        if (at >= to) return found;
        if (new Date(at).getUTCMonth() % step === 0) found.push({ at, month: true });
    }
}
