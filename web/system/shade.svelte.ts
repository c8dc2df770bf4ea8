// Light, dark, or as the system has it: for looks that have both shades.

export const shades = ['system', 'light', 'dark'] as const;
export type Shade = (typeof shades)[number];

const kept_at = 'nuri-shade';
let chosen = $state<Shade>('system');

function apply() {
    if (chosen === 'system') delete document.documentElement.dataset.shade;
    else document.documentElement.dataset.shade = chosen;
}

export const shade = {
    get chosen() {
        return chosen;
    },

    start() {
        try {
            const kept = localStorage.getItem(kept_at);
            chosen = shades.find((one) => one === kept) ?? 'system';
        } catch {
            /* then it is the system's */
        }
        apply();
    },

    choose(next: Shade) {
        chosen = next;
        apply();
        try {
            localStorage.setItem(kept_at, next);
        } catch {
            /* then only for now */
        }
    },
};
