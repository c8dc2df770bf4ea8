// The printing press: a stage of layers, each a plate of SVG, and the few shapes that many scenes share (ridges, waves,
// roofs, rain). A scene draws on a stage of any proportion, so that one scene gives the poster, the backdrop, the stills and the
// moving layers of a film.

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

const n = (value) => Math.round(value * 10) / 10;
export const points = (list) => list.map(([x, y], i) => `${i ? 'L' : 'M'}${n(x)} ${n(y)}`).join('');

let serial = 0;
const id = () => `n${++serial}`;

/** One layer: shapes, and the paints and filters they use. Lengths are pixels of the stage. */
export class Plate {
    constructor(stage, depth) {
        this.stage = stage;
        this.depth = depth;
        this.defs = '';
        this.body = '';
    }

    /** A paint. Stops are colours, or [colour, offset, opacity]; the line goes down unless told. */
    linear(stops, [x1, y1, x2, y2] = [0, 0, 0, this.stage.h]) {
        const name = id();
        this.defs += `<linearGradient id="${name}" gradientUnits="userSpaceOnUse" x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}">${stopsOf(stops)}</linearGradient>`;
        return `url(#${name})`;
    }
    radial(stops, cx, cy, r) {
        const name = id();
        this.defs += `<radialGradient id="${name}" gradientUnits="userSpaceOnUse" cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}">${stopsOf(stops)}</radialGradient>`;
        return `url(#${name})`;
    }
    /** A filter attribute that softens by this many pixels. */
    blur(deviation) {
        const name = id();
        this.defs += `<filter id="${name}" filterUnits="userSpaceOnUse" x="${-this.stage.w}" y="${-this.stage.h}" width="${3 * this.stage.w}" height="${3 * this.stage.h}"><feGaussianBlur stdDeviation="${n(deviation)}"/></filter>`;
        return `filter="url(#${name})"`;
    }
    /** A filter attribute that makes edges rough, as a block of wood or torn paper does. */
    rough(scale, frequency = 0.03, seed = 1) {
        const name = id();
        this.defs += `<filter id="${name}" filterUnits="userSpaceOnUse" x="-50" y="-50" width="${this.stage.w + 100}" height="${this.stage.h + 100}"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="2" seed="${seed}"/><feDisplacementMap in="SourceGraphic" scale="${scale}" xChannelSelector="R" yChannelSelector="G"/></filter>`;
        return `filter="url(#${name})"`;
    }
    /** Clouds, mist, marbling, water: noise in one colour. `cut` from 0 to 1 leaves only the densest. */
    cloud(colour, { fx = 0.003, fy = 0.012, seed = 1, cut = 0.4, gain = 2, opacity = 1, y = 0, height = this.stage.h, octaves = 4, type = 'fractalNoise' } = {}) {
        const name = id(), mask = id(), fade = id();
        const [r, g, b] = channels(colour);
        this.defs += `<filter id="${name}" filterUnits="userSpaceOnUse" x="0" y="${n(y)}" width="${this.stage.w}" height="${n(height)}" color-interpolation-filters="sRGB"><feTurbulence type="${type}" baseFrequency="${fx} ${fy}" numOctaves="${octaves}" seed="${seed}"/>`
            + `<feColorMatrix values="0 0 0 0 ${r} 0 0 0 0 ${g} 0 0 0 0 ${b} ${gain} 0 0 0 ${n(-cut * gain * 10) / 10}"/></filter>`
            + `<linearGradient id="${fade}" x1="0" y1="0" x2="0" y2="1">${stopsOf([['#fff', 0, 0], ['#fff', 0.4, 1], ['#fff', 0.6, 1], ['#fff', 1, 0]])}</linearGradient>`
            + `<mask id="${mask}"><rect x="0" y="${n(y)}" width="${this.stage.w}" height="${n(height)}" fill="${height === this.stage.h ? '#fff' : `url(#${fade})`}"/></mask>`;
        this.body += `<g mask="url(#${mask})"><rect x="0" y="${n(y)}" width="${this.stage.w}" height="${n(height)}" filter="url(#${name})" opacity="${opacity}"/></g>`;
        return this;
    }
    add(svg) {
        this.body += svg;
        return this;
    }
    fill(paint, extra = '') {
        return this.rect(0, 0, this.stage.w, this.stage.h, paint, extra);
    }
    rect(x, y, width, height, paint, extra = '') {
        return this.add(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${paint}" ${extra}/>`);
    }
    circle(cx, cy, r, paint, extra = '') {
        return this.add(`<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="${paint}" ${extra}/>`);
    }
    ellipse(cx, cy, rx, ry, paint, extra = '') {
        return this.add(`<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${paint}" ${extra}/>`);
    }
    path(d, paint, extra = '') {
        return this.add(`<path d="${d}" fill="${paint}" ${extra}/>`);
    }
    line(d, colour, width, extra = '') {
        return this.add(`<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" ${extra}/>`);
    }
    group(transform, draw, extra = '') {
        this.body += `<g transform="${transform}" ${extra}>`;
        draw(this);
        this.body += '</g>';
        return this;
    }
    /** A glow: light that falls off around a point. */
    glow(cx, cy, r, colour, opacity = 1) {
        return this.circle(cx, cy, r, this.radial([[colour, 0, opacity], [colour, 0.35, opacity * 0.45], [colour, 1, 0]], cx, cy, r));
    }
}

function stopsOf(stops) {
    return stops.map((stop, i) => {
        const [colour, offset = i / Math.max(1, stops.length - 1), opacity = 1] = Array.isArray(stop) ? stop : [stop];
        return `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;
    }).join('');
}

function channels(colour) {
    const hex = colour.length === 4 ? [...colour.slice(1)].map((c) => c + c).join('') : colour.slice(1);
    return [0, 2, 4].map((i) => Math.round((parseInt(hex.slice(i, i + 2), 16) / 255) * 1000) / 1000);
}

/**
 * Where a scene is drawn. `u` is a thousandth of the shorter side; `fx` is where the subject stands, across: in the middle
 * of a poster and to the right of a backdrop, whose left is for words. `take` counts the pictures made of one scene, from 0 (the
 * poster and backdrop), so that a still or an episode can be another hour or another place.
 */
export class Stage {
    constructor(w, h, take = 0, seed = 1) {
        this.w = w;
        this.h = h;
        this.u = Math.min(w, h) / 1000;
        this.tall = h > w;
        this.take = take;
        this.seed = seed + take * 101;
        this.random = random(this.seed);
        this.fx = this.tall ? w / 2 : w * [0.68, 0.5, 0.36, 0.6][take % 4];
        this.layers = [];
    }
    /** A new layer in front of the others. `depth` is how fast it goes by in a film: 0 stands still, 2 is near. */
    layer(depth) {
        const plate = new Plate(this, depth);
        this.layers.push(plate);
        return plate;
    }
    between(low, high) {
        return low + (high - low) * this.random();
    }
    /** The choice of this take. */
    pick(...choices) {
        return choices[this.take % choices.length];
    }
}

export function documentOf(w, h, defs, body) {
    return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><defs>${defs}</defs>${body}</svg>`;
}

// Shapes. Each is the `d` of a path.

/** A line of mountains from edge to edge, closed below. Midpoints are displaced, less with each halving. */
export function ridge(stage, y, height, { roughness = 0.5, seed = 0, bottom = stage.h } = {}) {
    const next = random(stage.seed * 31 + seed);
    let line = [0.5 + next() * 0.5, next(), next() * 0.8, 0.4 + next() * 0.6];
    for (let amount = 0.5, round = 0; round < 7; ++round, amount *= roughness) {
        line = line.flatMap((value, i) => i + 1 < line.length ? [value, (value + line[i + 1]) / 2 + (next() - 0.5) * amount] : [value]);
    }
    const last = line.length - 1;
    return `${points(line.map((value, i) => [-20 + (i / last) * (stage.w + 40), y - value * height]))}L${stage.w + 20} ${bottom}L-20 ${bottom}Z`;
}

/** Soft hills or a swell: three sines, closed below. */
export function swell(stage, y, height, { waves = 2, seed = 0, bottom = stage.h } = {}) {
    const next = random(stage.seed * 17 + seed), phase = [next(), next(), next()].map((p) => p * 6.28);
    const line = Array.from({ length: 81 }, (_, i) => {
        const t = (i / 80) * waves * 6.28;
        return [-20 + (i / 80) * (stage.w + 40), y - height * (0.5 * Math.sin(t + phase[0]) + 0.3 * Math.sin(t * 1.9 + phase[1]) + 0.2 * Math.sin(t * 3.3 + phase[2]))];
    });
    return `${points(line)}L${stage.w + 20} ${bottom}L-20 ${bottom}Z`;
}

/** The roof of a hanok seen from its long side, and its wall below: eaves that rise at their ends. `y` is the ridge. */
export function hanok(x, y, width, height, wall = height * 1.1) {
    const l = x - width / 2, r = x + width / 2, top = width * 0.3, eave = y + height;
    return `M${n(x - top)} ${n(y - height * 0.12)}Q${n(x)} ${n(y + height * 0.06)} ${n(x + top)} ${n(y - height * 0.12)}`
        + `L${n(x + top + width * 0.03)} ${n(y + height * 0.06)}Q${n(x + width * 0.4)} ${n(y + height * 0.7)} ${n(r)} ${n(eave - height * 0.22)}L${n(r + width * 0.012)} ${n(eave - height * 0.1)}`
        + `Q${n(x + width * 0.3)} ${n(eave + height * 0.1)} ${n(x)} ${n(eave + height * 0.1)}Q${n(x - width * 0.3)} ${n(eave + height * 0.1)} ${n(l - width * 0.012)} ${n(eave - height * 0.1)}L${n(l)} ${n(eave - height * 0.22)}`
        + `Q${n(x - width * 0.4)} ${n(y + height * 0.7)} ${n(x - top - width * 0.03)} ${n(y + height * 0.06)}Z`
        + `M${n(x - width * 0.4)} ${n(eave)}H${n(x + width * 0.4)}V${n(eave + wall)}H${n(x - width * 0.4)}Z`;
}

/** A conifer. */
export function fir(x, base, height, next) {
    const list = [[x, base - height]];
    for (let i = 1; i <= 7; ++i) {
        const at = base - height * (1 - i / 7.6), reach = height * 0.032 * i * (0.8 + next() * 0.4);
        list.push([x + reach, at + height * 0.02], [x + reach * 0.45, at]);
    }
    list.push([x + height * 0.02, base], [x - height * 0.02, base]);
    for (let i = 7; i >= 1; --i) {
        const at = base - height * (1 - i / 7.6), reach = height * 0.032 * i * (0.8 + next() * 0.4);
        list.push([x - reach * 0.45, at], [x - reach, at + height * 0.02]);
    }
    return `${points(list)}Z`;
}

/** Somebody who stands, seen from far behind; `height` from feet to crown. `coat` widens the clothes. */
export function figure(x, base, height, coat = 1) {
    const h = height, head = h * 0.075, w = h * 0.13 * coat;
    return `M${n(x - head)} ${n(base - h + head)}a${n(head)} ${n(head * 1.15)} 0 1 1 ${n(head * 2)} 0a${n(head)} ${n(head * 1.15)} 0 1 1 ${n(-head * 2)} 0Z`
        + `M${n(x - h * 0.03)} ${n(base - h * 0.86)}h${n(h * 0.06)}v${n(h * 0.04)}Q${n(x + w)} ${n(base - h * 0.8)} ${n(x + w * 1.05)} ${n(base - h * 0.64)}L${n(x + w * 1.15)} ${n(base - h * 0.36)}`
        + `L${n(x + w * 0.8)} ${n(base - h * 0.36)}L${n(x + w * 0.62)} ${n(base)}H${n(x + w * 0.12)}L${n(x)} ${n(base - h * 0.34)}L${n(x - w * 0.12)} ${n(base)}H${n(x - w * 0.62)}L${n(x - w * 0.8)} ${n(base - h * 0.36)}`
        + `L${n(x - w * 1.15)} ${n(base - h * 0.36)}L${n(x - w * 1.05)} ${n(base - h * 0.64)}Q${n(x - w)} ${n(base - h * 0.8)} ${n(x - h * 0.03)} ${n(base - h * 0.82)}Z`;
}

/** A bird far off. */
export function bird(x, y, size) {
    return `M${n(x - size)} ${n(y - size * 0.25)}Q${n(x - size * 0.45)} ${n(y - size * 0.5)} ${n(x)} ${n(y)}Q${n(x + size * 0.45)} ${n(y - size * 0.5)} ${n(x + size)} ${n(y - size * 0.25)}Q${n(x + size * 0.4)} ${n(y - size * 0.28)} ${n(x)} ${n(y + size * 0.16)}Q${n(x - size * 0.4)} ${n(y - size * 0.28)} ${n(x - size)} ${n(y - size * 0.25)}Z`;
}

/** Many short strokes in one direction: rain, grass, engraving. */
export function strokes(next, count, w, h, dx, dy, length = [0.5, 1]) {
    let d = '';
    for (let i = 0; i < count; ++i) {
        const x = next() * (w + Math.abs(dx)) - Math.max(0, dx), y = next() * (h + dy) - dy, k = length[0] + next() * (length[1] - length[0]);
        d += `M${n(x)} ${n(y)}l${n(dx * k)} ${n(dy * k)}`;
    }
    return d;
}

/** A round sun or moon cut by widening bands, as on a risograph. */
export function bands(plate, cx, cy, r, paint, count = 6) {
    for (let i = 0; i < count; ++i) {
        const top = cy + r * (-1 + (2 * i) / count), height = (2 * r) / count * (1 - i / (count * 1.5));
        const clip = `b${++serial}`;
        plate.defs += `<clipPath id="${clip}"><rect x="${n(cx - r)}" y="${n(top)}" width="${n(2 * r)}" height="${n(height)}"/></clipPath>`;
        plate.circle(cx, cy, r, paint, `clip-path="url(#${clip})"`);
    }
}

/** A screen of dots whose size falls off along a line: printed shade. `size` of 0 to 1 at a place. */
export function halftone(plate, x, y, w, h, cell, colour, size) {
    let d = '';
    for (let row = 0; row * cell < h; ++row) {
        for (let column = 0; column * cell < w; ++column) {
            const px = x + column * cell + (row % 2 ? cell / 2 : 0), py = y + row * cell, r = size(px, py) * cell * 0.7;
            if (r > 0.4) d += `M${n(px - r)} ${n(py)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0`;
        }
    }
    plate.path(d, colour);
}
