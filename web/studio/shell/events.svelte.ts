// What happens in the service while one looks on. One stream for the whole application, open while somebody listens.
import type { JobSummary, Schemas } from '../api';
import { session } from '../session.svelte';

export interface Live {
    jobs: JobSummary[];
    watching: Schemas['Overview']['watching'];
    snapshot: { revisions: Record<string, number> };
    audit: { number: number };
}

const listeners = new Map<keyof Live, Set<(said: never) => void>>();
const names: (keyof Live)[] = ['jobs', 'watching', 'snapshot', 'audit'];
/** Where the stream is refused the browser gives up, so we ask again ourselves. */
const again_ms = 5000;
let source: EventSource | null = null;
let live = $state(false);

function open() {
    if (source || session.status !== 'operator') return;
    const opened = new EventSource('/api/v1/operator/events');
    source = opened;
    opened.onopen = () => {
        live = true;
    };
    opened.onerror = () => {
        if (opened.readyState !== EventSource.CLOSED) return;
        live = false;
        source = null;
        setTimeout(() => {
            if ([...listeners.values()].some((set) => set.size)) open();
        }, again_ms);
    };
    for (const name of names) {
        opened.addEventListener(name, (event) => {
            const said = JSON.parse((event as MessageEvent<string>).data) as never;
            for (const listener of listeners.get(name) ?? []) listener(said);
        });
    }
}

export const events = {
    /** Whether changes reach us. */
    get live() {
        return live;
    },

    /** For as long as the caller does not call what is given back. */
    listen<Name extends keyof Live>(name: Name, listener: (said: Live[Name]) => void): () => void {
        const set = listeners.get(name) ?? new Set();
        listeners.set(name, set);
        set.add(listener as (said: never) => void);
        open();
        return () => {
            set.delete(listener as (said: never) => void);
            if ([...listeners.values()].some((one) => one.size)) return;
            source?.close();
            source = null;
            live = false;
        };
    },
};
