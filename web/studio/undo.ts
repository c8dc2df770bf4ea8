// Taking back what was just done, by its entry in the audit log.
import { tell } from '$system/toasts.svelte';
import { ask } from './api';
import { complain } from './problems';
import { shell } from './texts/shell';

/** Says that something is done, and offers to take it back for a while; `after` runs once that has been done. */
export function tellWithUndo(text: string, audit: number | null, after: () => void = () => {}) {
    if (audit === null) return tell(text, 'good');
    tell(text, 'good', {
        label: shell().undo,
        run: async () => {
            try {
                await ask('post', '/operator/audit/{id}/undo', { path: { id: audit } });
                tell(shell().undone, 'good');
                after();
            } catch (failure) {
                complain(failure);
            }
        },
    });
}

/** The newest entry about a subject; for changes whose answer does not tell theirs. */
export async function newestEntry(subject: string): Promise<number | null> {
    try {
        const { entries } = await ask('get', '/operator/audit', { query: { subject, limit: 1 } });
        return entries[0]?.undoable ? entries[0].number : null;
    } catch {
        return null;
    }
}
