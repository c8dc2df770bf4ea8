// Art direction of the titles from the Americas, Africa and Oceania.
import { bird, figure, fir, halftone, points, random, ridge, strokes, swell } from './press.mjs';

/** A wall of tiles: four shapes in four colours that make waves, stations, a face, once one stands back. */
export const estacaoSaudade = {
    seed: 301,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [cream, orange, blue, green, ink] = s.pick(['#f6ecd8', '#f0732e', '#1c5d99', '#2a9d6f', '#1b1f3b'], ['#1b1f3b', '#ffb627', '#e0457b', '#2ec4b6', '#f6ecd8'], ['#dff3ea', '#e4572e', '#2e5266', '#f2c14e', '#17202a'], ['#ffd9c2', '#a4243b', '#273e47', '#d8973c', '#2a1a1f']);
        const back = s.layer(0), cell = w / (s.tall ? 6 : 12), rows = Math.ceil(h / cell), cx = fx, cy = h * (s.tall ? 0.46 : 0.48);
        back.fill(cream);
        for (let r = 0; r < rows; ++r) for (let c = 0; c * cell < w; ++c) {
            const x = c * cell, y = r * cell, mx = x + cell / 2, my = y + cell / 2, far = Math.hypot(mx - cx, my - cy) / (1000 * u), kind = Math.floor(next() * 5);
            const [a, b] = far < 0.3 ? [orange, cream] : [[blue, cream], [green, cream], [cream, blue], [ink, orange], [blue, green]][Math.floor(next() * 5)];
            back.rect(x, y, cell + 0.5, cell + 0.5, b);
            const turn = `transform="rotate(${90 * Math.floor(next() * 4)} ${mx} ${my})"`;
            if (kind === 0) back.path(`M${x} ${y}A${cell} ${cell} 0 0 1 ${x + cell} ${y + cell}H${x}Z`, a, turn);
            else if (kind === 1) { back.path(`M${x} ${y}H${x + cell}A${cell} ${cell} 0 0 1 ${x} ${y + cell}Z`, a, turn); back.path(`M${x} ${y}H${x + cell * 0.5}A${cell * 0.5} ${cell * 0.5} 0 0 1 ${x} ${y + cell * 0.5}Z`, b, turn); }
            else if (kind === 2) back.path(`M${x} ${y}L${x + cell} ${y + cell}H${x}Z`, a, turn);
            else if (kind === 3) back.path(`M${x} ${my}Q${x + cell * 0.25} ${y} ${mx} ${my}T${x + cell} ${my}V${y + cell}H${x}Z`, a, turn);
            else { back.path(`M${x} ${y + cell / 2}A${cell / 2} ${cell / 2} 0 0 1 ${x + cell} ${y + cell / 2}Z`, a, turn); back.path(`M${x} ${y + cell}A${cell / 2} ${cell / 2} 0 0 1 ${x + cell} ${y + cell}Z`, a, turn); }
        }
        back.fill(back.linear([[ink, 0, 0.18], [ink, 0.5, 0], [ink, 1, 0.35]]));
        const sun = s.layer(0.5);
        sun.circle(cx, cy, 318 * u, cream); sun.circle(cx, cy, 286 * u, orange);
        sun.circle(cx, cy, 286 * u, sun.linear([['#ffd166', 0, 0.9], [orange, 0.7, 0]], [0, cy - 280 * u, 0, cy + 280 * u]));
        const woman = s.layer(1), k = 4.6 * u;
        woman.group(`translate(${cx - 20 * u} ${cy + 40 * u}) scale(${k})`, () => {
            woman.path('M-72 120C-66 34 -26 24 -14 18C-10 12 -10 8 -12 2C-26 0 -26 -6 -24 -12L-31 -17C-33 -19 -31 -22 -29 -25C-26 -30 -27 -36 -24 -44C-18 -60 4 -66 20 -56C34 -48 34 -30 26 -18C20 -8 20 2 24 14C44 22 66 40 72 120Z', ink);
            woman.path('M-25 -42C-30 -70 28 -82 36 -48C48 -40 46 -18 30 -12C32 -26 26 -40 10 -44C-4 -47 -16 -48 -25 -42Z', blue);
            for (const [x, y, r, paint] of [[20, -62, 8, cream], [31, -54, 6.5, orange], [11, -67, 6, green], [26, -66, 4, '#ffd166']]) { woman.circle(x, y, r, paint); woman.circle(x, y, r * 0.4, ink); }
            woman.circle(11, -20, 3.4, cream); woman.line('M11 -17V-6', cream, 1.4); woman.circle(11, -4, 2.6, '#ffd166');
        });
        const front = s.layer(2), base = h * (s.tall ? 0.78 : 0.84);
        for (let i = 0; i < 7; ++i) { let d = `M-40 ${base + i * 46 * u}`; for (let x = 0; x < w + 200 * u; x += 160 * u) d += `q${40 * u} ${-50 * u} ${80 * u} 0t${80 * u} 0`; front.path(`${d}V${h + 20}H-40Z`, i % 2 ? cream : ink, `transform="translate(${-(i % 2) * 40 * u} 0)"`); }
    },
    letters: {
        box: [0.1, 0.055, 0.8, 0.13], align: 'ct', ink: '#f6ecd8', small: '#f6ecd8',
        decorate: (box, w) => `<rect x="0" y="0" width="${w}" height="${290}" fill="#1b1f3b"/>`,
        foot: 0.235,
        pt: { lines: ['Estação', 'Saudade'], font: 'Lobster Two', weight: 700, leading: 0.92 },
        ko: { lines: ['사우다지 역'], font: 'BM JUA_TTF' },
        en: { lines: ['Saudade', 'Station'], font: 'Lobster Two', weight: 700, leading: 0.92 },
    },
};

/** A paperback of 1971: one red desert, two suns, a door without a wall. */
export const redDust = {
    seed: 307,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [sky0, sky1, sun, sand, dark, cold] = s.pick(['#f3d9a4', '#e98a4c', '#fff4d6', '#b8391f', '#3a0d14', '#2a8f9c'], ['#16243f', '#7a3f6a', '#ffd9a0', '#9c2f4a', '#150a1f', '#6ff0e0'], ['#cfe6d8', '#f2b263', '#ffffff', '#d9542b', '#4a1620', '#1f5f8a'], ['#2a0f14', '#c2402a', '#ffe08a', '#6b1420', '#0f0508', '#8affd0']);
        const back = s.layer(0), horizon = h * (s.tall ? 0.62 : 0.62);
        back.fill(back.linear([sky0, sky1], [0, 0, 0, horizon]));
        for (let i = 0; i < 9; ++i) back.rect(0, horizon - (40 + i * i * 9) * u, w, (3 + i * 0.9) * u, sun, `opacity="${0.42 - i * 0.035}"`);
        back.circle(fx - 150 * u, horizon - 330 * u, 250 * u, sun); back.circle(fx + 240 * u, horizon - 470 * u, 96 * u, cold);
        halftone(back, fx - 400 * u, horizon - 580 * u, 500 * u, 500 * u, 12 * u, sky1, (x, y) => (Math.hypot(x - fx + 150 * u, y - horizon + 330 * u) < 248 * u ? Math.max(0, (y - horizon + 430 * u) / (420 * u)) * 0.75 : 0));
        const mesa = s.layer(0.5);
        for (const [x, width, tall] of [[-760, 330, 150], [-340, 150, 210], [420, 280, 120], [800, 200, 190]]) mesa.path(`M${fx + x * u - width * u * 0.62} ${horizon + 6}L${fx + x * u - width * u * 0.5} ${horizon - tall * u}q${width * 0.2 * u} ${-16 * u} ${width * 0.45 * u} 0t${width * 0.55 * u} ${4 * u}L${fx + x * u + width * u * 0.64} ${horizon + 6}Z`, mesa.linear([sand, sky1], [0, horizon - 220 * u, 0, horizon + 30 * u]), 'opacity=".9"');
        const land = s.layer(1);
        land.rect(0, horizon, w, h, land.linear([sand, dark], [0, horizon, 0, h]));
        for (let i = 0; i < 15; ++i) land.path(swell(s, horizon + (16 + i * i * 2.6) * u, (8 + i * 2.4) * u, { waves: 2.6 - i * 0.1, seed: i }), i % 2 ? dark : sand, `opacity="${0.12 + i * 0.018}"`);
        halftone(land, 0, horizon, w, h - horizon, 14 * u, dark, (x, y) => Math.max(0, Math.min(0.8, (y - horizon) / (h - horizon) * 0.9 - 0.16 + Math.sin(x / (170 * u)) * 0.1)));
        const door = s.layer(1.5), dx = fx + 20 * u, base = horizon + 170 * u;
        door.path(`M${dx - 92 * u} ${base}L${dx - 650 * u} ${h + 20}H${dx - 250 * u}L${dx + 92 * u} ${base}Z`, cold, 'opacity=".55"');
        door.rect(dx - 104 * u, base - 420 * u, 208 * u, 424 * u, dark);
        door.rect(dx - 82 * u, base - 398 * u, 164 * u, 400 * u, door.linear([[cold, 0], ['#eafff8', 0.62], [cold, 1]], [0, base - 400 * u, 0, base]));
        for (let i = 0; i < 26; ++i) door.circle(dx + (next() - 0.5) * 150 * u, base - (40 + next() * 350) * u, (1 + next() * 2.4) * u, dark, 'opacity=".7"');
        const px = dx - 230 * u, py = h * 0.86;
        door.path(`M${px - 6 * u} ${py}L${px - 130 * u} ${h + 10}h${70 * u}L${px + 22 * u} ${py}Z`, dark, 'opacity=".55"');
        door.path(figure(px, py, 200 * u, 1.35), '#fff4e0'); door.path(figure(px, py, 200 * u, 1.35), dark, 'opacity=".28" transform="translate(4 0)"');
        door.circle(px, py - 184 * u, 28 * u, '#fff4e0'); door.path(`M${px} ${py - 200 * u}q${26 * u} ${2 * u} ${22 * u} ${26 * u}q${-16 * u} ${8 * u} ${-22 * u} 0z`, cold);
        const front = s.layer(2);
        front.path(ridge(s, h + 20 * u, 130 * u, { seed: 7, roughness: 0.6 }), dark);
    },
    letters: {
        box: [0.08, 0.05, 0.84, 0.145], align: 'ct', ink: '#3a0d14', small: '#fff4d6', logoInk: '#f3d9a4',
        ko: { lines: ['붉은 먼지', '평행선'], font: 'BM DoHyeon', leading: 1.1 },
        en: { lines: ['RED DUST', 'PARALLEL'], font: 'Bebas Neue', weight: 700, leading: 0.88, spacing: 0.03 },
    },
};

/** A picture that is not received: lines of snow, one mast, one lamp. */
export const staticPampas = {
    seed: 311,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [black, grey, pale, red] = s.pick(['#070807', '#2c302d', '#c8cfc6', '#ff2a1f'], ['#0a0805', '#3a3026', '#d9c6a5', '#ff6a00'], ['#05070c', '#232d3d', '#b6c8dd', '#ff2a1f'], ['#0b0507', '#3d1f26', '#d8b4bb', '#fff27a']);
        const back = s.layer(0), horizon = h * 0.74;
        back.fill(back.linear([[black, 0], [grey, 0.72], [pale, 0.745], [grey, 0.76], [black, 1]]));
        back.cloud(pale, { fx: 0.0016, fy: 0.008, seed: 12 + s.take, cut: 0.44, gain: 2.6, opacity: 0.5, y: 0, height: horizon });
        const mast = s.layer(1), x = fx + (s.tall ? 70 : 0) * u, top = h * 0.2, base = horizon + 30 * u;
        let d = '';
        for (let i = 0; i < 19; ++i) { const t = i / 19, t2 = (i + 1) / 19, y = top + (base - top) * t, y2 = top + (base - top) * t2, a = (7 + 74 * t * t) * u, b = (7 + 74 * t2 * t2) * u; d += `M${x - a} ${y}H${x + a}M${x - a} ${y}L${x + b} ${y2}M${x + a} ${y}L${x - b} ${y2}M${x - a} ${y}L${x - b} ${y2}M${x + a} ${y}L${x + b} ${y2}`; }
        mast.line(d, black, 4.5 * u); mast.line(`M${x} ${top}V${top - 120 * u}`, black, 6 * u);
        for (const side of [-1, 1]) mast.line(`M${x} ${top + 60 * u}L${x + side * 560 * u} ${base}M${x} ${top + 260 * u}L${x + side * 420 * u} ${base}`, black, 1.8 * u);
        mast.glow(x, top - 120 * u, 460 * u, red, 0.85); mast.circle(x, top - 120 * u, 11 * u, '#fff');
        for (let i = 1; i < 6; ++i) mast.circle(x, top - 120 * u, i * 105 * u, 'none', `stroke="${red}" stroke-width="${(5 - i * 0.7) * u}" stroke-dasharray="${(40 + i * 33) * u} ${(18 + i * 9) * u}" opacity="${0.6 - i * 0.09}"`);
        const field = s.layer(1.5);
        field.path(swell(s, base + 4 * u, 9 * u, { waves: 1 }), black);
        field.line(strokes(next, 900, w, 120 * u, 14 * u, -58 * u, [0.3, 1]).replace(/M(\S+) (\S+)l/g, (_, px, py) => `M${px} ${base + 30 * u + Number(py)}l`), black, 2.2 * u);
        field.path(figure(x - 190 * u, base + 44 * u, 132 * u, 1.1), black);
        const noise = s.layer(2);
        for (let i = 0; i < 46; ++i) { const y = next() * h, tall = (1 + next() * next() * 17) * u; noise.rect((next() - 0.4) * w * 0.5, y, w * (0.3 + next()), tall, next() > 0.35 ? pale : black, `opacity="${0.04 + next() * 0.26}"`); }
        let dust = '';
        for (let i = 0; i < 5200; ++i) dust += `M${Math.round(next() * w)} ${Math.round(next() * h)}h${Math.round((1 + next() * 7) * u * 10) / 10}`;
        noise.line(dust, pale, 1.7 * u, 'opacity=".34"');
    },
    letters: {
        box: [0.08, 0.785, 0.84, 0.11], align: 'cb', ink: '#f2f5ef', small: '#c8cfc6',
        es: { lines: ['ESTÁTICA'], font: 'Bebas Neue', weight: 700, spacing: 0.1 },
        ko: { lines: ['잡음'], font: 'NanumGothicCoding', weight: 700, spacing: 0.3, box: [0.1, 0.79, 0.8, 0.115] },
        en: { lines: ['PAMPAS STATIC'], font: 'Bebas Neue', weight: 700, spacing: 0.08 },
    },
};

/** Wax print: a city's pattern, and two profiles cut out of it. */
export const lagos = {
    seed: 313,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [yellow, green, brick, indigo, cream] = s.pick(['#f9b61a', '#0d7a5f', '#d1452b', '#20164a', '#fff1d6'], ['#0d7a5f', '#f9b61a', '#20164a', '#7d1f3f', '#fff1d6'], ['#2a6fdb', '#ffcc33', '#ff6f3c', '#141033', '#fff6e0'], ['#d1452b', '#ffd23f', '#156064', '#2b0d1c', '#fff1d6']);
        const back = s.layer(0), cell = 150 * u;
        back.fill(yellow);
        for (let r = -1; r * cell < h + cell; ++r) for (let c = -1; c * cell < w + cell; ++c) {
            const x = c * cell + (r % 2 ? cell / 2 : 0), y = r * cell * 0.87, odd = (r + c) % 2;
            back.circle(x, y, cell * 0.48, odd ? green : brick); back.circle(x, y, cell * 0.39, indigo);
            let d = ''; const petals = odd ? 12 : 8;
            for (let i = 0; i < petals; ++i) { const a = (i / petals) * 6.283, b = ((i + 0.5) / petals) * 6.283; d += `M${x} ${y}Q${x + Math.cos(a) * cell * 0.34} ${y + Math.sin(a) * cell * 0.34} ${x + Math.cos(b) * cell * 0.36} ${y + Math.sin(b) * cell * 0.36}Q${x + Math.cos(b + 0.3) * cell * 0.2} ${y + Math.sin(b + 0.3) * cell * 0.2} ${x} ${y}`; }
            back.path(d, odd ? yellow : cream); back.circle(x, y, cell * 0.09, brick);
            for (let i = 0; i < 16; ++i) back.circle(x + Math.cos(i * 0.3927) * cell * 0.435, y + Math.sin(i * 0.3927) * cell * 0.435, cell * 0.022, cream);
        }
        const two = s.layer(1), cy = h * (s.tall ? 0.56 : 0.56);
        const head = (x, y, k, flip, skin, cloth, dots) => two.group(`translate(${x} ${y}) scale(${flip * k} ${k})`, () => {
            two.path('M-78 130C-76 84 -40 70 -22 62C-16 54 -15 46 -17 38C-30 40 -44 38 -46 26C-47 20 -45 16 -46 12C-50 10 -50 6 -47 2C-50 0 -50 -4 -46 -7L-57 -14C-60 -17 -58 -20 -55 -25C-50 -32 -50 -38 -47 -50C-40 -80 0 -92 30 -76C56 -60 58 -20 40 8C34 20 34 36 38 54C70 66 92 92 96 130Z', skin);
            two.path('M-50 -44C-58 -92 -20 -128 22 -122C78 -116 92 -56 64 -14C58 -2 50 2 42 4C50 -20 38 -44 10 -50C-12 -55 -34 -54 -50 -44Z', cloth);
            for (let i = 0; i < 6; ++i) two.line(`M${-44 + i * 6} ${-62 - i * 9}Q${20 + i * 6} ${-92 + i * 4} ${60 - i * 3} ${-20 - i * 4}`, dots, 3.4, 'opacity=".9"');
            two.path('M40 -108C64 -146 104 -132 92 -98C84 -78 62 -76 50 -84Z', cloth); two.line('M54 -100Q74 -124 86 -104', dots, 4);
            two.circle(16, 4, 10, 'none', `stroke="${yellow}" stroke-width="4.4"`); two.path('M-36 62Q6 96 46 66L52 78Q6 112 -42 74Z', dots);
        });
        const dx = s.tall ? 150 : 190;
        head(fx + dx * u, cy + 60 * u, 3 * u, 1, indigo, green, yellow);
        head(fx - dx * u, cy + 96 * u, 3 * u, -1, '#5b2416', brick, cream);
        const front = s.layer(2), base = h * (s.tall ? 0.86 : 0.88);
        front.rect(0, base, w, h, indigo);
        for (let i = 0; i < 5; ++i) front.line(`M-20 ${base + (16 + i * 26) * u}H${w + 20}`, [yellow, cream, brick, yellow, green][i], (7 - i) * u, `stroke-dasharray="${(80 - i * 9) * u} ${(16 + i * 7) * u}"`);
        front.line(strokes(next, 120, w, h, -16 * u, 90 * u, [0.3, 1]), cream, 3 * u, 'opacity=".6" stroke-linecap="round"');
    },
    letters: {
        box: [0.08, 0.045, 0.84, 0.14], align: 'ct', ink: '#fff1d6', small: '#fff1d6',
        decorate: (box, w, h) => `<rect width="${w}" height="${h * 0.215}" fill="#20164a"/><rect y="${h * 0.215}" width="${w}" height="12" fill="#f9b61a"/><rect y="${h * 0.215 + 18}" width="${w}" height="5" fill="#f9b61a"/>`,
        ko: { lines: ['비 갠 라고스'], font: 'BM DoHyeon' },
        en: { lines: ['LAGOS', 'AFTER RAIN'], font: 'League Spartan', weight: 900, leading: 0.84, spacing: -0.01 },
    },
};

/** One house front, every window another story, and the snow up to the sills. */
export const hotelBoreal = {
    seed: 317,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [sky, wall, trim, lit, snow, red] = s.pick(['#b9d3de', '#2d4654', '#e9eff0', '#ffc95c', '#f5fafc', '#c8322b'], ['#101c33', '#1d3050', '#6d86ac', '#ffcf6b', '#aac3e6', '#e0443a'], ['#e8c7b8', '#6b2f34', '#f6e6da', '#ffe08a', '#fff6f0', '#2c6e6a'], ['#0c0f14', '#2a2f38', '#9aa4b2', '#ff8a5c', '#cfd8e4', '#7fd6ff']);
        const back = s.layer(0), floors = s.tall ? 6 : 5, columns = s.tall ? 5 : 7, cell = (s.tall ? 150 : 158) * u, x0 = fx - (columns * cell) / 2, base = h * 0.86, y0 = base - floors * cell;
        back.fill(back.linear([sky, snow], [0, 0, 0, h]));
        back.path(ridge(s, base - 120 * u, 430 * u, { seed: 3, roughness: 0.48 }), trim, 'opacity=".55"');
        for (let i = 0; i < 40; ++i) back.path(fir(next() * w, base - 20 * u, (130 + next() * 230) * u, next), wall, 'opacity=".5"');
        const house = s.layer(1);
        house.rect(x0 - 36 * u, y0 - 20 * u, columns * cell + 72 * u, floors * cell + 60 * u, wall);
        house.path(`M${x0 - 90 * u} ${y0}L${x0 + 40 * u} ${y0 - 170 * u}H${x0 + columns * cell - 40 * u}L${x0 + columns * cell + 90 * u} ${y0}Z`, snow);
        house.path(`M${x0 - 66 * u} ${y0}L${x0 + 50 * u} ${y0 - 140 * u}H${x0 + columns * cell - 50 * u}L${x0 + columns * cell + 66 * u} ${y0}Z`, red);
        house.path(`M${x0 - 90 * u} ${y0}q${50 * u} ${-60 * u} ${130 * u} ${-170 * u}h${columns * cell - 80 * u}q${70 * u} ${90 * u} ${130 * u} ${170 * u}q${-60 * u} ${-40 * u} ${-120 * u} ${-16 * u}t${-150 * u} ${-30 * u}t${-160 * u} ${20 * u}t${-170 * u} ${-24 * u}t${-150 * u} ${22 * u}z`, snow, 'opacity=".95"');
        for (let r = 0; r < floors; ++r) for (let c = 0; c < columns; ++c) {
            const x = x0 + c * cell + cell * 0.2, y = y0 + r * cell + cell * 0.2, ww = cell * 0.6, hh = cell * 0.66, on = next() > 0.34, kind = Math.floor(next() * 7);
            house.rect(x - 9 * u, y - 9 * u, ww + 18 * u, hh + 18 * u, trim);
            house.rect(x, y, ww, hh, on ? house.linear([lit, '#e8863a'], [0, y, 0, y + hh]) : house.linear(['#16242e', '#324a58'], [0, y, 0, y + hh]));
            if (on && kind === 0) house.path(figure(x + ww * 0.5, y + hh, hh * 0.82, 1.3), '#241611');
            if (on && kind === 1) { house.path(figure(x + ww * 0.3, y + hh, hh * 0.8, 1.2), '#241611'); house.path(figure(x + ww * 0.72, y + hh, hh * 0.74, 1.2), red); }
            if (on && kind === 2) { house.rect(x + ww * 0.62, y + hh * 0.3, 6 * u, hh * 0.7, '#241611'); house.path(`M${x + ww * 0.5} ${y + hh * 0.34}h${ww * 0.3}l${-ww * 0.06} ${-hh * 0.2}h${-ww * 0.18}z`, '#fff3d0'); }
            if (on && kind === 3) house.path(`M${x} ${y}h${ww * 0.34}q${-ww * 0.06} ${hh * 0.6} ${-ww * 0.34} ${hh}zM${x + ww} ${y}h${-ww * 0.34}q${ww * 0.06} ${hh * 0.6} ${ww * 0.34} ${hh}z`, red, 'opacity=".85"');
            if (!on && kind === 4) house.circle(x + ww * 0.5, y + hh * 0.5, 7 * u, red);
            house.rect(x + ww / 2 - 3 * u, y, 6 * u, hh, trim); house.rect(x, y + hh * 0.45, ww, 5 * u, trim);
            house.path(`M${x - 16 * u} ${y + hh + 12 * u}q${ww * 0.3} ${-30 * u} ${ww * 0.62} ${-12 * u}t${ww * 0.38 + 32 * u} ${12 * u}z`, snow);
        }
        const dx = fx - cell * 0.5;
        house.rect(dx, base - cell * 0.95, cell, cell, lit); house.rect(dx - 40 * u, base - cell * 1.1, cell + 80 * u, 40 * u, red, `rx="${8 * u}"`);
        house.glow(fx, base - 40 * u, 360 * u, lit, 0.6);
        const front = s.layer(2);
        front.path(swell(s, base + 30 * u, 34 * u, { waves: 1.4 }), snow);
        let steps = ''; for (let i = 0; i < 16; ++i) steps += `M${fx + Math.sin(i * 0.5) * 60 * u + (i % 2 ? 12 : -12) * u} ${base + (26 + i * i * 1.2) * u}v${(6 + i * 0.6) * u}`;
        front.line(steps, sky, 9 * u, 'stroke-linecap="round"');
        for (let i = 0; i < 200; ++i) front.circle(next() * w, next() * h, (1 + next() * 4.5) * u, '#fff', `opacity="${0.4 + next() * 0.6}"`);
    },
    letters: {
        box: [0.1, 0.045, 0.8, 0.09], align: 'ct', ink: '#2d4654', small: '#2d4654', logoInk: '#f5fafc',
        fr: { lines: ['HÔTEL BORÉAL'], font: 'Josefin Sans, League Spartan', weight: 600, spacing: 0.12 },
        ko: { lines: ['호텔 보레알'], font: 'NanumSquare', weight: 700, spacing: 0.1 },
        en: { lines: ['HOTEL BOREAL'], font: 'Josefin Sans, League Spartan', weight: 600, spacing: 0.12 },
    },
};

/** A storm the size of a county, one barn, one kitchen light. Painted in long strokes. */
export const halfLight = {
    seed: 331,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [ink, slate, bruise, gold, wheat, barn] = s.pick(['#14181f', '#3c4a57', '#7d6f86', '#ffdf8e', '#d79b3c', '#7c1f1c'], ['#0d0f1c', '#2b2f55', '#7a4a7c', '#ffb48f', '#6f5a8c', '#3a1830'], ['#1f2a2a', '#54706c', '#9fb09a', '#fff4c4', '#c9b45a', '#8a3a26'], ['#120c0c', '#4a2f2a', '#a85a3c', '#ffd27a', '#8f5a2a', '#2a0f0d']);
        const back = s.layer(0), horizon = h * 0.7;
        back.fill(back.linear([[ink, 0], [slate, 0.45], [bruise, 0.78], [gold, 1]], [0, 0, 0, horizon]));
        back.rect(0, horizon - 120 * u, w, 130 * u, back.linear([[gold, 0, 0], [gold, 0.8, 1]], [0, horizon - 120 * u, 0, horizon]));
        for (let i = 0; i < 9; ++i) {
            const cx = fx - 120 * u, ry = (46 + i * 13) * u, y = h * 0.16 + i * 50 * u * (s.tall ? 1.25 : 0.9), rx = (900 - i * 84) * u;
            back.path(`M${cx - rx} ${y}C${cx - rx * 0.6} ${y - ry * 1.7} ${cx + rx * 0.6} ${y - ry * 1.5} ${cx + rx} ${y}C${cx + rx * 0.6} ${y + ry} ${cx - rx * 0.5} ${y + ry * 1.2} ${cx - rx} ${y}Z`, back.linear([[ink, 0], [slate, 0.62], [bruise, 1]], [0, y - ry * 1.4, 0, y + ry]), `opacity=".9" ${i % 3 ? '' : back.blur(5 * u)}`);
            back.line(`M${cx - rx * 0.92} ${y + ry * 0.2}C${cx - rx * 0.5} ${y + ry * 1.05} ${cx + rx * 0.5} ${y + ry * 0.95} ${cx + rx * 0.94} ${y + ry * 0.1}`, i % 2 ? bruise : gold, (2 + next() * 5) * u, 'opacity=".35" stroke-linecap="round"');
        }
        let bolt = `M${fx - 190 * u} ${h * 0.42}`; for (let i = 0, x = fx - 190 * u, y = h * 0.42; y < horizon - 6 * u; ++i) { x += (next() - 0.45) * 70 * u; y += (24 + next() * 40) * u; bolt += `L${x} ${Math.min(y, horizon)}`; }
        back.line(bolt, gold, 16 * u, `opacity=".5" ${back.blur(12 * u)}`); back.line(bolt, '#fffbe8', 4 * u, 'stroke-linejoin="round"');
        back.line(strokes(next, 90, w * 0.4, 260 * u, -50 * u, 170 * u, [0.4, 1]).replace(/M(\S+) (\S+)l/g, (_, px, py) => `M${Number(px) + fx + 60 * u} ${Number(py) + h * 0.5}l`), ink, 5 * u, 'opacity=".22"');
        const farm = s.layer(1), bx = fx + 90 * u, base = horizon + 26 * u, k = 1.05 * u;
        farm.rect(0, horizon, w, h, farm.linear([[wheat, 0], [ink, 1]], [0, horizon, 0, h * 1.04]));
        farm.path(`M${bx - 170 * k} ${base}V${base - 150 * k}L${bx - 120 * k} ${base - 230 * k}L${bx - 20 * k} ${base - 280 * k}L${bx + 80 * k} ${base - 230 * k}L${bx + 130 * k} ${base - 150 * k}V${base}Z`, barn);
        farm.path(`M${bx - 184 * k} ${base - 142 * k}L${bx - 128 * k} ${base - 238 * k}L${bx - 20 * k} ${base - 294 * k}L${bx + 88 * k} ${base - 238 * k}L${bx + 144 * k} ${base - 142 * k}L${bx + 132 * k} ${base - 140 * k}L${bx + 76 * k} ${base - 226 * k}L${bx - 20 * k} ${base - 274 * k}L${bx - 116 * k} ${base - 226 * k}L${bx - 172 * k} ${base - 140 * k}Z`, ink);
        farm.path(`M${bx - 80 * k} ${base}V${base - 120 * k}H${bx + 40 * k}V${base}Z`, ink); farm.line(`M${bx - 80 * k} ${base}L${bx + 40 * k} ${base - 120 * k}M${bx + 40 * k} ${base}L${bx - 80 * k} ${base - 120 * k}`, barn, 6 * k);
        farm.rect(bx - 46 * k, base - 214 * k, 52 * k, 44 * k, gold); farm.glow(bx - 20 * k, base - 192 * k, 240 * k, gold, 0.55);
        farm.path(`M${bx + 150 * k} ${base}V${base - 270 * k}q${38 * k} ${-60 * k} ${76 * k} 0V${base}Z`, ink); farm.path(`M${bx + 170 * k} ${base - 285 * k}q${18 * k} ${-24 * k} ${34 * k} 0v${285 * k}h${-34 * k}z`, slate, 'opacity=".5"');
        for (let i = 0; i < 6; ++i) farm.line(`M${fx - (1200 - i * 170) * u} ${horizon - (60 - i * 2) * u}v${90 * u}m${-30 * u} ${-72 * u}h${60 * u}`, ink, (6 - i * 0.6) * u);
        const front = s.layer(2);
        for (let row = 0; row < 5; ++row) front.line(strokes(next, Math.round(w / (9 * u)), w, 10, (10 + row * 3) * u, -(60 + row * 26) * u, [0.5, 1]).replace(/M(\S+) (\S+)l/g, (_, px) => `M${px} ${horizon + (80 + row * 74) * u + next() * 40 * u}l`), [gold, wheat, wheat, ink, ink][row], (2 + row) * u, 'stroke-linecap="round" opacity=".75"');
        for (let i = 0; i < 12; ++i) front.path(bird(fx - (520 - i * 46) * u, h * (0.5 + Math.sin(i * 2.2) * 0.035), (22 - i * 0.9) * u), ink);
    },
    letters: {
        box: [0.1, 0.055, 0.8, 0.13], align: 'ct', ink: '#ffeec2', small: '#ffdf8e',
        ko: { lines: ['하프라이트', '카운티'], font: 'NanumMyeongjo', weight: 800, leading: 1.05 },
        en: { lines: ['Half-Light', 'County'], font: 'Old Standard TT', weight: 700, leading: 0.9 },
    },
};

/** Sand, salt and a word as large as both: the script itself is the landscape. */
export const saltClock = {
    seed: 337,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [sky0, sky1, sun, dune, shade, salt] = s.pick(['#0f3d57', '#e8b98a', '#fff2d4', '#d98f4e', '#6b2f26', '#fdf4e6'], ['#1a1033', '#b3487a', '#ffd9b8', '#7d3560', '#23102f', '#ffeef6'], ['#8fb9c4', '#f6ead2', '#ffffff', '#e6c08a', '#8f5f3e', '#ffffff'], ['#0a0f1f', '#28406b', '#e8f0ff', '#4a5f8f', '#0d1530', '#dbe6ff']);
        const back = s.layer(0), horizon = h * (s.tall ? 0.56 : 0.54);
        back.fill(back.linear([[sky0, 0], [sky1, 1]], [0, 0, 0, horizon + 60 * u]));
        const cy = horizon - 190 * u;
        back.glow(fx, cy, 620 * u, sun, 0.7); back.circle(fx, cy, 190 * u, sun);
        for (let i = 0; i < 60; ++i) { const a = (i / 60) * 6.283; back.line(`M${fx + Math.cos(a) * 232 * u} ${cy + Math.sin(a) * 232 * u}L${fx + Math.cos(a) * (i % 5 ? 250 : 282) * u} ${cy + Math.sin(a) * (i % 5 ? 250 : 282) * u}`, sun, (i % 5 ? 2.4 : 6) * u); }
        const dunes = [s.layer(0.5), s.layer(0.5), s.layer(1), s.layer(1.5), s.layer(2)];
        dunes.forEach((plate, i) => {
            const y = horizon + (10 + i * 105) * u, peak = fx + (-420 + i * 240 * (i % 2 ? 1 : -0.6)) * u, top = y - (120 - i * 6) * u;
            plate.path(`M-20 ${y + 60 * u}C${peak - 500 * u} ${y + 20 * u} ${peak - 220 * u} ${top + 10 * u} ${peak} ${top}C${peak + 120 * u} ${top + 40 * u} ${peak + 420 * u} ${y + 70 * u} ${w + 20} ${y + 20 * u}V${h + 20}H-20Z`, plate.linear([[dune, 0], [shade, 1]], [0, top, 0, h * 1.05]));
            plate.path(`M${peak} ${top}C${peak + 60 * u} ${top + 120 * u} ${peak - 190 * u} ${y + 150 * u} ${peak - 90 * u} ${h + 20}H${w + 20}V${y + 20 * u}C${peak + 420 * u} ${y + 70 * u} ${peak + 120 * u} ${top + 40 * u} ${peak} ${top}Z`, shade, `opacity="${0.4 + i * 0.08}"`);
            for (let k = 0; k < 8; ++k) plate.line(`M-20 ${y + (96 + k * 17) * u}C${peak - 480 * u} ${y + (46 + k * 19) * u} ${peak - 240 * u} ${top + (50 + k * 26) * u} ${peak - (16 + k * 6) * u} ${top + (30 + k * 22) * u}`, sun, 1.4 * u, 'opacity=".22"');
        });
        const walk = s.layer(1.5);
        for (let i = 0; i < 7; ++i) {
            const x = fx + (-300 + i * 92) * u, y = horizon + (196 + Math.sin(i) * 8) * u, k = 0.86 * u;
            if (i % 3 === 0) walk.path(figure(x, y, 108 * u, 1.5), shade);
            else walk.group(`translate(${x} ${y}) scale(${k})`, () => walk.path('M-46 0L-40 -52C-52 -70 -44 -86 -30 -84C-20 -112 -4 -112 4 -86C22 -88 34 -80 42 -70C52 -74 56 -92 58 -104C60 -116 76 -116 84 -106L82 -98L66 -98C66 -80 60 -58 46 -50L42 0H36L32 -46L-28 -46L-38 0Z', shade));
        }
        for (let i = 0; i < 120; ++i) walk.rect(next() * w, horizon + (60 + next() * 500) * u, 3 * u, 3 * u, salt, `opacity="${next() * 0.8}" transform="rotate(45)"`);
    },
    letters: {
        box: [0.1, 0.735, 0.8, 0.19], align: 'cm', ink: '#fdf4e6', small: '#fdf4e6',
        ar: { lines: ['ساعة الملح'], font: 'Amiri', weight: 700 },
        ko: { lines: ['소금 시계'], font: 'NanumMyeongjo', weight: 800, box: [0.1, 0.75, 0.8, 0.12] },
        en: { lines: ['The Salt', 'Clock'], font: 'GFS Didot', leading: 0.95, box: [0.1, 0.71, 0.8, 0.19] },
    },
};
