// What fingers do on the picture: a tap shows or hides the controls, a double tap at either side jumps, a swipe along it seeks.

export interface Gestures {
    tap: () => void;
    jump: (way: -1 | 1) => void;
    swiping: (seconds: number) => void;
    swiped: (seconds: number) => void;
    full: () => void;
}

const double_ms = 280,
    tap_px = 12;
/** Seconds of film for the whole width of the picture. */
const width_s = 120;

export function gestures(node: HTMLElement, does: Gestures) {
    let start: PointerEvent | null = null,
        last_tap = 0,
        waiting: ReturnType<typeof setTimeout> | undefined,
        swiping = false;
    const secondsOf = (event: PointerEvent) =>
        start
            ? Math.round(((event.clientX - start.clientX) / node.clientWidth) * width_s) *
              (document.documentElement.dir === 'rtl' ? -1 : 1)
            : 0;
    const down = (event: PointerEvent) => {
        if (event.pointerType !== 'touch' || !event.isPrimary) return;
        [start, swiping] = [event, false];
        node.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent) => {
        if (!start || event.pointerId !== start.pointerId) return;
        const along = Math.abs(event.clientX - start.clientX),
            across = Math.abs(event.clientY - start.clientY);
        if (!swiping && along > tap_px * 2 && along > across * 1.5) swiping = true;
        if (swiping) does.swiping(secondsOf(event));
    };
    const up = (event: PointerEvent) => {
        if (!start || event.pointerId !== start.pointerId) return;
        const far = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
        if (swiping) does.swiped(secondsOf(event));
        else if (far < tap_px) {
            const box = node.getBoundingClientRect(),
                at = (event.clientX - box.left) / box.width;
            if (event.timeStamp - last_tap < double_ms) {
                clearTimeout(waiting);
                last_tap = 0;
                if (at < 0.35) does.jump(-1);
                else if (at > 0.65) does.jump(1);
                else does.full();
            } else {
                last_tap = event.timeStamp;
                waiting = setTimeout(does.tap, double_ms);
            }
        }
        start = null;
    };
    const cancel = () => {
        if (swiping) does.swiped(0);
        start = null;
    };
    const listeners: [string, (event: PointerEvent) => void][] = [
        ['pointerdown', down],
        ['pointermove', move],
        ['pointerup', up],
        ['pointercancel', cancel],
    ];
    for (const [name, act] of listeners) node.addEventListener(name, act as EventListener);
    return {
        destroy() {
            clearTimeout(waiting);
            for (const [name, act] of listeners) node.removeEventListener(name, act as EventListener);
        },
    };
}
