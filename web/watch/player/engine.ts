// Shaka Player as this application uses it: what can be chosen, and what is chosen, in plain values.
import shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';

export interface Choice<Value> {
    value: Value;
    label: string;
    active: boolean;
}
export interface Choices {
    audio: Choice<number>[];
    subtitles: Choice<number>[];
    heights: Choice<number>[];
    adaptive: boolean;
    height: number;
    rung: number;
    bitrate_bps: number;
}
export const nothing: Choices = {
    audio: [],
    subtitles: [],
    heights: [],
    adaptive: true,
    height: 0,
    rung: 0,
    bitrate_bps: 0,
};
export interface Thumbnail {
    url: string;
    x: number;
    y: number;
    width: number;
    height: number;
    sheet_width: number;
    sheet_height: number;
}

interface Wishes {
    audio: string[];
    subtitles: string[];
    label: (language: string) => string;
}
interface Listeners {
    failed: (forbidden: boolean, error: unknown) => void;
    buffering: (now: boolean) => void;
    changed: () => void;
}

/** Whether this browser can play at all. */
export function isSupported(): boolean {
    shaka.polyfill.installAll();
    return shaka.Player.isBrowserSupported();
}

/** The lines of a picture as its rung is called: those of the 16:9 frame that it fits into. A film in scope is 1920 wide and
    some 800 high, and everybody calls it 1080p. */
const rungs = [144, 180, 240, 270, 288, 360, 432, 480, 540, 576, 720, 1080, 1440, 2160, 4320];
export function rungOf(width: number | null, height: number | null): number {
    const lines = Math.max(height ?? 0, ((width ?? 0) * 9) / 16);
    return rungs.find((rung) => Math.abs(rung - lines) <= rung * 0.02) ?? Math.round(lines);
}

const language = (tag: string) => tag.toLowerCase().split('-')[0];

export class Engine {
    readonly player = new shaka.Player();
    private forbidden = false;

    constructor(
        private readonly wishes: Wishes,
        private readonly listeners: Listeners,
    ) {}

    async attach(video: HTMLVideoElement, captions: HTMLElement) {
        const { player } = this;
        // Before attaching: what draws subtitles is chosen there, and would otherwise be the browser.
        player.setVideoContainer(captions);
        await player.attach(video);
        player.configure({
            streaming: {
                bufferingGoal: 30,
                rebufferingGoal: 0.5,
                retryParameters: { maxAttempts: 5, baseDelay: 400, backoffFactor: 1.8 },
            },
            manifest: { retryParameters: { maxAttempts: 3 } },
            abr: { defaultBandwidthEstimate: 3e6 },
            ...(this.wishes.audio.length
                ? { preferredAudio: this.wishes.audio.map((tag) => ({ language: tag })) }
                : {}),
        });
        player.addEventListener('error', (event) =>
            this.fail((event as unknown as { detail: unknown }).detail),
        );
        // A grant that has run out stays so: asking for the same again, as for what the network lost, would only take time.
        player.addEventListener('downloadfailed', (event) => {
            const { httpResponseCode: status, error } = event as unknown as {
                httpResponseCode?: number;
                error: unknown;
            };
            if (status === 401 || status === 403) this.forbid(error);
        });
        player.addEventListener('buffering', (event) =>
            this.listeners.buffering((event as unknown as { buffering: boolean }).buffering),
        );
        for (const name of ['trackschanged', 'adaptation', 'variantchanged', 'textchanged'])
            player.addEventListener(name, () => this.listeners.changed());
    }

    /** Loads; true once there is a picture to show. What went wrong has been told to `failed`. */
    async load(manifest: string, start_s: number): Promise<boolean> {
        this.forbidden = false;
        try {
            await this.player.load(manifest, start_s > 0 ? start_s : undefined);
            const wanted = this.wishes.subtitles
                .map((tag) =>
                    this.player.getTextTracks().find((track) => language(track.language) === language(tag)),
                )
                .find(Boolean);
            if (wanted) this.player.selectTextTrack(wanted);
            return true;
        } catch (error) {
            this.fail(error);
            return false;
        }
    }

    private fail(error: unknown) {
        const { code, data } = error as { code?: number; data?: unknown[] };
        if (code === shaka.util.Error.Code.LOAD_INTERRUPTED || this.forbidden) return;
        if (code === shaka.util.Error.Code.BAD_HTTP_STATUS && (data?.[1] === 403 || data?.[1] === 401))
            this.forbid(error);
        else this.listeners.failed(false, error);
    }

    /** Told once for each load, however many requests were turned away. */
    private forbid(error: unknown) {
        if (this.forbidden) return;
        this.forbidden = true;
        this.listeners.failed(true, error);
    }

    choices(): Choices {
        const { player } = this;
        const active = player.getVariantTracks().find((track) => track.active);
        const label = (track: { label: string | null; language: string }) =>
            track.label || this.wishes.label(track.language);
        const texts = player.getTextTracks();
        const adaptive = player.getConfiguration().abr.enabled;
        const heights = new Map<number, number>();
        for (const track of player.getVariantTracks())
            if (track.height && track.language === active?.language)
                heights.set(track.height, rungOf(track.width, track.height));
        return {
            audio: player
                .getAudioTracks()
                .map((track, value) => ({ value, label: label(track), active: track.active })),
            subtitles: texts.map((track) => ({ value: track.id, label: label(track), active: track.active })),
            heights: [...heights]
                .sort(([a], [b]) => b - a)
                .map(([value, rung]) => ({
                    value,
                    label: `${rung}p`,
                    active: !adaptive && active?.height === value,
                })),
            adaptive,
            height: active?.height ?? 0,
            rung: rungOf(active?.width ?? 0, active?.height ?? 0),
            bitrate_bps: Math.round(active?.bandwidth ?? 0),
        };
    }

    chooseAudio(at: number) {
        const track = this.player.getAudioTracks()[at];
        if (track) this.player.selectAudioTrack(track);
    }

    /** Off where there are some, else those of the first language that there is; any where there is none of them. */
    toggleSubtitles(languages: string[]) {
        const tracks = this.player.getTextTracks();
        const wanted =
            languages
                .map((tag) => tracks.find((track) => language(track.language) === language(tag)))
                .find(Boolean) ??
            tracks[0] ??
            null;
        this.player.selectTextTrack(tracks.some(({ active }) => active) ? null : wanted);
    }

    /** Null for none. */
    chooseSubtitles(id: number | null) {
        this.player.selectTextTrack(this.player.getTextTracks().find((track) => track.id === id) ?? null);
    }

    /** A fixed height, or 0 to let the network decide. */
    chooseHeight(height: number) {
        this.player.configure('abr.enabled', height === 0);
        if (height === 0) return;
        const active = this.player.getVariantTracks().find((track) => track.active);
        const track = this.player
            .getVariantTracks()
            .find((one) => one.height === height && one.language === active?.language);
        if (track) this.player.selectVariantTrack(track, true);
    }

    scaleSubtitles(factor: number) {
        this.player.configure('textDisplayer.fontScaleFactor', factor);
    }

    /** The small picture of a moment; none where the title has none. */
    async thumbnail(seconds: number): Promise<Thumbnail | null> {
        const track = this.player.getImageTracks()[0];
        if (!track) return null;
        const found = await this.player.getThumbnails(track.id, seconds).catch(() => null);
        const url = found?.uris[0];
        return found && url
            ? {
                  url,
                  x: found.positionX,
                  y: found.positionY,
                  width: found.width,
                  height: found.height,
                  sheet_width: found.imageWidth,
                  sheet_height: found.imageHeight,
              }
            : null;
    }

    destroy() {
        return this.player.destroy();
    }
}
