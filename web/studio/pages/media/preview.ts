// Shaka Player for looking at an asset: loads it, and says what can be chosen.
import shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

export interface Choice {
    key: string;
    label: string;
    active: boolean;
}

export class PreviewPlayer {
    private readonly player = new shaka.Player();

    async start(
        video: HTMLVideoElement,
        captions: HTMLElement,
        manifest: string,
        failed: (why: string) => void,
        changed: () => void,
    ) {
        shaka.polyfill.installAll();
        // What draws subtitles is chosen before attaching; else it would be the browser.
        this.player.setVideoContainer(captions);
        await this.player.attach(video);
        this.player.addEventListener('error', (event) =>
            failed(String((event as unknown as { detail: { code: number } }).detail.code)),
        );
        for (const name of ['trackschanged', 'adaptation', 'variantchanged', 'textchanged'])
            this.player.addEventListener(name, changed);
        try {
            await this.player.load(manifest);
        } catch (error) {
            const { code } = error as { code?: number };
            if (code !== shaka.util.Error.Code.LOAD_INTERRUPTED) failed(String(code ?? error));
        }
    }

    heights(): Choice[] {
        const adaptive = this.player.getConfiguration().abr.enabled;
        const tracks = this.player.getVariantTracks(),
            active = tracks.find((track) => track.active);
        return [...new Set(tracks.map((track) => track.height ?? 0))]
            .filter(Boolean)
            .sort((a, b) => b - a)
            .map((height) => ({
                key: String(height),
                label: `${height}p`,
                active: !adaptive && active?.height === height,
            }));
    }
    sounds(name: (language: string) => string): Choice[] {
        return this.player
            .getAudioTracks()
            .map((track, at) => ({
                key: String(at),
                label: track.label || name(track.language),
                active: track.active,
            }));
    }
    texts(name: (language: string) => string): Choice[] {
        return this.player
            .getTextTracks()
            .map((track) => ({
                key: String(track.id),
                label: track.label || name(track.language),
                active: track.active,
            }));
    }

    /** Empty lets the network decide. */
    chooseHeight(key: string) {
        this.player.configure('abr.enabled', key === '');
        const active = this.player.getVariantTracks().find((track) => track.active);
        const track = this.player
            .getVariantTracks()
            .find((one) => String(one.height) === key && one.language === active?.language);
        if (track) this.player.selectVariantTrack(track, true);
    }
    chooseSound(key: string) {
        const track = this.player.getAudioTracks()[Number(key)];
        if (track) this.player.selectAudioTrack(track);
    }
    chooseText(key: string) {
        this.player.selectTextTrack(
            this.player.getTextTracks().find((track) => String(track.id) === key) ?? null,
        );
    }
    destroy() {
        return this.player.destroy();
    }
}
