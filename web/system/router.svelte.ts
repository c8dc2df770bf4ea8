// Addresses of a single-page application: the browser's own history, and ordinary links.

let address = $state.raw(new URL(location.href));

/** Asked before another page is shown; a page that holds what is not saved yet says no, or asks. */
export type Guard = (to: URL) => Promise<boolean>;
let guard: Guard | null = null;

async function mayLeave(to: URL): Promise<boolean> {
    return guard === null || to.pathname === address.pathname || (await guard(to));
}

/** How long a page that one comes back to may take until its place is found again. */
const restore_ms = 2500;
let restoring = false;

/** `at` is a link's address; `nth`, which of those with this address it is. */
interface Place {
    top?: number;
    at?: string;
    nth?: number;
}

const linksTo = (address: string) => [
    ...document.querySelectorAll<HTMLElement>(`main a[href="${CSS.escape(address)}"]`),
];

/** Where one is on the page: how far down, and on which link. */
function place(): Place {
    const active = document.activeElement,
        at = active instanceof HTMLAnchorElement ? (active.getAttribute('href') ?? '') : '';
    return { top: scrollY, at, nth: at ? Math.max(0, linksTo(at).indexOf(active as HTMLElement)) : 0 };
}

/** Goes back to a place as soon as what stood there is there again; whoever moves in the meantime is left alone. */
function restore({ top = 0, at = '', nth = 0 }: Place) {
    const href = location.href,
        until = performance.now() + restore_ms,
        stop = new AbortController();
    restoring = true;
    for (const name of ['wheel', 'pointerdown', 'keydown', 'touchstart'])
        addEventListener(name, () => stop.abort(), { signal: stop.signal, passive: true });
    const end = () => {
        restoring = false;
        stop.abort();
    };
    const step = () => {
        if (location.href !== href || stop.signal.aborted || performance.now() > until) return end();
        const link = at ? (linksTo(at)[nth] ?? null) : null;
        if ((at && !link) || document.documentElement.scrollHeight - innerHeight < top - 2)
            return void setTimeout(step, 40);
        scrollTo({ top, behavior: 'instant' });
        link?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'instant' });
        link?.focus({ preventScroll: true });
        end();
    };
    step();
}

function show(next: URL, replace: boolean) {
    history.replaceState({ ...history.state, ...place() }, '');
    history[replace ? 'replaceState' : 'pushState']({ inside: true }, '', next);
    const elsewhere = next.pathname !== address.pathname;
    address = next;
    if (elsewhere) scrollTo({ top: 0, behavior: 'instant' });
}

export const router = {
    get path() {
        return address.pathname;
    },
    get query() {
        return address.searchParams;
    },
    /** Whether the place on a page that one came back to is still being looked for. */
    get restoring() {
        return restoring;
    },
    get href() {
        return address.pathname + address.search;
    },

    go(to: string, { replace = false } = {}) {
        const next = new URL(to, location.href);
        if (next.href === location.href) return;
        if (guard === null || next.pathname === address.pathname) show(next, replace);
        else
            void mayLeave(next).then((may) => {
                if (may) show(next, replace);
            });
    },

    /** Changes the query of this page in place; an empty value takes its name away. */
    refine(changes: Record<string, string | null | undefined>) {
        const next = new URL(address);
        for (const [name, value] of Object.entries(changes)) {
            if (value) next.searchParams.set(name, value);
            else next.searchParams.delete(name);
        }
        this.go(next.href, { replace: true });
    },

    /** To where the visitor came from, or to `fallback` for one who came straight here. */
    back(fallback: string) {
        if (history.state?.inside) history.back();
        else this.go(fallback, { replace: true });
    },

    /** Sets what is asked before this page is left, for as long as the caller does not call what is given back. */
    hold(asks: Guard): () => void {
        guard = asks;
        return () => {
            if (guard === asks) guard = null;
        };
    },
};

/** Follows history and links. Links to outside of `within` are the browser's. */
export function startRouter(within = '/') {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', async (event) => {
        const to = new URL(location.href);
        if (guard !== null && to.pathname !== address.pathname) {
            history.pushState({ inside: true }, '', address);
            if (await mayLeave(to)) show(to, true);
            return;
        }
        address = to;
        restore((event.state ?? {}) as Place);
    });
    addEventListener('click', (event) => {
        if (
            event.defaultPrevented ||
            event.button !== 0 ||
            event.metaKey ||
            event.ctrlKey ||
            event.shiftKey ||
            event.altKey
        )
            return;
        const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
        if (
            !link ||
            link.target ||
            link.hasAttribute('download') ||
            link.origin !== location.origin ||
            link.pathname.startsWith('/api/') ||
            !link.pathname.startsWith(within)
        )
            return;
        if (link.hash && link.pathname === location.pathname) return;
        event.preventDefault();
        router.go(link.href);
    });
}
