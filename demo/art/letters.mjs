// Lettering: words set to fill a box exactly, by the ink that they leave and not by what a font says of itself, in any
// script that Pango shapes. The ink is measured on a picture of the words.
import { execFileSync } from 'node:child_process';
import { inflateSync } from 'node:zlib';
import { documentOf } from './press.mjs';

const size = 100;
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const measured = new Map();

/** Width, height and the alpha of each pixel of an 8-bit RGBA PNG. */
function alphaOf(png) {
    const width = png.readUInt32BE(16), height = png.readUInt32BE(20), parts = [];
    for (let at = 8; at < png.length;) {
        const length = png.readUInt32BE(at);
        if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
        at += 12 + length;
    }
    const raw = inflateSync(Buffer.concat(parts)), stride = width * 4, rows = Buffer.alloc(stride * height);
    for (let y = 0; y < height; ++y) {
        const filter = raw[y * (stride + 1)];
        for (let x = 0; x < stride; ++x) {
            const left = x >= 4 ? rows[y * stride + x - 4] : 0, up = y ? rows[(y - 1) * stride + x] : 0, corner = x >= 4 && y ? rows[(y - 1) * stride + x - 4] : 0;
            const guess = left + up - corner, a = Math.abs(guess - left), b = Math.abs(guess - up), c = Math.abs(guess - corner);
            const from = [0, left, up, (left + up) >> 1, a <= b && a <= c ? left : b <= c ? up : corner][filter];
            rows[y * stride + x] = raw[y * (stride + 1) + 1 + x] + from;
        }
    }
    return { width, height, at: (x, y) => rows[y * stride + x * 4 + 3] };
}

/** The SVG of some lines at 100 px, their first baseline at (0, 0), or each set downwards as a column from the right. */
function set({ lines, font, weight = 400, style = 'normal', vertical = false, leading = 1.1, spacing = 0, align = 'l' }) {
    const open = `<g font-family="${font}" font-weight="${weight}" font-style="${style}" font-size="${size}"`;
    if (vertical) {
        return `${open} text-anchor="middle">${lines.map((line, column) => {
            let y = 0;
            return [...line].map((letter) => {
                if (letter === ' ') return void (y += size * 0.4);
                const svg = `<text x="${-column * size * leading * 1.1}" y="${y}">${escape(letter)}</text>`;
                y += size * (1.04 + spacing);
                return svg;
            }).join('');
        }).join('')}</g>`;
    }
    const anchor = { l: 'start', c: 'middle', r: 'end' }[align[0]];
    return `${open} text-anchor="${anchor}" letter-spacing="${spacing * size}">${lines.map((line, i) => `<text x="0" y="${i * size * leading}">${escape(line)}</text>`).join('')}</g>`;
}

/** The box of the ink of set(). */
function inkOf(spec) {
    const svg = set(spec);
    if (!measured.has(svg)) {
        const letters = Math.max(...spec.lines.map((line) => [...line].length)), reach = Math.ceil(letters * size * 1.3 + 300);
        const w = spec.vertical ? spec.lines.length * 200 + 400 : reach * 2, h = spec.vertical ? reach + 200 : spec.lines.length * 220 + 400;
        const x0 = spec.vertical ? w - 250 : reach, y0 = 250;
        const png = execFileSync('rsvg-convert', ['-f', 'png'], { input: documentOf(w, h, '', `<g transform="translate(${x0} ${y0})">${svg}</g>`), maxBuffer: 1 << 28 });
        const picture = alphaOf(png);
        let [l, t, r, b] = [w, h, 0, 0];
        for (let y = 0; y < picture.height; ++y) {
            for (let x = 0; x < picture.width; ++x) {
                if (picture.at(x, y) > 40) [l, t, r, b] = [Math.min(l, x), Math.min(t, y), Math.max(r, x + 1), Math.max(b, y + 1)];
            }
        }
        measured.set(svg, { x: l - x0, y: t - y0, w: Math.max(1, r - l), h: Math.max(1, b - t) });
    }
    return measured.get(svg);
}

/**
 * The words as large as the box [x, y, w, h] takes them, at its side by `align`: l, c or r, then t, m or b. Returns the SVG,
 * without a paint of its own, and the box that the ink fills.
 */
export function fit(spec, [x, y, w, h], align = spec.align ?? 'cm') {
    const ink = inkOf({ ...spec, align }), scale = Math.min(w / ink.w, h / ink.h);
    const left = x + (w - ink.w * scale) * { l: 0, c: 0.5, r: 1 }[align[0]], top = y + (h - ink.h * scale) * { t: 0, m: 0.5, b: 1 }[align[1] ?? 'm'];
    return {
        svg: `<g transform="translate(${left} ${top}) scale(${scale}) translate(${-ink.x} ${-ink.y})">${set({ ...spec, align })}</g>`,
        box: [left, top, ink.w * scale, ink.h * scale],
    };
}

/** One small line in the plain face of its script. */
export function caption(text, x, y, px, colour, { anchor = 'middle', weight = 500, spacing = 0.04, opacity = 1, family = 'Inter, NanumSquare, Noto Sans CJK JP, Noto Sans Thai, Noto Sans Devanagari, Noto Naskh Arabic, sans-serif' } = {}) {
    return `<text x="${x}" y="${y}" font-family="${family}" font-weight="${weight}" font-size="${px}" letter-spacing="${spacing * px}" fill="${colour}" fill-opacity="${opacity}" text-anchor="${anchor}">${escape(text)}</text>`;
}
