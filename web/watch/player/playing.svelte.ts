// One title being played, from the first question to its last second: what is to be known of it, and all that can be done
// with it. How it looks is Player.svelte's.
import { i18n, languageName } from '$system/i18n.svelte';
import { api, asRefused, Refused, type PlaybackSession } from '../api';
import { session } from '../session.svelte';
import { Engine, isSupported, nothing } from './engine';
import { look, sizes } from './look.svelte';
import { placeOf, type Place } from './order';
import { speeds } from './speeds';
import { Viewing } from './viewing';

export const step_s = 10;
const renewals_max = 5;
/** After a broken connection, and again after each of these; then one is asked. */
const retries_s = [1, 2, 4, 8, 16, 30];
/** How long it may wait for the network before it says so. */
const slow_ms = 5000;
/** A part of less than this is not worth a button, nor is the end of the credits where nothing follows them. */
const marker_rest_ms = 1000,
    after_credits_ms = 4000;

export class Playing {
    phase = $state<'loading' | 'playing' | 'retrying' | 'refused' | 'ended'>('loading');
    /** Why it is refused. */
    problem = $state.raw<Refused | null>(null);
    playback = $state.raw<PlaybackSession | null>(null);
    place = $state.raw<Place | null>(null);
    position = $state(0);
    duration = $state(0);
    /** Width of the picture for its height. */
    ratio = $state(16 / 9);
    buffered = $state(0);
    paused = $state(true);
    speed = $state(1);
    waiting = $state(false);
    /** Whether it waits for longer than anybody likes to. */
    slow = $state(false);
    /** Seconds until it tries again by itself. */
    retry_in = $state(0);
    choices = $state.raw(nothing);

    readonly next = $derived(this.playback?.next ?? null);
    /** The part that can be skipped from here. */
    readonly marker = $derived.by(() => {
        const at = this.position * 1000,
            end = this.duration * 1000 - after_credits_ms;
        return (
            this.playback?.markers.find(
                ({ kind, start_ms, end_ms }) =>
                    at >= start_ms && at < end_ms - marker_rest_ms && (kind !== 'credits' || end_ms < end),
            ) ?? null
        );
    });
    readonly in_credits = $derived(
        this.playback?.markers.some(
            ({ kind, start_ms }) => kind === 'credits' && this.position * 1000 >= start_ms,
        ) ?? false,
    );

    readonly engine: Engine;
    private readonly viewing: Viewing;
    private readonly profile = session.profile;
    private video!: HTMLVideoElement;
    private renewals = 0;
    private attempts = 0;
    private resume_s = 0;
    private countdown: ReturnType<typeof setInterval> | undefined;
    private patience: ReturnType<typeof setTimeout> | undefined;

    /** `ref`: what was asked for; a series means its episode to go on with. */
    constructor(readonly ref: string) {
        this.engine = new Engine(
            {
                audio: this.profile?.audio_languages ?? [],
                subtitles: this.profile?.subtitle_languages ?? [],
                label: languageName,
            },
            {
                failed: (forbidden, error) => this.failed(forbidden, error),
                buffering: (now) => this.wait(now),
                changed: () => this.learn(),
            },
        );
        this.viewing = new Viewing(() => this.seen(), {
            refused: (why) => {
                this.video.pause();
                this.refuse(why);
            },
            kept: () => (this.renewals = 0),
        });
    }

    /** Plays in `video` from now on, with its subtitles in `captions`; what is given back ends it. */
    show(video: HTMLVideoElement, captions: HTMLElement): () => void {
        this.video = video;
        const listeners: Partial<Record<keyof HTMLMediaElementEventMap, () => void>> = {
            play: () => {
                // Whoever shows it again, by whatever button, begins another viewing: the last has given its screen back.
                if (this.phase === 'ended') return this.restart();
                [this.paused, this.phase] = [false, 'playing'];
                this.viewing.playing(true);
            },
            pause: () => {
                this.paused = true;
                this.viewing.playing(false);
                if (!video.ended) void this.viewing.beat();
            },
            timeupdate: () => {
                this.position = video.currentTime;
                this.buffered = video.buffered.length ? video.buffered.end(video.buffered.length - 1) : 0;
            },
            durationchange: () => (this.duration = Number.isFinite(video.duration) ? video.duration : 0),
            resize: () => {
                if (video.videoHeight) this.ratio = video.videoWidth / video.videoHeight;
            },
            ended: () => {
                this.phase = 'ended';
                this.viewing.playing(false);
                void this.viewing.end();
            },
        };
        const stop = new AbortController(),
            { signal } = stop;
        for (const [name, listener] of Object.entries(listeners))
            video.addEventListener(name, listener, { signal });
        addEventListener('online', () => this.online(), { signal });
        addEventListener('pagehide', () => void this.viewing.end(), { signal });
        void this.engine.attach(video, captions).then(() => this.begin());
        return () => {
            stop.abort();
            clearInterval(this.countdown);
            clearTimeout(this.patience);
            void this.viewing.end();
            void this.engine.destroy();
        };
    }

    /** Begins, or begins again at `from_s`; without it, where this viewer left. */
    async begin(from_s: number | null = null) {
        clearInterval(this.countdown);
        this.phase = 'loading';
        this.problem = null;
        try {
            if (!isSupported()) throw new Refused(403, 'device');
            this.playback = await this.viewing.begin(this.ref, session.profile_id);
        } catch (error) {
            const refused = asRefused(error);
            return refused.reason === 'network' || refused.reason === 'unavailable'
                ? this.retry(from_s ?? 0, refused)
                : this.refuse(refused);
        }
        const { dash, resume_ms, title } = this.playback;
        if (!(await this.engine.load(dash, from_s ?? resume_ms / 1000))) return;
        this.learn();
        this.engine.scaleSubtitles(sizes[look.size]);
        this.phase = 'playing';
        this.attempts = 0;
        // A browser may want a gesture first: then the play button is there.
        await this.video.play().catch(() => {});
        this.place = await placeOf(title.ref, session.profile_id).catch(() => null);
    }

    /** Where it was when it broke off, or from where this viewer left. */
    readonly again = () => void this.begin(this.resume_s || this.video.currentTime || null);

    readonly play = () => void this.video.play();
    readonly pause = () => this.video.pause();
    readonly toggle = () => (this.video.paused ? this.play() : this.pause());
    readonly seek = (seconds: number) => {
        this.position = this.video.currentTime = Math.min(
            Math.max(0, seconds),
            Math.max(0, this.duration - 0.2),
        );
    };
    readonly jump = (seconds: number) => this.seek(this.video.currentTime + seconds);
    readonly skip = () => {
        if (this.marker) this.seek(this.marker.end_ms / 1000);
    };
    readonly restart = () => void this.begin(0);
    readonly faster = (steps: number) => {
        this.speed =
            speeds[Math.min(Math.max(0, speeds.indexOf(this.speed) + steps), speeds.length - 1)] ?? 1;
    };
    readonly learn = () => {
        this.choices = this.engine.choices();
    };
    readonly toggleSubtitles = () => {
        this.engine.toggleSubtitles([...(this.profile?.subtitle_languages ?? []), i18n.locale]);
        this.learn();
    };

    /** Ends the viewing; settles when the service knows how far one came. */
    end() {
        this.video.pause();
        return this.viewing.end();
    }

    /** Stops another screen of this account, and plays here. */
    async takeOver(stream: string) {
        try {
            await api.stop(stream);
            await this.begin();
        } catch (error) {
            this.refuse(asRefused(error));
        }
    }

    private seen() {
        const { currentTime, ended, paused } = this.video,
            { height, bitrate_bps } = this.choices;
        return {
            position_ms: Math.round(currentTime * 1000),
            state: ended ? 'ended' : paused ? 'paused' : this.waiting ? 'buffering' : 'playing',
            height,
            bitrate_bps,
        } as const;
    }

    private refuse(why: Refused) {
        this.problem = why;
        this.phase = 'refused';
        // Whoever was signed out elsewhere is asked to sign in, and comes back here.
        if (why.status === 401) void session.load();
    }

    /** A grant that has run out is renewed in place, a few times; anything else is told and tried again. */
    private failed(forbidden: boolean, error: unknown) {
        const at = this.video.currentTime;
        if (forbidden && this.renewals++ < renewals_max) return void this.begin(at || null);
        void this.viewing.end();
        this.retry(
            at,
            new Refused(
                0,
                navigator.onLine ? 'io' : 'network',
                String((error as { code?: number }).code ?? error),
            ),
        );
    }

    /** Tries again by itself, with more patience each time, and says how long it waits. */
    private retry(from_s: number, why: Refused) {
        this.resume_s = from_s || this.resume_s;
        const wait = retries_s[this.attempts++];
        if (wait === undefined) return this.refuse(why);
        this.phase = 'retrying';
        this.retry_in = wait;
        clearInterval(this.countdown);
        this.countdown = setInterval(() => {
            if (--this.retry_in <= 0) this.again();
        }, 1000);
    }

    private online() {
        if (
            this.phase === 'retrying' ||
            (this.phase === 'refused' &&
                (this.problem?.reason === 'network' || this.problem?.reason === 'io'))
        )
            this.again();
    }

    private wait(now: boolean) {
        this.waiting = now;
        this.slow = false;
        this.viewing.stalled(now);
        clearTimeout(this.patience);
        if (now) this.patience = setTimeout(() => (this.slow = true), slow_ms);
    }
}
