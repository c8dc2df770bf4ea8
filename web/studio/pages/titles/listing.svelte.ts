// The rows of a list of titles, brought page by page as they come into sight. Pages follow each other by cursor; the first
// is small, so that it is there at once, the others are large, so that the end of a long list is not far.
import { i18n } from '$system/i18n.svelte';
import { ask, asRefused, type Refused, type Schemas } from '../../api';

export type Row = Schemas['TitleRow'];
export type Sort = 'name' | 'added' | 'year' | 'number' | 'status';
export interface Wanted {
    filter: Schemas['TitleFilter'];
    sort?: Sort;
    order?: 'asc' | 'desc';
}

const first_page = 60,
    page_rows = 500;

export class Listing {
    rows = $state.raw<Row[]>([]);
    total = $state(0);
    busy = $state(true);
    problem = $state.raw<Refused | null>(null);
    /** Whether anything has been answered yet. */
    known = $state(false);

    private wanted: Wanted = { filter: {} };
    private cursor: string | null = null;
    private needed = 0;
    private stop = new AbortController();

    /** Starts anew; what is on the screen stays until the answer is there. */
    async open(wanted: Wanted) {
        this.stop.abort();
        this.stop = new AbortController();
        this.wanted = wanted;
        this.needed = 0;
        await this.bring(null, Math.min(1000, Math.max(first_page, this.keep ? this.rows.length : 0)));
        this.keep = false;
    }

    private keep = false;
    /** The same again, as many rows as there are: something has changed. */
    async refresh() {
        this.keep = true;
        await this.open(this.wanted);
    }

    /** That rows up to here are wanted. */
    need(last: number) {
        this.needed = Math.max(this.needed, last);
        if (!this.busy && !this.problem && this.cursor && this.needed > this.rows.length)
            void this.bring(this.cursor, page_rows);
    }

    retry() {
        void this.bring(this.cursor, this.cursor ? page_rows : first_page);
    }
    close() {
        this.stop.abort();
    }

    /** Puts a changed row where it was. */
    replace(row: Row) {
        this.rows = this.rows.map((one) => (one.id === row.id ? row : one));
    }

    private async bring(cursor: string | null, limit: number): Promise<void> {
        const { signal } = this.stop;
        this.busy = true;
        this.problem = null;
        try {
            const { filter, sort, order } = this.wanted;
            const page = await ask('get', '/operator/titles', {
                query: { ...filter, sort, order, limit, locale: i18n.locale, ...(cursor ? { cursor } : {}) },
                signal,
            });
            this.rows = cursor ? [...this.rows, ...page.titles] : page.titles;
            this.total = page.total;
            this.cursor = page.next_cursor;
            this.known = true;
            this.busy = false;
            if (this.cursor && this.needed > this.rows.length) await this.bring(this.cursor, page_rows);
        } catch (error) {
            if (signal.aborted) return;
            this.problem = asRefused(error);
            this.busy = false;
        }
    }
}

/** Which titles are chosen: some by their number, or all that the filter finds. */
export class Selection {
    all = $state(false);
    private ids = $state.raw<ReadonlySet<number>>(new Set());

    count(total: number) {
        return this.all ? total : this.ids.size;
    }
    has(id: number) {
        return this.all || this.ids.has(id);
    }
    clear() {
        [this.all, this.ids] = [false, new Set()];
    }

    toggle(id: number, rows: readonly Row[]) {
        const next = new Set(this.all ? rows.map((row) => row.id) : this.ids);
        this.all = false;
        if (!next.delete(id)) next.add(id);
        this.ids = next;
    }

    add(some: readonly number[]) {
        if (!this.all) this.ids = new Set([...this.ids, ...some]);
    }
    select(filter: Schemas['TitleFilter']): Schemas['BulkChange']['select'] {
        return this.all ? { filter } : { ids: [...this.ids] };
    }
}
