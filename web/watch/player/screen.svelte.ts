// How much of the screen the film has: a part of the page, all of it, or a small window above everything.

/** What Safari on telephones has in place of full screen for any element. */
interface FullScreenVideo extends HTMLVideoElement {
    webkitEnterFullscreen?: () => void;
}
interface LockableOrientation extends ScreenOrientation {
    lock?: (to: 'landscape') => Promise<void>;
}

export class Screen {
    full = $state(false);
    small = $state(false);
    /** Whether this browser has a small window to give. */
    readonly has_small = document.pictureInPictureEnabled === true;
    private stage!: HTMLElement;
    private video!: FullScreenVideo;

    /** Follows both; what is given back leaves them as they were. */
    follow(stage: HTMLElement, video: HTMLVideoElement): () => void {
        [this.stage, this.video] = [stage, video];
        const stop = new AbortController(),
            { signal } = stop;
        document.addEventListener(
            'fullscreenchange',
            () => (this.full = document.fullscreenElement !== null),
            { signal },
        );
        video.addEventListener('enterpictureinpicture', () => (this.small = true), { signal });
        video.addEventListener('leavepictureinpicture', () => (this.small = false), { signal });
        return () => {
            stop.abort();
            if (document.fullscreenElement) void document.exitFullscreen();
            if (document.pictureInPictureElement) void document.exitPictureInPicture();
        };
    }

    readonly toggleFull = async () => {
        if (document.fullscreenElement) return document.exitFullscreen();
        if (!document.fullscreenEnabled) return this.video.webkitEnterFullscreen?.();
        await this.stage.requestFullscreen().catch(() => {
            /* it wants a gesture: the button is there */
        });
        // A film lies on its side; a screen that cannot be turned says no.
        await (screen.orientation as LockableOrientation).lock?.('landscape').catch(() => {});
    };

    readonly toggleSmall = async () => {
        if (document.pictureInPictureElement) await document.exitPictureInPicture();
        else if (this.has_small)
            await this.video.requestPictureInPicture().catch(() => {
                /* as above */
            });
    };
}
