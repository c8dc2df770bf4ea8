// Rows of a list that is asked for by offset, brought as they come into sight, in any order.
import { asRefused, type Refused } from '../api';

export interface Page<Row> {
    total: number;
    rows: Row[];
}

export class Offsets<Row> {
    rows = $state.raw<(Row | undefined)[]>([]);
    total = $state(0);
    busy = $state(true);
    known = $state(false);
    problem = $state.raw<Refused | null>(null);
    private stop = new AbortController();
    private under_way = new Set<number>();
    private fetch: ((offset: number, limit: number, signal: AbortSignal) => Promise<Page<Row>>) | null = null;

    constructor(private readonly page_rows = 100) {}

    open(fetch: (offset: number, limit: number, signal: AbortSignal) => Promise<Page<Row>>) {
        this.stop.abort();
        this.stop = new AbortController();
        this.under_way.clear();
        this.fetch = fetch;
        void this.bring(0, true);
    }
    need(first: number, last: number) {
        if (!this.known || this.problem) return;
        for (
            let page = Math.floor(first / this.page_rows);
            page * this.page_rows < Math.min(last, this.total);
            ++page
        ) {
            if (this.rows[page * this.page_rows] === undefined) void this.bring(page * this.page_rows);
        }
    }
    again = () => void this.bring(0, true);
    close() {
        this.stop.abort();
    }

    private async bring(offset: number, anew = false): Promise<void> {
        if (!this.fetch || this.under_way.has(offset)) return;
        const { signal } = this.stop;
        this.under_way.add(offset);
        this.busy = true;
        this.problem = null;
        try {
            const page = await this.fetch(offset, this.page_rows, signal);
            if (signal.aborted) return;
            const rows = anew ? [] : [...this.rows];
            page.rows.forEach((row, at) => {
                rows[offset + at] = row;
            });
            [this.rows, this.total, this.known] = [rows, page.total, true];
        } catch (failure) {
            if (signal.aborted) return;
            this.problem = asRefused(failure);
        }
        this.under_way.delete(offset);
        this.busy = this.under_way.size > 0;
    }
}
