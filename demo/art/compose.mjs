// From a title's art direction to its pictures: what is drawn where, as SVG. `draw.mjs` makes files of them.
import { Stage, documentOf } from './press.mjs';
import { caption, fit } from './letters.mjs';

export const poster = { w: 800, h: 1200 }, backdrop = { w: 1920, h: 1080 }, still = { w: 1280, h: 720 }, logo = { w: 1600, h: 560 };
/** A logo is at least so high: the service takes no lower picture. */
const logo_height_min = 220;

/** The layers of a scene, back to front. */
export function layersOf(direction, { w, h }, take = 0) {
    const stage = new Stage(w, h, take, direction.seed);
    direction.scene(stage);
    return stage.layers;
}

/** A picture without words. The camera may stand `near` times nearer, towards a point in parts of the picture. */
export function pictureOf(direction, size, take = 0, { near = 1, x = 0.5, y = 0.5 } = {}) {
    const layers = layersOf(direction, size, take), cx = size.w * x, cy = size.h * y;
    const body = `<g transform="translate(${cx} ${cy}) scale(${near}) translate(${-cx} ${-cy})">${layers.map((l) => l.body).join('')}</g>`;
    return documentOf(size.w, size.h, layers.map((l) => l.defs).join(''), body);
}

/** The words of a title in one locale, and the small lines a poster bears besides. */
export function posterLetters(direction, locale, facts) {
    const { w, h } = poster, spec = { ...direction.letters, ...direction.letters[locale] };
    const [x, y, width, height] = spec.box;
    const words = fit(spec, [x * w, y * h, width * w, height * h], spec.align ?? 'cm');
    const tilt = spec.tilt ? ` transform="rotate(${spec.tilt} ${w / 2} ${(y + height / 2) * h})"` : '';
    const small = spec.small ?? spec.ink, foot = spec.foot ?? 0.965;
    const line = (text, at, px, options) => text ? caption(text, spec.footX ? spec.footX * w : w / 2, at * h, px, small, { anchor: spec.footX ? 'start' : 'middle', ...options }) : '';
    const extra = spec.decorate ? spec.decorate(words.box, w, h) : '';
    return `${extra}<g fill="${spec.ink}"${tilt}>${words.svg}</g>`
        + line(facts.second, foot - 0.027, 21, { weight: 600, spacing: 0.12 }) + line(facts.credits, foot, 15, { opacity: 0.8, spacing: 0.06 });
}

/** The poster in one locale, over its picture without words, a file beside it. */
export function posterOf(direction, locale, facts, base) {
    const { w, h } = poster, defs = direction.letters.defs ?? '';
    return documentOf(w, h, defs, `<image x="0" y="0" width="${w}" height="${h}" xlink:href="${base}"/>${posterLetters(direction, locale, facts)}`);
}

/** The title's own lettering, nothing behind it. */
export function logoOf(direction, locale) {
    const spec = { ...direction.letters, ...direction.letters[locale] };
    const words = fit({ ...spec, vertical: false, lines: spec.logo ?? spec.lines, spacing: spec.vertical ? 0 : spec.spacing }, [20, 20, logo.w - 40, logo.h - 40], 'lb');
    const height = Math.max(logo_height_min, Math.ceil(words.box[3]) + 24);
    const box = [Math.floor(words.box[0]) - 12, Math.ceil(words.box[1] + words.box[3]) + 12 - height, Math.ceil(words.box[2]) + 24, height];
    return {
        w: box[2], h: box[3],
        svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${box[2]}" height="${box[3]}" viewBox="${box.join(' ')}"><defs>${direction.letters.defs ?? ''}</defs><g fill="${spec.logoInk ?? spec.ink}">${words.svg}</g></svg>`,
    };
}
