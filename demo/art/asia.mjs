// Art direction of the titles from elsewhere in Asia.
import { bands, bird, figure, fir, halftone, points, random, ridge, strokes, swell } from './press.mjs';

/** Cut paper, lit from behind, sheet upon sheet: a small train crosses the night, lanterns go up. */
export const paperLanterns = {
    seed: 101,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), sheets = s.pick(['#f7b267', '#e07a5f', '#9c4668', '#5a3468', '#2c2352', '#141437'], ['#d9f0e6', '#8fc7c4', '#4b8f9e', '#2a5f7c', '#183a58', '#0b1b33'], ['#ffe0e6', '#f2a3b3', '#c4668f', '#86407a', '#4a285c', '#221539'], ['#f4e3b2', '#d9a441', '#a86b32', '#6d4030', '#3c2529', '#1c1219']);
        const back = s.layer(0);
        back.fill(back.linear([sheets[4], sheets[2], sheets[0]]));
        back.glow(fx, h * 0.52, 800 * u, '#ffe9bd', 0.9);
        const edge = (plate, d, colour) => { plate.path(d, '#000', `opacity=".34" transform="translate(0 ${-9 * u})" ${plate.blur(12 * u)}`); plate.path(d, colour); plate.line(d, '#fff', 1.6 * u, 'opacity=".22"'); };
        for (let i = 0; i < 5; ++i) edge(back, `M${(i / 4) * w - 260 * u} ${(90 + i % 2 * 90) * u}q${60 * u} ${-70 * u} ${130 * u} ${-20 * u}q${60 * u} ${-80 * u} ${150 * u} ${0}q${90 * u} ${-30 * u} ${110 * u} ${40 * u}h${-440 * u}z`, sheets[3 - i % 2]);
        const bridge = h * (s.tall ? 0.62 : 0.64);
        edge(s.layer(0.5), ridge(s, bridge + 20 * u, 360 * u, { seed: 4, roughness: 0.42 }), sheets[1]);
        edge(s.layer(0.5), ridge(s, bridge + 70 * u, 270 * u, { seed: 6, roughness: 0.44 }), sheets[2]);
        const track = s.layer(1);
        let arches = `M-20 ${bridge}H${w + 20}V${bridge + 26 * u}`;
        for (let x = w + 20; x > -140 * u; x -= 140 * u) arches += `H${x}V${h}H${x - 26 * u}V${bridge + 96 * u}A${57 * u} ${66 * u} 0 0 0 ${x - 140 * u} ${bridge + 96 * u}V${bridge + 90 * u}`;
        edge(track, `${arches}H-20Z`, sheets[3]);
        for (let i = 0; i < 4; ++i) {
            const x = fx + (-330 + i * 172) * u, y = bridge - 92 * u;
            edge(track, i === 3 ? `M${x} ${y}h${96 * u}q${62 * u} ${12 * u} ${70 * u} ${92 * u}h${-166 * u}z` : `M${x} ${y}h${160 * u}v${92 * u}h${-160 * u}z`, sheets[5]);
            for (let k = 0; k < (i === 3 ? 2 : 4); ++k) track.rect(x + (14 + k * 36) * u, y + 20 * u, 26 * u, 34 * u, '#ffe6a6', `rx="${5 * u}"`);
        }
        for (let i = 0; i < 12; ++i) track.circle(fx + (-350 - i * 46) * u, bridge - (100 + i * 17 + next() * 34) * u, (20 + i * 6) * u, '#fff3dc', `opacity="${0.5 - i * 0.036}"`);
        const lights = s.layer(1.5);
        for (let i = 0; i < 26; ++i) {
            const k = (0.3 + next() * next() * 1.5) * u, x = next() * w, y = h * (0.16 + next() * 0.62);
            lights.glow(x, y, 120 * k, '#ffb45e', 0.7);
            lights.path(`M${x - 24 * k} ${y - 30 * k}Q${x} ${y - 48 * k} ${x + 24 * k} ${y - 30 * k}L${x + 18 * k} ${y + 34 * k}H${x - 18 * k}Z`, lights.linear([['#fff2c4', 0], ['#ff9a4a', 1]], [0, y - 44 * k, 0, y + 36 * k]));
        }
        const front = s.layer(2);
        edge(front, swell(s, h - 130 * u, 90 * u, { waves: 1.2, seed: 2 }), sheets[4]);
        let trees = '';
        for (let i = 0; i < 13; ++i) trees += fir((i / 12) * w + (next() - 0.5) * 90 * u, h - 30 * u, (150 + next() * 190) * u, next);
        edge(front, trees, sheets[5]);
        edge(front, swell(s, h - 46 * u, 40 * u, { waves: 1.6, seed: 8 }), sheets[5]);
    },
    letters: {
        box: [0.78, 0.06, 0.13, 0.5], align: 'rt', ink: '#fff6e0', small: '#ffe0b0',
        ja: { lines: ['紙灯りの急行'], font: 'Yusei Magic', vertical: true, logo: ['紙灯りの', '急行'] },
        ko: { lines: ['종이등', '급행열차'], font: 'BM JUA_TTF', box: [0.1, 0.06, 0.8, 0.16], align: 'ct' },
        en: { lines: ['The Paper Lantern', 'Express'], font: 'Yusei Magic', box: [0.08, 0.06, 0.84, 0.15], align: 'ct', leading: 1.05 },
    },
};

/** A transmitter in the rains, as a record sleeve of 1974 would have it: rings of sound, marigold and indigo, printed dots. */
export const monsoonRadio = {
    seed: 113,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [ground, a, b, c, ink] = s.pick(['#f5a623', '#e4572e', '#17877b', '#fbe9c6', '#1d1a4b'], ['#17877b', '#0d5c63', '#f5a623', '#fbe9c6', '#1a1030'], ['#e4572e', '#a8243f', '#f9c22e', '#fff0d0', '#2a0f2e'], ['#f9d5a7', '#f08a4b', '#2d5d9f', '#fff6e0', '#26164f']);
        const cx = fx, cy = h * (s.tall ? 0.54 : 0.5), back = s.layer(0);
        back.fill(ground);
        const rings = [a, ground, c, b, ground, a, c, ink, a, b, ground, c];
        for (let i = rings.length; i > 0; --i) back.circle(cx, cy, i * 74 * u, rings[i - 1]);
        halftone(back, 0, 0, w, h, 15 * u, ink, (x, y) => Math.max(0, Math.min(0.75, (Math.hypot(x - cx, y - cy) / (900 * u)) - 0.42)) * (y < h * 0.75 ? 1 : 0.2));
        const rain = s.layer(0.5);
        rain.line(strokes(next, 120, w, h, -60 * u, 190 * u, [0.25, 1]), c, 5 * u, 'stroke-linecap="round" opacity=".85"');
        const set = s.layer(1);
        // The radio, seen from the front.
        const rx = cx - 270 * u, ry = cy - 40 * u, k = u;
        set.line(`M${cx + 180 * k} ${ry}L${cx + 330 * k} ${ry - 330 * k}`, ink, 10 * k, 'stroke-linecap="round"');
        set.circle(cx + 330 * k, ry - 330 * k, 17 * k, a);
        set.line(`M${rx + 60 * k} ${ry}Q${cx} ${ry - 110 * k} ${cx + 210 * k} ${ry}`, ink, 22 * k);
        set.rect(rx, ry, 540 * k, 340 * k, ink, `rx="${44 * k}"`);
        set.rect(rx + 18 * k, ry + 18 * k, 504 * k, 304 * k, b, `rx="${30 * k}"`);
        set.circle(rx + 160 * k, ry + 190 * k, 108 * k, ink);
        for (let i = 0; i < 5; ++i) set.circle(rx + 160 * k, ry + 190 * k, (94 - i * 19) * k, 'none', `stroke="${i % 2 ? a : c}" stroke-width="${6 * k}"`);
        set.rect(rx + 300 * k, ry + 64 * k, 200 * k, 92 * k, c, `rx="${12 * k}"`);
        for (let i = 0; i < 13; ++i) set.rect(rx + (314 + i * 14) * k, ry + (i % 3 ? 104 : 90) * k, 3 * k, (i % 3 ? 38 : 52) * k, ink);
        set.rect(rx + 398 * k, ry + 64 * k, 7 * k, 92 * k, a);
        for (let i = 0; i < 3; ++i) { set.circle(rx + (332 + i * 68) * k, ry + 234 * k, 27 * k, ink); set.rect(rx + (329 + i * 68) * k, ry + 209 * k, 6 * k, 25 * k, c, `transform="rotate(${-40 + i * 55} ${rx + (332 + i * 68) * k} ${ry + 234 * k})"`); }
        const front = s.layer(2), base = h - 20 * u;
        front.path(swell(s, h - 130 * u, 40 * u, { waves: 1.5 }), ink);
        for (let i = 0; i < 26; ++i) {
            const x = (i / 25) * w + (next() - 0.5) * 40 * u, y = base - (60 + next() * 100) * u, r = (36 + next() * 34) * u, colours = [a, ground, '#ffd23f'];
            for (let j = 0; j < 3; ++j) {
                let petals = '';
                for (let p = 0; p < 12; ++p) { const t = (p / 12) * 6.283 + j * 0.26; petals += `M${x + Math.cos(t) * r * (1 - j * 0.3)} ${y + Math.sin(t) * r * (1 - j * 0.3)}m${-r * 0.24} 0a${r * 0.24} ${r * 0.24} 0 1 0 ${r * 0.48} 0a${r * 0.24} ${r * 0.24} 0 1 0 ${-r * 0.48} 0`; }
                front.path(petals, colours[(i + j) % 3]);
            }
            front.circle(x, y, r * 0.28, ink);
        }
    },
    letters: {
        box: [0.1, 0.035, 0.8, 0.13], align: 'ct', ink: '#fbe9c6', small: '#f5a623', foot: 0.213,
        decorate: (box, w, h) => `<rect width="${w}" height="${h * 0.235}" fill="#1d1a4b"/><rect y="${h * 0.235}" width="${w}" height="10" fill="#e4572e"/><rect y="${h * 0.235 + 10}" width="${w}" height="10" fill="#17877b"/>`,
        hi: { lines: ['मानसून रेडियो'], font: 'Noto Sans Devanagari', weight: 900 },
        ko: { lines: ['몬순 라디오'], font: 'BM DoHyeon' },
        en: { lines: ['Monsoon Radio'], font: 'Lobster Two', weight: 700, style: 'italic' },
    },
};

/** Gold line on lacquer green: a long-boat, lotus, and a naga that is the river itself. */
export const smallGods = {
    seed: 127,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [dark, green, gold, pale, rose] = s.pick(['#04211c', '#0f5244', '#e2b659', '#fff0c2', '#e8788a'], ['#1d0b22', '#562057', '#f0c15c', '#fff1d2', '#6fd6c0'], ['#06162d', '#124a78', '#e9c46a', '#fdf3d0', '#ff9e7a'], ['#2a0d0a', '#7a2417', '#f4c95d', '#fff3cf', '#9fd8b0']);
        const back = s.layer(0), mx = fx, my = h * (s.tall ? 0.36 : 0.38);
        back.fill(back.radial([[green, 0], [dark, 1]], mx, my, Math.hypot(w, h) * 0.55));
        for (let r = 1; r <= 13; ++r) {
            const count = 10 + r * 4, radius = r * 62 * u;
            let d = '';
            for (let i = 0; i < count; ++i) { const t = (i / count) * 6.283, t2 = ((i + 1) / count) * 6.283, m = (t + t2) / 2, out = radius + 44 * u; d += `M${mx + Math.cos(t) * radius} ${my + Math.sin(t) * radius}Q${mx + Math.cos(t) * out} ${my + Math.sin(t) * out} ${mx + Math.cos(m) * (out + 10 * u)} ${my + Math.sin(m) * (out + 10 * u)}Q${mx + Math.cos(t2) * out} ${my + Math.sin(t2) * out} ${mx + Math.cos(t2) * radius} ${my + Math.sin(t2) * radius}`; }
            back.line(d, gold, 1.8 * u, `opacity="${0.62 - r * 0.042}"`);
        }
        back.glow(mx, my, 360 * u, pale, 0.6);
        back.circle(mx, my, 150 * u, back.linear([pale, gold], [0, my - 150 * u, 0, my + 150 * u]));
        const naga = s.layer(0.5), water = h * (s.tall ? 0.66 : 0.66);
        const curve = (dy) => points(Array.from({ length: 140 }, (_, i) => { const t = i / 139; return [-40 + t * (w + 80), water + dy * u - Math.sin(t * Math.PI * 3.1 + 0.4) * (165 - 20 * t) * u * (1 - t * 0.25)]; }));
        for (let i = 0; i < 9; ++i) naga.line(curve(i * 17), i === 0 ? gold : i % 2 ? green : gold, (i === 0 ? 9 : i % 2 ? 15 : 2.4) * u, `opacity="${1 - i * 0.05}"`);
        naga.line(curve(34), pale, 13 * u, `stroke-dasharray="${3 * u} ${23 * u}" opacity=".7"`);
        const river = s.layer(1);
        for (let i = 0; i < 18; ++i) {
            const y = water + (110 + i * i * 2.4) * u;
            let d = `M-30 ${y}`;
            for (let x = 0; x < w + 120 * u; x += 74 * u) d += `q${37 * u} ${-26 * u} ${74 * u} 0`;
            if (i === 0) river.path(`${d}V${h + 20}H-30Z`, dark, 'opacity=".9"');
            river.line(d, i % 3 ? green : gold, (i % 3 ? 3 : 2.2) * u, `transform="translate(${-(i % 2) * 37 * u} 0)" opacity="${0.9 - i * 0.02}"`);
        }
        const boat = s.layer(1.5), bx = fx, by = water + 150 * u, k = u * (s.tall ? 1 : 1.1);
        boat.path(`M${bx - 420 * k} ${by - 96 * k}Q${bx - 330 * k} ${by + 40 * k} ${bx - 90 * k} ${by + 52 * k}H${bx + 130 * k}Q${bx + 370 * k} ${by + 36 * k} ${bx + 440 * k} ${by - 150 * k}Q${bx + 350 * k} ${by - 14 * k} ${bx + 130 * k} ${by - 8 * k}H${bx - 90 * k}Q${bx - 320 * k} ${by - 12 * k} ${bx - 420 * k} ${by - 96 * k}Z`, dark, `stroke="${gold}" stroke-width="${4 * k}"`);
        for (const [x, size, robe] of [[-70, 150, rose], [90, 112, gold]]) {
            boat.glow(bx + x * k, by - 60 * k, 150 * k, pale, 0.45);
            boat.path(figure(bx + x * k, by + 6 * k, size * k, 1.5), robe);
            boat.path(`M${bx + x * k} ${by - (size * 1.36) * k}l${-14 * k} ${size * 0.38 * k}h${28 * k}z`, gold);
        }
        const front = s.layer(2);
        for (let i = 0; i < 11; ++i) {
            const x = (i / 10) * w + (next() - 0.5) * 80 * u, y = h - (30 + next() * 130) * u, r = (64 + next() * 60) * u, closed = next() > 0.6;
            front.ellipse(x, y + r * 0.28, r * 1.15, r * 0.24, green, `stroke="${gold}" stroke-width="${2.4 * u}"`);
            for (const a of closed ? [-16, 16, 0] : [-74, 74, -50, 50, -26, 26, 0]) front.path(`M${x} ${y + r * 0.25}C${x - r * 0.36} ${y - r * 0.2} ${x - r * 0.2} ${y - r * 0.7} ${x} ${y - r * 0.95}C${x + r * 0.2} ${y - r * 0.7} ${x + r * 0.36} ${y - r * 0.2} ${x} ${y + r * 0.25}Z`, front.linear([pale, rose], [0, y - r, 0, y + r * 0.3]), `stroke="${gold}" stroke-width="${2 * u}" transform="rotate(${a} ${x} ${y + r * 0.22})"`);
        }
    },
    letters: {
        box: [0.1, 0.045, 0.8, 0.125], align: 'ct', ink: '#fff0c2', small: '#fff0c2', foot: 0.243,
        th: { lines: ['สายน้ำ', 'เทพน้อย'], font: 'Kinnari', weight: 700, leading: 1.25, logo: ['สายน้ำเทพน้อย'] },
        ko: { lines: ['작은 신들의 강'], font: 'NanumMyeongjo', weight: 800 },
        en: { lines: ['The River', 'of Small Gods'], font: 'EB Garamond', weight: 500, style: 'italic', leading: 0.95 },
    },
};

/** A summer's day for a poster wall: kites as flat geometry on burning blue. */
export const kites = {
    seed: 131,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [sky0, sky1, field, ink, colours] = s.pick(['#0077c8', '#7fd6f7', '#f2c230', '#12263a', ['#ef3e36', '#ffffff', '#ffb400', '#17b890', '#8a2be2']], ['#f26b38', '#ffd08a', '#2f4858', '#1a1423', ['#ffffff', '#2ec4b6', '#e71d36', '#011627', '#ff9f1c']], ['#5f4bb6', '#f7b2d9', '#202a44', '#171a2b', ['#ffd23f', '#ffffff', '#3bceac', '#ee4266', '#0ead69']], ['#bfe3d0', '#f8f5e4', '#3a7d44', '#1f2f28', ['#d62828', '#fcbf49', '#003049', '#f77f00', '#ffffff']]);
        const back = s.layer(0);
        back.fill(back.linear([sky0, sky1], [0, 0, 0, h * 0.86]));
        back.circle(fx + 250 * u, h * 0.3, 96 * u, '#fff7d6');
        for (let i = 0; i < 24; ++i) back.path(`M${fx + 250 * u} ${h * 0.3}l${Math.cos(i * 0.2618) * 2400 * u} ${Math.sin(i * 0.2618) * 2400 * u}l${Math.cos(i * 0.2618 + 1.57) * 90 * u} ${Math.sin(i * 0.2618 + 1.57) * 90 * u}z`, '#fff', 'opacity=".06"');
        const air = s.layer(1), hx = s.tall ? w * 0.25 : fx - 160 * u, hy = h * 0.86;
        const kite = (plate, x, y, k, angle, main, second, string) => {
            if (string) plate.line(`M${x} ${y}Q${(x + hx) / 2 + 120 * u} ${(y + hy) / 2 + 120 * u} ${hx + 24 * u} ${hy - 112 * u}`, '#fff', 2 * u, 'opacity=".85"');
            plate.group(`translate(${x} ${y}) rotate(${angle}) scale(${k})`, () => {
                plate.path('M0 -100L70 -16L0 120L-70 -16Z', main); plate.path('M0 -100L70 -16H0Z', second); plate.path('M0 120L-70 -16H0Z', second, 'opacity=".85"');
                plate.line('M0 -100V120M-70 -16H70', ink, 3);
                plate.line('M0 120C46 168 -46 206 0 262C34 300 -20 330 6 372', second, 6, 'stroke-linecap="round"');
                for (const [tx, ty] of [[14, 160], [-8, 232], [8, 304]]) plate.path(`M${tx} ${ty}l-24 -12v24zl24 -12v24z`, main);
            });
        };
        kite(air, s.tall ? w * 0.6 : fx + 60 * u, h * (s.tall ? 0.45 : 0.36), 2 * u, 28, colours[0], colours[1], true);
        kite(air, s.tall ? w * 0.24 : fx - 330 * u, h * (s.tall ? 0.33 : 0.24), 1.05 * u, -18, colours[2], colours[3], true);
        for (let i = 0; i < 9; ++i) kite(air, next() * w, h * (0.08 + next() * 0.5), (0.14 + next() * 0.26) * u, -40 + next() * 80, colours[i % 5], colours[(i + 2) % 5], false);
        const front = s.layer(2);
        front.path(swell(s, h * 0.88, 46 * u, { waves: 0.9 }), field);
        for (let i = 0; i < 9; ++i) front.line(`M${-60 * u + i * w / 7} ${h + 20}Q${fx + (i - 4) * 90 * u} ${h * 0.93} ${fx + (i - 4) * 34 * u} ${h * 0.875}`, ink, 4 * u, 'opacity=".16"');
        front.path(figure(hx, hy + 34 * u, 170 * u, 0.9), ink);
        front.line(`M${hx + 6 * u} ${hy - 92 * u}L${hx + 26 * u} ${hy - 114 * u}`, ink, 11 * u, 'stroke-linecap="round"');
        front.path(figure(hx - 78 * u, hy + 40 * u, 112 * u, 1), ink);
    },
    letters: {
        box: [0.08, 0.05, 0.84, 0.16], align: 'lt', ink: '#ffffff', small: '#12263a',
        id: { lines: ['BERAT', 'LAYANG-LAYANG'], font: 'League Spartan', weight: 900, leading: 0.82, spacing: -0.02 },
        ko: { lines: ['연의 무게'], font: 'NanumSquare', weight: 800, box: [0.08, 0.05, 0.7, 0.14] },
        en: { lines: ['THE WEIGHT', 'OF KITES'], font: 'League Spartan', weight: 900, leading: 0.82, spacing: -0.02 },
    },
};

/** A city that is a circuit: isometric towers, one line of magenta, a broken signal. */
export const duskProtocol = {
    seed: 139,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [dark, mid, hot, cold, warm] = s.pick(['#0b0620', '#3a1460', '#ff2e88', '#22e0ff', '#ffb03a'], ['#02151a', '#07474d', '#c6ff3d', '#19e6c1', '#ff7a3a'], ['#1a0508', '#5a1020', '#ff5b3a', '#ffd23a', '#ff9ae0'], ['#050a26', '#16307e', '#7a7bff', '#5bf0ff', '#ff6ac1']);
        const back = s.layer(0), sy = h * (s.tall ? 0.4 : 0.42);
        back.fill(back.linear([[dark, 0], [mid, 0.45], [hot, 0.62], [warm, 0.7]], [0, 0, 0, h]));
        bands(back, fx, sy, 300 * u, back.linear([warm, hot], [0, sy - 300 * u, 0, sy + 300 * u]), 11);
        const block = (plate, x, base, k, tall, lit) => {
            const a = k, d = k * 0.5;
            plate.path(`M${x - a} ${base - d}L${x} ${base}V${base - tall}L${x - a} ${base - tall - d}Z`, dark);
            plate.path(`M${x + a} ${base - d}L${x} ${base}V${base - tall}L${x + a} ${base - tall - d}Z`, plate.linear([[mid, 0], [dark, 1]], [0, base - tall, 0, base]));
            plate.path(`M${x - a} ${base - tall - d}L${x} ${base - tall}L${x + a} ${base - tall - d}L${x} ${base - tall - 2 * d}Z`, lit ? hot : mid);
            let left = '', right = '';
            for (let y = base - tall + 16 * u; y < base - 12 * u; y += 19 * u) for (let i = 1; i < 6; ++i) { if (next() > 0.52) left += `M${x - a + (a * i) / 6} ${y - d + (d * i) / 6}l${a * 0.09} ${d * 0.09}v${8 * u}l${-a * 0.09} ${-d * 0.09}z`; if (next() > 0.62) right += `M${x + a - (a * i) / 6} ${y - d + (d * i) / 6}l${-a * 0.09} ${d * 0.09}v${8 * u}l${a * 0.09} ${-d * 0.09}z`; }
            plate.path(left, cold, 'opacity=".75"'); plate.path(right, warm, 'opacity=".8"');
        };
        for (let row = 0; row < 5; ++row) {
            const plate = s.layer([0.5, 0.5, 1, 1, 2][row]), k = (54 + row * 24) * u, base = h * (0.62 + row * 0.105);
            for (let x = -k + (row % 2) * k; x < w + k * 2; x += k * 2.04) block(plate, x, base, k * 0.94, (90 + next() * next() * 520) * u * (1 - row * 0.1) * (Math.abs(x - fx) < 220 * u && row > 2 ? 0.3 : 1), next() > 0.8);
        }
        const signal = s.layer(1.5);
        let d = `M-20 ${h * 0.74}`;
        for (let x = 0; x < w + 60 * u;) { const step = (50 + next() * 130) * u, rise = (next() > 0.5 ? 1 : -1) * step * 0.5; d += `l${step} ${rise * (next() > 0.3 ? 1 : 0)}`; x += step; }
        signal.line(d, hot, 24 * u, `opacity=".35" ${signal.blur(14 * u)}`);
        signal.line(d, '#fff', 5 * u);
        for (let i = 0; i < 30; ++i) { const y = next() * h, x = next() * w; signal.rect(x, y, (40 + next() * 300) * u, (2 + next() * 9) * u, [hot, cold, '#fff'][i % 3], `opacity="${0.1 + next() * 0.4}"`); }
    },
    letters: {
        box: [0.08, 0.055, 0.84, 0.17], align: 'lt', ink: '#ffffff', small: '#ffffff', foot: 0.965,
        defs: '',
        ms: { lines: ['PROTOKOL', 'SENJA'], font: 'Jura', weight: 700, leading: 0.95, spacing: 0.04 },
        ko: { lines: ['황혼', '프로토콜'], font: 'NanumSquare', weight: 300, leading: 1.05 },
        en: { lines: ['DUSK', 'PROTOCOL'], font: 'Jura', weight: 700, leading: 0.95, spacing: 0.04 },
    },
};

/** Nothing but panes: a harbour at night, broken into triangles of glass. */
export const glassHarbour = {
    seed: 149,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), stops = s.pick(['#061a33', '#0e5f8c', '#35c4c9', '#f4f1de', '#f2a65a'], ['#1a0a2e', '#6b2d7c', '#e0607e', '#ffe5d9', '#ffd166'], ['#03211b', '#0f6b52', '#7bd389', '#f7ffe0', '#ffe66d'], ['#101418', '#44525e', '#a9bcd0', '#ffffff', '#e4572e']);
        const mix = (t) => { const i = Math.min(3, Math.floor(t * 4)), k = t * 4 - i; return `rgb(${[1, 3, 5].map((c) => Math.round(parseInt(stops[i].slice(c, c + 2), 16) * (1 - k) + parseInt(stops[i + 1].slice(c, c + 2), 16) * k)).join()})`; };
        const back = s.layer(0), cell = 150 * u, columns = Math.ceil(w / cell) + 2, rows = Math.ceil(h / cell) + 2, water = h * 0.66;
        const grid = Array.from({ length: rows + 1 }, (_, r) => Array.from({ length: columns + 1 }, (_, c) => [(c - 1 + (next() - 0.5) * 0.75) * cell, (r - 1 + (next() - 0.5) * 0.75) * cell]));
        for (let r = 0; r < rows; ++r) for (let c = 0; c < columns; ++c) for (const tri of [[grid[r][c], grid[r][c + 1], grid[r + 1][c]], [grid[r][c + 1], grid[r + 1][c + 1], grid[r + 1][c]]]) {
            const x = (tri[0][0] + tri[1][0] + tri[2][0]) / 3, y = (tri[0][1] + tri[1][1] + tri[2][1]) / 3;
            const near = Math.exp(-(((x - fx) / (430 * u)) ** 2) - ((y - h * 0.44) / (330 * u)) ** 2);
            back.path(`${points(tri)}Z`, mix(Math.max(0, Math.min(0.999, 0.1 + near * 0.74 + (next() - 0.5) * 0.16))), 'stroke="#fff" stroke-opacity=".07" stroke-width="1.4"');
        }
        const city = s.layer(1);
        for (let i = 0; i < 17; ++i) {
            const t = i / 16 - 0.5, x = fx + t * 1150 * u, tall = (170 + Math.exp(-((t * 3) ** 2)) * 430 + next() * 160) * u, half = (28 + next() * 26) * u, lean = (next() - 0.5) * 60 * u;
            city.path(`M${x - half} ${water}V${water - tall + Math.abs(lean)}L${x + lean * 0.4} ${water - tall - 30 * u}V${water}Z`, stops[0], 'opacity=".93"');
            city.path(`M${x + half} ${water}V${water - tall + 46 * u}L${x + lean * 0.4} ${water - tall - 30 * u}V${water}Z`, city.linear([[stops[4], 0, 0.9], [stops[2], 0.35, 0.75], [stops[1], 1, 0.9]], [0, water - tall, 0, water]));
            city.path(`M${x - half} ${water}V${water + tall * 0.45}L${x + lean * 0.4} ${water + tall * 0.6}L${x + half} ${water + tall * 0.42}V${water}Z`, city.linear([[stops[2], 0, 0.55], [stops[0], 1, 0]], [0, water, 0, water + tall * 0.6]));
        }
        const front = s.layer(1.5);
        for (let i = 0; i < 26; ++i) { const y = water + 10 * u + i * i * 0.75 * u, x = fx + (next() - 0.5) * 1000 * u; front.path(`M${x} ${y}l${(90 + next() * 260) * u} ${-4 * u}l${(-70 - next() * 100) * u} ${12 * u}z`, i % 3 ? stops[2] : stops[4], `opacity="${0.6 - i * 0.018}"`); }
        front.path(`M${fx - 230 * u} ${h * 0.83}l${300 * u} ${-8 * u}l${-54 * u} ${46 * u}h${-200 * u}zM${fx - 90 * u} ${h * 0.82}v${-210 * u}l${120 * u} ${196 * u}z`, stops[0]);
        front.path(`M${fx - 102 * u} ${h * 0.82}v${-180 * u}l${-92 * u} ${182 * u}z`, stops[3]);
    },
    letters: {
        box: [0.08, 0.06, 0.7, 0.15], align: 'lt', ink: '#ffffff', small: '#ffffff',
        zh: { lines: ['玻璃港'], font: 'Noto Sans CJK SC', weight: 700, spacing: 0.1 },
        ko: { lines: ['유리 항구'], font: 'NanumSquare', weight: 300 },
        en: { lines: ['Harbour', 'of Glass'], font: 'Inter Display', weight: 200, leading: 1, spacing: -0.03 },
    },
};

/** Through a wet window: lights out of focus, drops that hold the whole station upside down, one figure who waits. */
export const platformRain = {
    seed: 151,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [deep, mid, a, b, c] = s.pick(['#0a1a1f', '#1f4a4c', '#ffcf70', '#ff6f4f', '#7fe0d0'], ['#1a1024', '#51305e', '#ff9fb2', '#ffd9a0', '#a0b8ff'], ['#0b1424', '#25466e', '#bfe0ff', '#ffd27a', '#7fb2ff'], ['#1d1608', '#5e4a1c', '#ffe08a', '#ff9a52', '#d6f0a0']);
        const back = s.layer(0);
        back.fill(back.linear([deep, mid, deep]));
        for (let i = 0; i < 46; ++i) {
            const r = (24 + next() * 92) * u, x = next() * w, y = h * (0.1 + next() * 0.56), colour = [a, b, c][i % 3];
            back.circle(x, y, r, colour, `opacity="${0.1 + next() * 0.34}"`);
            back.circle(x, y, r, 'none', `stroke="${colour}" stroke-width="${3 * u}" opacity=".35"`);
        }
        const place = s.layer(0.5), base = h * (s.tall ? 0.78 : 0.82);
        place.rect(0, base, w, h, deep, 'opacity=".85"');
        place.path(`M${fx - 900 * u} ${base}L${fx - 120 * u} ${h * 0.52}H${fx + 120 * u}L${fx + 900 * u} ${base}Z`, mid, `opacity=".5" ${place.blur(14 * u)}`);
        place.path(`M-40 -40H${w + 40}V${120 * u}L${fx + 130 * u} ${h * 0.46}H${fx - 130 * u}L-40 ${120 * u}Z`, deep, `opacity=".9" ${place.blur(9 * u)}`);
        for (const side of [-1, 1]) for (let i = 0; i < 4; ++i) place.rect(fx + side * (180 + i * i * 70) * u, h * 0.42 - i * 60 * u, (10 + i * 8) * u, base - h * 0.42 + i * 70 * u, deep, place.blur((4 + i) * u));
        const person = s.layer(1);
        person.glow(fx, base - 190 * u, 420 * u, a, 0.5);
        person.path(figure(fx, base + 16 * u, 390 * u, 1.15), '#050b0d', person.blur(2.6 * u));
        person.rect(fx + 66 * u, base - 84 * u, 84 * u, 94 * u, b, `rx="${10 * u}" ${person.blur(3 * u)}`);
        person.path(figure(fx, base + 16 * u, 390 * u, 1.15), '#050b0d', `transform="translate(0 ${2 * base + 32 * u}) scale(1 -1)" opacity=".3" ${person.blur(8 * u)}`);
        const glass = s.layer(2);
        for (let i = 0; i < 250; ++i) {
            const r = (3 + next() ** 3 * 27) * u, x = next() * w, y = next() * h;
            glass.ellipse(x, y, r * 0.88, r, glass.linear([['#000', 0, 0.42], [[a, b, c][i % 3], 1, 0.55]], [0, y - r, 0, y + r]));
            glass.ellipse(x - r * 0.28, y - r * 0.36, r * 0.2, r * 0.16, '#fff', 'opacity=".85"');
        }
        for (let i = 0; i < 15; ++i) {
            const x = next() * w, y = next() * h * 0.7, length = (120 + next() * 460) * u, r = (10 + next() * 10) * u;
            glass.path(`M${x - r * 0.4} ${y}Q${x + r * 0.5} ${y + length * 0.5} ${x - r} ${y + length}A${r} ${r * 1.1} 0 0 0 ${x + r} ${y + length}Q${x + r * 1.3} ${y + length * 0.5} ${x + r * 0.4} ${y}Z`, glass.linear([['#fff', 0, 0], ['#fff', 0.85, 0.2], [a, 1, 0.6]], [0, y, 0, y + length + r]));
        }
    },
    letters: {
        box: [0.74, 0.07, 0.17, 0.52], align: 'rt', ink: '#fff4d8', small: '#fff4d8',
        'zh-Hant': { lines: ['第九月台', '的雨'], font: 'Noto Serif CJK TC', weight: 700, vertical: true, logo: ['第九月台的雨'] },
        ko: { lines: ['구번 승강장의', '비'], font: 'NanumMyeongjo', weight: 400, vertical: true, logo: ['구번 승강장의 비'] },
        en: { lines: ['Rain on', 'Platform Nine'], font: 'EB Garamond', weight: 400, style: 'italic', leading: 0.95, box: [0.1, 0.07, 0.8, 0.16], align: 'ct' },
    },
};
