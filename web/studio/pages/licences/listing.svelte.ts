// Licences page by page as they come into sight. How many there are in all is not known before the last page.
import { i18n } from '$system/i18n.svelte';
import { ask, asRefused, type Refused, type Schemas } from '../../api';

export type Licence = Schemas['ListedLicence'];

/** What its title is called for the reader. */
export const calledOf = (licence: Licence) =>
    licence.names[i18n.locale] ?? licence.names.en ?? Object.values(licence.names)[0] ?? licence.title ?? '';
export const filter_keys = [
    'title',
    'partner',
    'contract',
    'territory',
    'state',
    'sign',
    'license_type',
] as const;
export type Filters = Partial<Record<(typeof filter_keys)[number], string>>;
const page_rows = 200;

export class Listing {
    rows = $state.raw<Licence[]>([]);
    next = $state<number | null>(null);
    busy = $state(true);
    known = $state(false);
    problem = $state.raw<Refused | null>(null);
    private filters: Filters = {};
    private needed = 0;
    private stop = new AbortController();

    /** One more than are here while there are more, so that the end can be scrolled to. */
    get total() {
        return this.rows.length + (this.next === null ? 0 : 1);
    }

    open(filters: Filters) {
        this.stop.abort();
        this.stop = new AbortController();
        [this.filters, this.needed] = [filters, 0];
        void this.bring(null);
    }
    need(last: number) {
        this.needed = Math.max(this.needed, last);
        if (!this.busy && !this.problem && this.next !== null && this.needed >= this.rows.length)
            void this.bring(this.next);
    }
    again = () => void this.bring(this.next);
    close() {
        this.stop.abort();
    }

    private async bring(after: number | null): Promise<void> {
        const { signal } = this.stop;
        this.busy = true;
        this.problem = null;
        try {
            const said = await ask('get', '/operator/licences', {
                query: { ...this.filters, limit: page_rows, ...(after ? { after } : {}) } as never,
                signal,
            });
            this.rows = after ? [...this.rows, ...said.licences] : said.licences;
            this.next = said.next_after;
            this.known = true;
            this.busy = false;
            if (this.next !== null && this.needed >= this.rows.length) await this.bring(this.next);
        } catch (failure) {
            if (signal.aborted) return;
            this.problem = asRefused(failure);
            this.busy = false;
        }
    }
}

export const stateTone = { coming: 'plain', running: 'good', lapsing: 'warn', ended: 'plain' } as const;
