// The parts of an asset that viewers may skip, as they are being set: what was saved, what is written now, and what is
// wrong with it. Times are kept as somebody writes them, so that half a time is not taken for a whole one.
import type { Schemas } from '../../api';

export type Mark = Schemas['Mark'];
export type Kind = Mark['kind'];
export const kinds: Kind[] = ['recap', 'intro', 'credits'];

/** How long a mark is that was just made. */
const fresh_ms: Record<Kind, number> = { recap: 30_000, intro: 30_000, credits: 60_000 };
/** As the service bounds them. */
export const marks_max = 64;

export interface Row {
    key: number;
    kind: Kind;
    from: string;
    to: string;
}
export type Fault = 'unreadable' | 'beyond' | 'backwards' | 'overlaps';
export interface Faults {
    from?: Fault;
    to?: Fault;
}

/** "1:02:03.5", "62:03" or "12.25" in milliseconds; null for what is no time. */
export function readTime(text: string): number | null {
    const [, hours = '0', minutes = '0', seconds = '0', part = ''] =
        /^\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?\s*$/.exec(text) ?? ['', 'NaN'];
    const ms =
        (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, '0'));
    return Number.isFinite(ms) ? ms : null;
}

/** As readTime() reads it back: "1:02:03.5". */
export function writeTime(ms: number): string {
    const two = (value: number) => String(value).padStart(2, '0');
    const seconds = Math.floor(ms / 1000),
        hours = Math.floor(seconds / 3600),
        minutes = Math.floor(seconds / 60) % 60;
    const part = String(ms % 1000)
        .padStart(3, '0')
        .replace(/0+$/, '');
    return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}${part ? `.${part}` : ''}`;
}

const rowsOf = (marks: Mark[]): Row[] =>
    marks.map(({ kind, start_ms, end_ms }, key) => ({
        key,
        kind,
        from: writeTime(start_ms),
        to: writeTime(end_ms),
    }));

export class MarksDraft {
    rows = $state<Row[]>([]);
    /** The row that keys and the timeline speak of. */
    chosen = $state<number | null>(null);
    private saved = $state.raw<Mark[]>([]);
    private next = 0;

    constructor(
        readonly duration_ms: number,
        marks: Mark[],
    ) {
        this.begin(marks);
    }

    begin(marks: Mark[]) {
        this.saved = marks;
        this.rows = rowsOf(marks);
        this.next = marks.length;
        this.chosen = this.rows[0]?.key ?? null;
    }
    revert() {
        this.begin(this.saved);
    }

    /** What is written, where all of it can be read; in order of time, as the service keeps it. */
    get marks(): Mark[] {
        return this.rows
            .map(({ kind, from, to }) => ({ kind, start_ms: readTime(from) ?? 0, end_ms: readTime(to) ?? 0 }))
            .sort((a, b) => a.start_ms - b.start_ms);
    }
    get dirty() {
        return (
            this.wrong ||
            JSON.stringify(this.marks) !==
                JSON.stringify(this.saved.map(({ kind, start_ms, end_ms }) => ({ kind, start_ms, end_ms })))
        );
    }
    get wrong() {
        return this.rows.some((row) => {
            const { from, to } = this.faults(row);
            return from !== undefined || to !== undefined;
        });
    }

    faults(row: Row): Faults {
        const start = readTime(row.from),
            end = readTime(row.to),
            faults: Faults = {};
        if (start === null) faults.from = 'unreadable';
        else if (start >= this.duration_ms) faults.from = 'beyond';
        if (end === null) faults.to = 'unreadable';
        else if (end > this.duration_ms) faults.to = 'beyond';
        else if (start !== null && end <= start) faults.to = 'backwards';
        if (start === null || end === null || faults.from || faults.to) return faults;
        const overlaps = this.rows.some((other) => {
            const from = readTime(other.from),
                to = readTime(other.to);
            return (
                other.key !== row.key &&
                other.kind === row.kind &&
                from !== null &&
                to !== null &&
                from < end &&
                to > start
            );
        });
        return overlaps ? { from: 'overlaps' } : faults;
    }

    row(key: number | null): Row | undefined {
        return this.rows.find((row) => row.key === key);
    }

    add(kind: Kind, at_ms: number) {
        if (this.rows.length >= marks_max) return;
        const start = Math.round(Math.max(0, Math.min(at_ms, this.duration_ms - 1000)));
        // Credits run to the end unless somebody says otherwise.
        const end =
            kind === 'credits' ? this.duration_ms : Math.min(start + fresh_ms[kind], this.duration_ms);
        const row = { key: this.next++, kind, from: writeTime(start), to: writeTime(end) };
        this.rows.push(row);
        this.chosen = row.key;
    }
    remove(key: number) {
        const at = this.rows.findIndex((row) => row.key === key);
        if (at < 0) return;
        this.rows.splice(at, 1);
        if (this.chosen === key) this.chosen = (this.rows[at] ?? this.rows[at - 1])?.key ?? null;
    }
    /** Moves one edge, within the asset and not past the other edge. */
    move(key: number, edge: 'from' | 'to', ms: number) {
        const row = this.row(key);
        if (!row) return;
        const other = readTime(edge === 'from' ? row.to : row.from);
        const bounded =
            edge === 'from' ? Math.min(ms, (other ?? this.duration_ms) - 1) : Math.max(ms, (other ?? 0) + 1);
        row[edge] = writeTime(Math.round(Math.max(0, Math.min(bounded, this.duration_ms))));
    }
}
