// How this viewer wants subtitles to look, and the volume; kept on the device.
const kept_at = 'nuri-player';

export const sizes = { small: 0.8, medium: 1, large: 1.35, huge: 1.8 } as const;
export const grounds = ['none', 'soft', 'solid'] as const;
export const colours = ['white', 'yellow', 'celadon'] as const;
export const heights = ['low', 'high'] as const;
export interface Look {
    size: keyof typeof sizes;
    ground: (typeof grounds)[number];
    colour: (typeof colours)[number];
    height: (typeof heights)[number];
    volume: number;
    muted: boolean;
}

function kept(): Partial<Look> {
    try {
        return JSON.parse(localStorage.getItem(kept_at) ?? '{}') as Partial<Look>;
    } catch {
        return {};
    }
}

/** What was kept where it is one of those there are, else the first of them. */
function among<Value extends string>(values: readonly Value[], value: unknown, first: Value): Value {
    return values.find((one) => one === value) ?? first;
}

const given = kept();
export const look = $state<Look>({
    size: among(Object.keys(sizes) as (keyof typeof sizes)[], given.size, 'medium'),
    ground: among(grounds, given.ground, 'none'),
    colour: among(colours, given.colour, 'white'),
    height: among(heights, given.height, 'low'),
    volume: typeof given.volume === 'number' ? Math.min(1, Math.max(0, given.volume)) : 1,
    muted: given.muted === true,
});

export function keep() {
    try {
        localStorage.setItem(kept_at, JSON.stringify(look));
    } catch {
        /* then it is for this time */
    }
}

export function mute() {
    look.muted = !look.muted;
    keep();
}
