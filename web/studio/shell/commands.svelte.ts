// What the command palette offers: the shell's own acts, and those of the page that is open.
import type { Command } from '$system/components/CommandPalette.svelte';

let added = $state.raw<readonly Command[]>([]);

export const commands = {
    get all() {
        return added;
    },
    /** For as long as the caller does not call what is given back. */
    add(list: Command[]): () => void {
        added = [...added, ...list];
        return () => {
            added = added.filter((one) => !list.includes(one));
        };
    },
};
