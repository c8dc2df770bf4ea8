// What the profile has put aside, as far as this page knows: buttons of one title agree wherever they stand.
import { SvelteMap } from 'svelte/reactivity';
import { tell } from '$system/toasts.svelte';
import { api, asRefused } from './api';
import { explainForm } from './reasons';
import { session } from './session.svelte';
import { titles } from './texts/titles';

const known = new SvelteMap<string, boolean>();

export const myList = {
    /** Whether it is on the list; `otherwise` where nothing was heard of it yet. */
    has: (ref: string, otherwise = false) => known.get(ref) ?? otherwise,

    learn(refs: string[], listed: boolean) {
        for (const ref of refs) known.set(ref, listed);
    },

    forget() {
        known.clear();
    },

    /** Shows it at once, and takes it back where the service says no. */
    async toggle(ref: string, listed: boolean) {
        known.set(ref, !listed);
        try {
            await (listed ? api.takeOff : api.putAside)(ref, session.profile_id);
            tell(listed ? titles().list_taken : titles().list_added, 'good');
        } catch (error) {
            known.set(ref, listed);
            tell(explainForm(asRefused(error)), 'danger');
        }
    },
};
