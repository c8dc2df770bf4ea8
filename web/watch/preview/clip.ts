// A preview on the way: a few seconds without sound, for which no playback session is counted.
import shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

/** Plays it in `video`; what is given back ends it. */
export async function playClip(video: HTMLVideoElement, manifest: string): Promise<() => void> {
    shaka.polyfill.installAll();
    const player = new shaka.Player();
    await player.attach(video);
    // It is small, soon over, and not worth much of anybody's bandwidth.
    player.configure({
        abr: { defaultBandwidthEstimate: 1.5e6, restrictions: { maxHeight: 720 } },
        streaming: { bufferingGoal: 6 },
    });
    await player.load(manifest);
    await video.play();
    return () => void player.destroy();
}
