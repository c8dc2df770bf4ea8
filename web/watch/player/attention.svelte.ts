// Whether somebody is about to do something, or only watches: then what lies over the picture goes away.
const idle_ms = 3200;

export class Attention {
    idle = $state(false);
    private timer: ReturnType<typeof setTimeout> | undefined;

    /** `may_rest`: whether what lies over the picture may go; `rested` hears that it went. */
    constructor(
        private readonly may_rest: () => boolean,
        private readonly rested: () => void,
    ) {}

    readonly wake = () => {
        this.idle = false;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            if (this.may_rest()) this.rest();
        }, idle_ms);
    };

    readonly rest = () => {
        clearTimeout(this.timer);
        this.idle = true;
        this.rested();
    };

    end() {
        clearTimeout(this.timer);
    }
}
