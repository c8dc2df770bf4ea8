// What to say of a refusal.
import { tell } from '$system/toasts.svelte';
import { asRefused, type Reason, type Refused } from './api';
import { shell } from './texts/shell';

export function explain(refused: Refused): { title: string; text: string; more: string } {
    const [title = '', text = ''] =
        (shell().errors as Partial<Record<Reason, string[]>>)[refused.reason] ?? shell().errors.io;
    // The server's sentence names what to mend; where it is our fault it would only puzzle.
    const more = refused.status >= 400 && refused.status < 500 ? refused.detail : '';
    return { title, text, more };
}

/** In one line, for a form or a notice. */
export function inOneLine(failure: unknown): string {
    const { title, text, more } = explain(asRefused(failure));
    const said = more || text;
    return said ? `${title}: ${said}` : `${title}.`;
}

export function complain(failure: unknown) {
    if ((failure as Error).name !== 'AbortError') tell(inOneLine(failure), 'danger');
}
