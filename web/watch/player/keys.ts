// What keys do in the player; docs/watch.md has the same list for people.
import { mute } from './look.svelte';
import { step_s, type Playing } from './playing.svelte';
import type { Screen } from './screen.svelte';

export interface KeyActs {
    leave: () => void;
    next: () => void;
    help: () => void;
    up: () => void;
    down: () => void;
}

/** What this key does now; null for nothing of ours. */
export function actOf(
    event: KeyboardEvent,
    playing: Playing,
    screen: Screen,
    acts: KeyActs,
): (() => void) | null {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
    if (event.key === 'Escape' || event.key === 'Backspace')
        return event.key === 'Escape' && screen.full ? null : acts.leave;
    if (playing.phase !== 'playing') return null;
    // A button that has the focus keeps the keys that press it; the bar below walks along its own.
    const target = event.target as HTMLElement;
    if (
        target.matches('button:focus-visible, a:focus-visible, input:focus-visible') &&
        (/^( |Enter|ArrowLeft|ArrowRight)$/.test(event.key) ||
            (event.key.startsWith('Arrow') && target.closest('.controls')))
    )
        return null;
    if (/^[0-9]$/.test(event.key)) return () => playing.seek((playing.duration * Number(event.key)) / 10);
    const on_s = document.documentElement.dir === 'rtl' ? -step_s : step_s;
    const keys: Record<string, () => void> = {
        ' ': playing.toggle,
        k: playing.toggle,
        Enter: playing.toggle,
        MediaPlayPause: playing.toggle,
        ArrowLeft: () => playing.jump(-on_s),
        ArrowRight: () => playing.jump(on_s),
        j: () => playing.jump(-step_s),
        l: () => playing.jump(step_s),
        ArrowUp: acts.up,
        ArrowDown: acts.down,
        f: screen.toggleFull,
        p: screen.toggleSmall,
        m: mute,
        c: playing.toggleSubtitles,
        n: acts.next,
        '<': () => playing.faster(-1),
        '>': () => playing.faster(1),
        '?': acts.help,
    };
    return keys[event.key] ?? keys[event.key.toLowerCase()] ?? null;
}
