// Files on their way to the service. They go in pieces, so that an upload stops and goes on where it stood: when somebody
// pauses it, when the network was away, and after the page was closed, once the same file is chosen again. It goes on while
// other pages of the studio are open.
import type { Dropped } from '$system/components/DropZone.svelte';
import { addressOf, ask, asRefused, type Refused, type Schemas } from '../../api';
import { transfer } from '../../transfer';

export type Upload = Schemas['Upload'];
type State = 'waiting' | 'sending' | 'paused' | 'offline' | 'checking' | 'complete' | 'failed';

const piece_bytes = 8 << 20;
const at_once = 2;
const folder_letters_max = 100;
const again_ms = [1000, 2000, 5000, 10_000, 20_000];

export class Outgoing {
    state = $state<State>('waiting');
    sent = $state(0);
    /** Bytes in a second, smoothed; 0 while unknown. */
    speed = $state(0);
    problem = $state.raw<Refused | 'checksum' | null>(null);
    upload = $state.raw<Upload | null>(null);
    private stop = new AbortController();
    private hash: Promise<string> | null = null;

    constructor(
        readonly file: File,
        readonly folder: string,
    ) {}

    get left_seconds() {
        return this.speed > 0 ? (this.file.size - this.sent) / this.speed : null;
    }

    pause() {
        this.state = 'paused';
        this.speed = 0;
        this.stop.abort();
    }

    async run() {
        this.stop = new AbortController();
        const { signal } = this.stop;
        this.problem = null;
        for (let failures = 0; !signal.aborted;) {
            try {
                this.state = 'sending';
                this.upload = await ask('post', '/operator/uploads', {
                    body: {
                        name: this.file.name,
                        size_bytes: this.file.size,
                        ...(this.folder ? { folder: this.folder } : {}),
                    },
                    signal,
                });
                this.sent = this.upload.offset_bytes;
                this.hash ??= hashOf(this.file);
                await this.send(signal, () => {
                    failures = 0;
                });
                await this.check();
                return;
            } catch (error) {
                if (signal.aborted || (error as Error).name === 'AbortError') return;
                const refused = asRefused(error);
                // Away, busy, or not where we thought: ask where it stands and go on. All else is for a person.
                const passing =
                    refused.status === 0 ||
                    refused.status === 503 ||
                    refused.status === 429 ||
                    (refused.status === 409 &&
                        refused.body.offset !== undefined &&
                        refused.body.offset !== null);
                if (!passing) {
                    this.fail(refused);
                    return;
                }
                this.state = refused.status === 409 ? 'sending' : 'offline';
                this.speed = 0;
                await rest(again_ms[Math.min(failures++, again_ms.length - 1)] ?? 1000, signal);
            }
        }
    }

    private async send(signal: AbortSignal, went: () => void) {
        while (this.upload && this.upload.state === 'receiving') {
            const offset = this.upload.offset_bytes,
                began = performance.now();
            const { body } = await transfer(
                'PATCH',
                addressOf('/operator/uploads/{id}', { id: this.upload.id }),
                this.file.slice(offset, offset + piece_bytes),
                { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
                (bytes) => {
                    this.sent = Math.min(this.file.size, offset + bytes);
                },
                signal,
            );
            this.upload = body as Upload;
            const now =
                (this.upload.offset_bytes - offset) / Math.max(0.001, (performance.now() - began) / 1000);
            this.speed = this.speed ? this.speed * 0.7 + now * 0.3 : now;
            this.sent = this.upload.offset_bytes;
            went();
        }
    }

    /** What has arrived is what was sent; else it is thrown away, and sent anew on the next try. */
    private async check() {
        this.state = 'checking';
        const mine = await this.hash?.catch(() => null);
        const theirs = this.upload?.sha256;
        if (mine && theirs && mine !== theirs && this.upload) {
            await ask('delete', '/operator/uploads/{id}', { path: { id: this.upload.id } }).catch(() => {
                /* it is removed in a week */
            });
            this.hash = null;
            this.sent = 0;
            this.fail('checksum');
        } else this.state = 'complete';
    }

    private fail(problem: Refused | 'checksum') {
        this.problem = problem;
        this.speed = 0;
        this.state = 'failed';
    }
}

/** In a worker; where there is none, nothing is compared and the service's own check stands. */
function hashOf(file: File): Promise<string> {
    return new Promise((done, failed) => {
        const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
        worker.onmessage = ({ data }: MessageEvent<{ sha256?: string; failed?: string }>) => {
            worker.terminate();
            if (data.sha256) done(data.sha256);
            else failed(new Error(data.failed));
        };
        worker.onerror = (event) => {
            worker.terminate();
            failed(new Error(event.message));
        };
        worker.postMessage(file);
    });
}

/** A while, or until the network is back. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
        const end = () => {
            clearTimeout(timer);
            removeEventListener('online', end);
            signal.removeEventListener('abort', end);
            done();
        };
        const timer = setTimeout(end, ms);
        addEventListener('online', end);
        signal.addEventListener('abort', end);
    });
}

export const isSubtitle = (name: string) =>
    /\.(srt|vtt|ttml|dfxp|xml|ass|ssa|scc|stl|itt|sub|smi)$/i.test(name);

/** The delivery that a file without a folder belongs to: named after the film, so that its subtitles find it by their names,
    `tide-line.mov` and `tide-line.es-419.srt`, whether they come together or one by one. */
function deliveryOf(name: string): string {
    const stem = name.replace(/\.[^.]+$/, '');
    const film = isSubtitle(name) ? stem.replace(/[._ -][a-z]{2,3}([_-][a-z0-9]{2,8})*$/i, '') : stem;
    return film.slice(0, folder_letters_max);
}

class Uploads {
    list = $state<Outgoing[]>([]);
    /** Counts what has become complete, for whoever shows what waits for ingest. */
    completed = $state(0);

    get busy() {
        return this.list.some(
            ({ state }) =>
                state === 'sending' || state === 'waiting' || state === 'offline' || state === 'checking',
        );
    }

    add(files: Dropped[]) {
        for (const { file, folder: dropped_in } of files) {
            const folder = dropped_in.slice(-folder_letters_max) || deliveryOf(file.name);
            if (file.size === 0 || file.name.startsWith('.')) continue;
            const known = this.list.find(
                (one) =>
                    one.file.name === file.name &&
                    one.file.size === file.size &&
                    one.folder === folder &&
                    one.state !== 'complete',
            );
            if (known) {
                if (known.state === 'paused' || known.state === 'failed') this.resume(known);
                continue;
            }
            this.list.push(new Outgoing(file, folder));
        }
        this.turn();
    }
    resume(one: Outgoing) {
        one.state = 'waiting';
        this.turn();
    }
    forget(one: Outgoing) {
        if (one.state !== 'complete') one.pause();
        this.list = this.list.filter((other) => other !== one);
        this.turn();
    }

    private turn() {
        const running = this.list.filter(
            ({ state }) => state === 'sending' || state === 'offline' || state === 'checking',
        ).length;
        for (const next of this.list
            .filter(({ state }) => state === 'waiting')
            .slice(0, Math.max(0, at_once - running))) {
            void next.run().then(() => {
                if (next.state === 'complete') {
                    ++this.completed;
                    this.list = this.list.filter((one) => one !== next);
                }
                this.turn();
            });
            next.state = 'sending';
        }
    }
}

export const uploads = new Uploads();
addEventListener('beforeunload', (event) => {
    if (uploads.busy) event.preventDefault();
});
