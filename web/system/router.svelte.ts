// Addresses of a single-page application: the browser's own history, and ordinary links.

let address = $state.raw(new URL(location.href));

export const router = {
    get path() { return address.pathname; },
    get query() { return address.searchParams; },

    go(to: string, { replace = false } = {}) {
        const next = new URL(to, location.href);
        if (next.href === location.href) return;
        history.replaceState({ ...history.state, top: scrollY }, '');
        history[replace ? 'replaceState' : 'pushState']({ inside: true }, '', next);
        const elsewhere = next.pathname !== address.pathname;
        address = next;
        if (elsewhere) scrollTo({ top: 0, behavior: 'instant' });
    },

    /** To where the visitor came from, or to `fallback` for one who came straight here. */
    back(fallback: string) {
        if (history.state?.inside) history.back();
        else this.go(fallback, { replace: true });
    },
};

export function startRouter() {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', (event) => {
        address = new URL(location.href);
        const top = (event.state as { top?: number } | null)?.top ?? 0;
        // The page has to be there before it can be scrolled, and what it shows may come a moment later.
        for (const delay of [0, 80, 300]) setTimeout(() => { if (address.href === location.href && scrollY < top) scrollTo({ top, behavior: 'instant' }); }, delay);
    });
    addEventListener('click', (event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
        if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || link.pathname.startsWith('/api/')) return;
        if (link.hash && link.pathname === location.pathname) return;
        event.preventDefault();
        router.go(link.href);
    });
}
