// Something that is asked for and comes, or does not. A newer question makes an older answer void; what was there stays on
// the screen until the newer one has come.
import { asRefused, type Refused } from '../api';

export class Loaded<Value> {
    value = $state.raw<Value | null>(null);
    problem = $state.raw<Refused | null>(null);
    busy = $state(true);
    private stop = new AbortController();
    private question: ((signal: AbortSignal) => Promise<Value>) | null = null;

    async ask(question: (signal: AbortSignal) => Promise<Value>): Promise<void> {
        this.stop.abort();
        this.stop = new AbortController();
        const { signal } = this.stop;
        this.question = question;
        this.busy = true;
        try {
            const value = await question(signal);
            if (signal.aborted) return;
            this.value = value;
            this.problem = null;
        } catch (failure) {
            if (signal.aborted) return;
            this.problem = asRefused(failure);
        }
        this.busy = false;
    }

    /** The same once more. */
    again = () => {
        if (this.question) void this.ask(this.question);
    };
    close() {
        this.stop.abort();
    }
}
