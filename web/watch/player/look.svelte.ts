// How this viewer wants subtitles to look, and the volume; kept on the device.
const kept_at = 'nuri-player';

export const sizes = { small: 0.8, medium: 1, large: 1.35 } as const;
export const grounds = ['none', 'soft', 'solid'] as const;
export interface Look { size: keyof typeof sizes; ground: (typeof grounds)[number]; volume: number; muted: boolean }

function kept(): Partial<Look> {
    try { return JSON.parse(localStorage.getItem(kept_at) ?? '{}') as Partial<Look>; } catch { return {}; }
}

const given = kept();
export const look = $state<Look>({
    size: given.size && given.size in sizes ? given.size : 'medium',
    ground: given.ground && grounds.includes(given.ground) ? given.ground : 'none',
    volume: typeof given.volume === 'number' ? Math.min(1, Math.max(0, given.volume)) : 1,
    muted: given.muted === true,
});

export function keep() {
    try { localStorage.setItem(kept_at, JSON.stringify(look)); } catch { /* then it is for this time */ }
}
