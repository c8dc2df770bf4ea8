// Keys that do something wherever the focus is, one ("?"), several after another ("g t") or with the command key ("mod+k").
// Who is on the page adds its own and takes them away as it leaves; a sheet lists what there is now.

export interface Shortcut {
    keys: string;
    label: string;
    group: string;
    run: () => void;
    /** Also while somebody writes into a field. */
    always?: boolean;
}

/** How long one may pause between the keys of a row. */
const row_ms = 1000;

let added = $state.raw<readonly Shortcut[]>([]);

export const shortcuts = {
    get all() {
        return added;
    },

    /** For as long as the caller does not call what is given back; later ones win over earlier. */
    add(list: Shortcut[]): () => void {
        added = [...list, ...added];
        return () => {
            added = added.filter((one) => !list.includes(one));
        };
    },
};

const writes = (target: EventTarget | null) =>
    target instanceof HTMLElement &&
    (target.isContentEditable ||
        target instanceof HTMLTextAreaElement ||
        target instanceof HTMLSelectElement ||
        (target instanceof HTMLInputElement &&
            !['checkbox', 'radio', 'button', 'range'].includes(target.type)));

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** "⌘K" or "Ctrl+K"; the keys of a row stay apart. */
export function spelt(keys: string): string[] {
    return keys.split(' ').map((key) => {
        const parts = key
            .split('+')
            .map(
                (part) =>
                    ({
                        mod: isMac ? '⌘' : 'Ctrl',
                        shift: isMac ? '⇧' : 'Shift',
                        enter: '↵',
                        escape: 'Esc',
                        arrowup: '↑',
                        arrowdown: '↓',
                    })[part] ?? (part.length === 1 ? part.toUpperCase() : part),
            );
        return parts.join(isMac ? '' : '+');
    });
}

export function startShortcuts() {
    let row = '',
        at = 0;
    addEventListener('keydown', (event) => {
        if (event.defaultPrevented || event.altKey || event.isComposing) return;
        const mod = isMac ? event.metaKey : event.ctrlKey;
        if ((event.metaKey || event.ctrlKey) && !mod) return;
        const key = `${mod ? 'mod+' : ''}${event.shiftKey && event.key.length > 1 ? 'shift+' : ''}${event.key.toLowerCase()}`;
        if (/(^|\+)(shift|control|meta|alt)$/.test(key)) return;
        row = event.timeStamp - at < row_ms ? `${row} ${key}`.trim() : key;
        at = event.timeStamp;
        const busy = writes(event.target),
            asked = document.querySelector('dialog[open]') !== null;
        const usable = added.filter((one) => one.always || (!busy && !asked));
        const found = usable.find(({ keys }) => keys === row) ?? usable.find(({ keys }) => keys === key);
        if (found) {
            event.preventDefault();
            row = '';
            found.run();
        } else if (!usable.some(({ keys }) => keys.startsWith(`${row} `))) {
            row = usable.some(({ keys }) => keys.startsWith(`${key} `)) ? key : '';
        }
    });
}
