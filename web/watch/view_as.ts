// An operator looks at these pages as somebody else: the studio opens them with `#view-as=TOKEN`. The token is kept in
// memory alone, so it ends with the page, and it leaves the address at once. What it says is read here for the banner
// only; the service judges it with every request.

interface Viewer {
    territory: string;
    at?: string;
    home: string | null;
    plan: string | null;
    kids: boolean;
    maturity_age: number | null;
}
export interface ViewAs {
    token: string;
    viewer: Viewer | null;
}

function read(): ViewAs | null {
    const token = new URLSearchParams(location.hash.slice(1)).get('view-as');
    if (!token) return null;
    history.replaceState(history.state, '', location.pathname + location.search);
    try {
        const bytes = Uint8Array.from(
            atob((token.split('.')[0] ?? '').replace(/-/g, '+').replace(/_/g, '/')),
            (letter) => letter.charCodeAt(0),
        );
        return {
            token,
            viewer: (JSON.parse(new TextDecoder().decode(bytes)) as { viewer?: Viewer }).viewer ?? null,
        };
    } catch {
        return { token, viewer: null };
    }
}

export const viewAs = read();
