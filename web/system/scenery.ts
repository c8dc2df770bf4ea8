// Pictures for titles that have none yet: a quiet landscape of a few flat shapes, drawn from the title's reference alone,
// so that a title looks the same everywhere and always, and its neighbour looks different.

export interface Shape {
    kind: 'path' | 'circle' | 'rect';
    fill?: string;
    stroke?: string;
    width?: number;
    opacity?: number;
    d?: string;
    cx?: number;
    cy?: number;
    r?: number;
    x?: number;
    y?: number;
    w?: number;
    h?: number;
}

export interface Scene {
    top: string;
    middle: string;
    bottom: string;
    glow: string;
    glow_x: number;
    glow_y: number;
    shapes: Shape[];
    upright: boolean;
}

/** Sky above, sky at the horizon, light, far land, near land. */
const palettes = [
    ['#141c3d', '#c4664a', '#ffd08a', '#4b2c45', '#140f24'],
    ['#0b2534', '#2f7d83', '#f6e7c1', '#123f4d', '#061720'],
    ['#2a1230', '#a83f5b', '#ffc9a3', '#531c40', '#1a0a1d'],
    ['#101b33', '#45629c', '#e9efff', '#1d2f57', '#0a1122'],
    ['#20170f', '#b5803a', '#ffe6ad', '#5a3a1a', '#191008'],
    ['#0f241d', '#5f9070', '#f2efc6', '#21473a', '#081510'],
    ['#1d1439', '#6d54a8', '#f7d6ff', '#36256b', '#100a22'],
    ['#32100f', '#d2552f', '#ffdf9e', '#701f1a', '#1e0808'],
    ['#16212b', '#8397a3', '#fbf3df', '#38495a', '#0d141b'],
    ['#06202c', '#d58a5b', '#fff0cf', '#1f5560', '#04131b'],
] as const;

export function seedOf(word: string): number {
    let seed = 2166136261;
    for (let at = 0; at < word.length; ++at) seed = Math.imul(seed ^ word.charCodeAt(at), 16777619);
    return seed >>> 0;
}

/** mulberry32: small, and the same in every browser. */
function numbers(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

/** Between two colours, #rrggbb. */
function mix(from: string, to: string, share: number): string {
    const part = (colour: string, at: number) => parseInt(colour.slice(at, at + 2), 16);
    return `#${[1, 3, 5]
        .map((at) =>
            Math.round(part(from, at) + (part(to, at) - part(from, at)) * share)
                .toString(16)
                .padStart(2, '0'),
        )
        .join('')}`;
}

const round = (value: number) => Math.round(value * 10) / 10;

function ridge(next: () => number, w: number, h: number, base: number, rise: number, steps: number): string {
    let path = `M0 ${h}V${round(base)}`;
    let y = base;
    for (let step = 1; step <= steps; ++step) {
        const x = (w / steps) * step,
            peak = base - next() * rise;
        path += `Q${round(x - w / steps / 2)} ${round((y + peak) / 2 - rise * 0.12)} ${round(x)} ${round(peak)}`;
        y = peak;
    }
    return `${path}V${h}Z`;
}

function wave(w: number, h: number, y: number, swell: number, phase: number): string {
    const length = w / 2.5;
    let path = `M0 ${h}V${round(y)}`;
    for (let x = -phase * length; x < w + length; x += length)
        path += `C${round(x + length * 0.3)} ${round(y - swell)} ${round(x + length * 0.7)} ${round(y + swell)} ${round(x + length)} ${round(y)}`;
    return `${path}V${h}Z`;
}

/** A landscape of `w` by `h` units. */
export function scene(word: string, w: number, h: number): Scene {
    const seed = seedOf(word),
        next = numbers(seed);
    const [top, middle, light, far, near] = palettes[seed % palettes.length] ?? palettes[0];
    const kind = (seed >>> 8) % 7;
    const shapes: Shape[] = [];
    const unit = Math.min(w, h);
    const sun_x = w * (0.28 + next() * 0.44),
        sun_y = h * (0.3 + next() * 0.18),
        sun_r = unit * (0.11 + next() * 0.1);
    const sun = (opacity = 1): Shape => ({
        kind: 'circle',
        cx: round(sun_x),
        cy: round(sun_y),
        r: round(sun_r),
        fill: light,
        opacity,
    });

    if (kind === 0) {
        shapes.push(sun());
        for (let layer = 0; layer < 4; ++layer)
            shapes.push({
                kind: 'path',
                d: ridge(next, w, h, h * (0.58 + layer * 0.11), h * 0.2 * (1 - layer * 0.16), 4 + layer),
                fill: mix(mix(middle, far, 0.62), near, layer / 3),
            });
    } else if (kind === 1) {
        shapes.push(sun());
        for (let band = 0; band < 6; ++band)
            shapes.push({
                kind: 'path',
                d: wave(w, h, h * (0.56 + band * 0.08), h * 0.028, next()),
                fill: mix(far, near, band % 2 ? 0.45 + band * 0.1 : band * 0.16),
            });
        for (let glint = 0; glint < 7; ++glint)
            shapes.push({
                kind: 'rect',
                x: round(sun_x - sun_r * (0.7 - glint * 0.07)),
                y: round(h * 0.585 + glint * h * 0.028),
                w: round(sun_r * (1.4 - glint * 0.14)),
                h: round(unit * 0.007),
                fill: light,
                opacity: round(8 - glint) / 10,
            });
    } else if (kind === 2) {
        const columns = w > h ? 10 : 5,
            rows = w > h ? 5 : 7,
            left = w * 0.14,
            right = w * 0.86,
            head = h * 0.12,
            foot = h * 0.72;
        shapes.push(
            { kind: 'rect', x: left, y: head, w: right - left, h: foot - head, fill: light, opacity: 0.14 },
            {
                kind: 'circle',
                cx: round(sun_x),
                cy: round(h * 0.42),
                r: round(unit * 0.24),
                fill: light,
                opacity: 0.85,
            },
        );
        let bars = '';
        for (let column = 0; column <= columns; ++column)
            bars += `M${round(left + ((right - left) / columns) * column)} ${round(head)}V${round(foot)}`;
        for (let row = 0; row <= rows; ++row)
            bars += `M${round(left)} ${round(head + ((foot - head) / rows) * row)}H${round(right)}`;
        shapes.push(
            { kind: 'path', d: bars, stroke: near, width: round(unit * 0.013), opacity: 0.9 },
            { kind: 'path', d: ridge(next, w, h, h * 0.86, h * 0.08, 3), fill: near },
        );
    } else if (kind === 3) {
        shapes.push(sun(0.9));
        let rain = '';
        for (let drop = 0; drop < 46; ++drop) {
            const x = next() * w * 1.2,
                y = next() * h * 0.8,
                long = unit * (0.05 + next() * 0.12);
            rain += `M${round(x)} ${round(y)}l${round(-long * 0.28)} ${round(long)}`;
        }
        shapes.push({ kind: 'path', d: rain, stroke: light, width: round(unit * 0.004), opacity: 0.5 });
        const eaves = h * 0.74,
            x = w * (0.2 + next() * 0.3),
            span = unit * 0.62;
        shapes.push(
            {
                kind: 'path',
                d: `M${round(x - span * 0.3)} ${round(eaves)}C${round(x)} ${round(eaves - span * 0.02)} ${round(x + span * 0.1)} ${round(eaves - span * 0.2)} ${round(x + span * 0.5)} ${round(eaves - span * 0.22)}S${round(x + span)} ${round(eaves - span * 0.02)} ${round(x + span * 1.3)} ${round(eaves)}L${round(x + span * 1.1)} ${round(eaves + span * 0.06)}V${h}H${round(x - span * 0.1)}V${round(eaves + span * 0.06)}Z`,
                fill: near,
            },
            { kind: 'rect', x: 0, y: round(h * 0.9), w, h: round(h * 0.1), fill: near },
        );
    } else if (kind === 4) {
        for (let lamp = 0; lamp < 17; ++lamp) {
            const far_off = next(),
                r = unit * (0.014 + far_off * far_off * 0.085);
            const cx = round(next() * w),
                cy = round(h * (0.06 + next() * 0.6));
            shapes.push(
                { kind: 'circle', cx, cy, r: round(r * 1.9), fill: light, opacity: 0.12 },
                {
                    kind: 'circle',
                    cx,
                    cy,
                    r: round(r),
                    fill: light,
                    opacity: round((0.4 + far_off * 0.6) * 10) / 10,
                },
            );
        }
        shapes.push(
            { kind: 'path', d: ridge(next, w, h, h * 0.82, h * 0.14, 5), fill: far },
            { kind: 'path', d: ridge(next, w, h, h * 0.92, h * 0.1, 3), fill: near },
        );
    } else if (kind === 5) {
        for (let ring = 7; ring > 0; --ring)
            shapes.push({
                kind: 'circle',
                cx: round(sun_x),
                cy: round(h * 0.46),
                r: round(unit * 0.085 * ring),
                stroke: light,
                width: round(unit * 0.006),
                opacity: round((8 - ring) * 1.1) / 10,
            });
        const angle = next() * 6.28;
        shapes.push(
            { kind: 'circle', cx: round(sun_x), cy: round(h * 0.46), r: round(unit * 0.05), fill: light },
            {
                kind: 'circle',
                cx: round(sun_x + Math.cos(angle) * unit * 0.34),
                cy: round(h * 0.46 + Math.sin(angle) * unit * 0.34),
                r: round(unit * 0.026),
                fill: light,
            },
            { kind: 'path', d: ridge(next, w, h, h * 0.8, h * 0.1, 4), fill: far, opacity: 0.8 },
            { kind: 'path', d: ridge(next, w, h, h * 0.9, h * 0.07, 3), fill: near },
        );
    } else {
        shapes.push(sun());
        let windows = '';
        for (let x = 0; x < w;) {
            const wide = unit * (0.09 + next() * 0.13),
                y = h * (0.48 + next() * 0.24);
            shapes.push({
                kind: 'rect',
                x: round(x),
                y: round(y),
                w: round(wide + 1),
                h: round(h - y),
                fill: next() > 0.5 ? near : far,
            });
            for (let light_at = 0; light_at < 4; ++light_at)
                if (next() > 0.45)
                    windows += `M${round(x + wide * (0.2 + next() * 0.5))} ${round(y + (h * 0.78 - y) * next() + unit * 0.02)}h${round(unit * 0.016)}`;
            x += wide;
        }
        shapes.push(
            { kind: 'path', d: windows, stroke: light, width: round(unit * 0.02), opacity: 0.9 },
            { kind: 'rect', x: 0, y: round(h * 0.86), w, h: round(h * 0.14), fill: near, opacity: 0.7 },
        );
    }
    return {
        top,
        middle,
        bottom: near,
        glow: light,
        glow_x: round(sun_x / w),
        glow_y: round((sun_y / h) * 100) / 100,
        shapes,
        upright: (seed >>> 16) % 5 < 3,
    };
}
