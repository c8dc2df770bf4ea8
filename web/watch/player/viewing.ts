// One viewing as the service sees it: a playback session that is kept alive by heartbeats, tells what was seen, and is
// ended when the viewer leaves.
import { api, asRefused, Refused, type PlaybackSession, type Report } from '../api';

const device_at = 'nuri-device';

/** A name for this browser that lets it take over its own stream after a reload. */
function deviceId(): string {
    let id: string | null = null;
    try {
        id = localStorage.getItem(device_at);
    } catch {
        /* storage may be forbidden */
    }
    if (!/^[0-9a-f]{32}$/.test(id ?? '')) {
        id = [...crypto.getRandomValues(new Uint8Array(16))]
            .map((byte) => byte.toString(16).padStart(2, '0'))
            .join('');
        try {
            localStorage.setItem(device_at, id);
        } catch {
            /* then it is a new device each time */
        }
    }
    return id ?? '';
}

/** "Chrome on Linux": what a person would call it. */
function deviceName(): string {
    const agent = navigator.userAgent;
    const browser = /Edg\//.test(agent)
        ? 'Edge'
        : /Firefox\//.test(agent)
          ? 'Firefox'
          : /Chrom/.test(agent)
            ? 'Chrome'
            : /Safari\//.test(agent)
              ? 'Safari'
              : 'Browser';
    const system = /iPhone|iPad/.test(agent)
        ? 'iOS'
        : /Android/.test(agent)
          ? 'Android'
          : /Windows/.test(agent)
            ? 'Windows'
            : /Mac OS/.test(agent)
              ? 'macOS'
              : /Linux/.test(agent)
                ? 'Linux'
                : '';
    return system ? `${browser} · ${system}` : browser;
}

interface Listener {
    /** The service has ended it. */
    refused: (why: Refused) => void;
    /** The service has heard of it, and it goes on. */
    kept: () => void;
}

export class Viewing {
    session: PlaybackSession | null = null;
    private timer: ReturnType<typeof setInterval> | undefined;
    private watched_ms = 0;
    private stalled_ms = 0;
    private playing_since = 0;
    private stalled_since = 0;

    /** `seen` tells position, height and bitrate. */
    constructor(
        private readonly seen: () => Pick<Report, 'position_ms' | 'state' | 'height' | 'bitrate_bps'>,
        private readonly hears: Listener,
    ) {}

    async begin(title: string, profile: number | null): Promise<PlaybackSession> {
        this.session = await api.play(title, profile, { id: deviceId(), name: deviceName() });
        clearInterval(this.timer);
        this.timer = setInterval(() => void this.beat(), this.session.heartbeat_seconds * 1000);
        return this.session;
    }

    playing(now: boolean) {
        this.count();
        this.playing_since = now ? performance.now() : 0;
    }

    stalled(now: boolean) {
        this.count();
        this.stalled_since = now ? performance.now() : 0;
    }

    private count() {
        const moment = performance.now();
        if (this.stalled_since) this.stalled_ms += moment - this.stalled_since;
        else if (this.playing_since) this.watched_ms += moment - this.playing_since;
        if (this.playing_since) this.playing_since = moment;
        if (this.stalled_since) this.stalled_since = moment;
    }

    private report(): Report {
        this.count();
        const report: Report = {
            ...this.seen(),
            watched_ms: Math.round(this.watched_ms),
            stalled_ms: Math.round(this.stalled_ms),
        };
        this.watched_ms = this.stalled_ms = 0;
        return report;
    }

    async beat() {
        if (!this.session) return;
        try {
            await api.beat(this.session.id, this.report());
            this.hears.kept();
        } catch (error) {
            const why = asRefused(error);
            // The network may be away for a while: the lease outlives a missed beat.
            if (why.status === 401 || why.status === 403 || why.status === 404 || why.status === 409) {
                this.forget();
                // The title is there still; it is this viewing that is not.
                this.hears.refused(why.status === 404 ? new Refused(404, 'stopped') : why);
            }
        }
    }

    private forget() {
        clearInterval(this.timer);
        this.session = null;
    }

    /** Settles when the service has heard of it, or could not. */
    async end() {
        if (!this.session) return;
        const { id } = this.session,
            last = this.report();
        this.forget();
        await api.stop(id, last).catch(() => {
            /* the lease ends by itself */
        });
    }
}
