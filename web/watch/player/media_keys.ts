// The keys of keyboards, headsets and lock screens. Browsers differ in which of them they know.
import { step_s, type Playing } from './playing.svelte';

const media = 'mediaSession' in navigator ? navigator.mediaSession : null;
const actions: MediaSessionAction[] = [
    'play',
    'pause',
    'seekbackward',
    'seekforward',
    'seekto',
    'nexttrack',
    'stop',
];

function on(action: MediaSessionAction, act: MediaSessionActionHandler | null) {
    try {
        media?.setActionHandler(action, act);
    } catch {
        /* this browser does not know it */
    }
}

/** Lets them do what they say; what is given back takes them off again. */
export function holdMediaKeys(playing: Playing, leave: () => void): () => void {
    on('play', playing.play);
    on('pause', playing.pause);
    on('seekbackward', ({ seekOffset }) => playing.jump(-(seekOffset ?? step_s)));
    on('seekforward', ({ seekOffset }) => playing.jump(seekOffset ?? step_s));
    on('seekto', ({ seekTime }) => {
        if (seekTime != null) playing.seek(seekTime);
    });
    on('stop', leave);
    return () => {
        for (const action of actions) on(action, null);
        if (media) [media.metadata, media.playbackState] = [null, 'none'];
    };
}

/** The key for the next episode is there only while there is one. */
export function holdNextKey(next: (() => void) | null) {
    on('nexttrack', next);
}

/** What a lock screen shows. */
export function tellMedia({ playback, place }: Playing, service: string) {
    if (!media || !playback) return;
    media.metadata = new MediaMetadata({
        title: place?.episode?.name ?? playback.title.name,
        artist: place?.series ?? service,
        album: service,
        artwork: place?.picture ? [{ src: new URL(place.picture, location.href).href }] : [],
    });
}

/** How far it has come, for whoever drags along a lock screen. */
export function tellProgress({ position, duration, speed, paused }: Playing) {
    if (!media || duration <= 0) return;
    media.playbackState = paused ? 'paused' : 'playing';
    media.setPositionState({ duration, playbackRate: speed, position: Math.min(position, duration) });
}
