// One expression of territories. The text, the list and the map are three views of it: whatever changes one of them writes
// a new expression, the service says what that comes to, and all three show the answer.
import { asRefused, ask, type Schemas } from '../api';
import { dictionary, everywhere, groups, type Group } from './names';
import { changed, termsOf, written } from './terms';
import { understood } from './typed';

export type Membership = 'in' | 'some' | 'out';
const patience_ms = 250;

export class Territories {
    /** As it is written. */
    text = $state('');
    /** As the service is told; empty while nothing is chosen or what is written makes no sense. */
    expression = $state('');
    problem = $state('');
    unknown = $state('');
    busy = $state(false);
    all = $state.raw<Group[]>([]);
    set = $state.raw<Schemas['TerritorySet'] | null>(null);

    private inside = $derived(new Set(this.set?.territories ?? []));
    private parts = $derived(new Set(this.set?.parts ?? []));
    private without = $derived(new Set(this.set?.without ?? []));
    private broken = $derived(new Set([...this.parts, ...this.without].map((part) => part.slice(0, 2))));
    private words = new Map<string, string>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private stop = new AbortController();

    constructor(
        readonly contract: () => number | null = () => null,
        readonly onchange: (expression: string) => void = () => {},
    ) {}

    async open(expression: string) {
        this.text = expression;
        this.all = await groups();
        this.words = dictionary(this.all);
        if (expression) await this.resolve(expression);
    }

    get leaves(): string[] {
        return everywhere(this.all);
    }
    get count(): number {
        return this.inside.size;
    }

    membership(code: string): Membership {
        if (code.length > 3)
            return this.parts.has(code) || (this.inside.has(code.slice(0, 2)) && !this.without.has(code))
                ? 'in'
                : 'out';
        return this.broken.has(code) ? 'some' : this.inside.has(code) ? 'in' : 'out';
    }
    of(codes: string[]): Membership {
        const some = codes.filter((code) => this.membership(code) !== 'out').length;
        return some === 0
            ? 'out'
            : some === codes.length && codes.every((code) => this.membership(code) === 'in')
              ? 'in'
              : 'some';
    }

    /** Somebody types. */
    write(text: string) {
        this.text = text;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.read(), patience_ms);
    }
    /** Takes what is typed at once. */
    async read() {
        clearTimeout(this.timer);
        if (!this.text.trim()) return this.clear();
        const { expression, unknown } = understood(this.text, this.words);
        this.unknown = unknown ?? '';
        this.problem = '';
        if (unknown !== null) return this.settle('');
        await this.resolve(expression);
    }

    clear() {
        this.stop.abort();
        this.busy = false;
        this.text = this.problem = this.unknown = '';
        this.set = null;
        this.settle('');
    }

    /** Puts territories, parts or groups in or out; a group may be an expression in brackets. */
    async put(codes: string[], into: boolean) {
        clearTimeout(this.timer);
        const now = this.expression || this.set?.expression || '';
        if (!into && !now) return;
        const terms = codes.some((code) => code.startsWith('(')) ? null : termsOf(now);
        const next = terms
            ? written(changed(terms, codes, into, this.all))
            : `${now ? `${now} ${into ? '+' : '-'} ` : ''}${codes.length > 1 ? `(${codes.join(' + ')})` : codes[0]}`;
        this.problem = this.unknown = '';
        const leaves = codes.flatMap(
            (code) => this.all.find((group) => group.code === code)?.territories ?? [code],
        );
        if (
            !into &&
            [...this.inside, ...this.parts].every(
                (one) => leaves.includes(one) || leaves.includes(one.slice(0, 2)),
            )
        )
            return this.clear();
        await this.resolve(next, true);
    }
    toggle(codes: string[]) {
        return this.put(codes, this.of(codes) !== 'in');
    }

    private settle(expression: string) {
        if (expression === this.expression) return;
        this.expression = expression;
        this.onchange(expression);
    }

    private async resolve(expression: string, rewrite = false) {
        this.stop.abort();
        this.stop = new AbortController();
        const { signal } = this.stop;
        this.busy = true;
        try {
            const contract = this.contract();
            this.set = await ask('get', '/operator/territories/resolve', {
                query: { expression, ...(contract ? { contract } : {}) },
                signal,
            });
            this.problem = '';
            if (rewrite) this.text = expression;
            this.settle(expression);
        } catch (failure) {
            if (signal.aborted) return;
            this.problem = asRefused(failure).detail || asRefused(failure).reason;
            this.settle('');
        }
        this.busy = false;
    }
}
