// Art direction of the European titles.
import { bands, bird, figure, fir, halftone, points, random, ridge, strokes, swell } from './press.mjs';

/** Cold and exact: aurora over a road through snow, one pair of headlights. */
export const nattlinja = {
    seed: 201,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [night, blue, a, b, snow] = s.pick(['#030914', '#0c2a45', '#46f3a6', '#7b5cff', '#b9d6ea'], ['#0a0614', '#2b1d4a', '#ff5fa2', '#58d6ff', '#c9c4e6'], ['#0a1016', '#2c3a48', '#9fb7c9', '#e8eef2', '#dfe8ef'], ['#0d0508', '#3a1220', '#ff5a4a', '#ffb86b', '#d6c6cc']);
        const back = s.layer(0), horizon = h * 0.6;
        back.fill(back.linear([[night, 0], [blue, 0.62], [snow, 1]], [0, 0, 0, horizon + 90 * u]));
        for (let i = 0; i < 160; ++i) back.circle(next() * w, next() * horizon, (0.6 + next() * 1.7) * u, '#fff', `opacity="${0.25 + next() * 0.7}"`);
        for (let i = 0; i < 4; ++i) {
            const phase = next() * 6, y0 = horizon * (0.36 + i * 0.09);
            const at = (x) => y0 + Math.sin(x / (300 * u) + phase) * 74 * u + Math.sin(x / (110 * u) + phase * 2) * 24 * u;
            for (let x = -20; x < w + 20; x += 9 * u) {
                const y = at(x), tall = (120 + 190 * Math.abs(Math.sin(x / (71 * u) + phase * 3)) * (0.5 + next() * 0.5)) * u;
                back.rect(x, y - tall, 10 * u, tall + 30 * u, back.linear([[b, 0, 0], [i % 2 ? b : a, 0.6, 0.2], [a, 0.93, 0.5], [a, 1, 0]], [0, y - tall, 0, y + 30 * u]));
            }
        }
        const hills = s.layer(0.5);
        hills.path(ridge(s, horizon + 40 * u, 260 * u, { seed: 2, roughness: 0.52 }), hills.linear([[blue, 0], [snow, 1]], [0, horizon - 200 * u, 0, horizon + 120 * u]));
        hills.path(ridge(s, horizon + 60 * u, 130 * u, { seed: 5, roughness: 0.5 }), night, 'opacity=".85"');
        const land = s.layer(1);
        land.path(swell(s, horizon + 70 * u, 22 * u, { waves: 1 }), land.linear([[snow, 0], [blue, 0.5], [night, 1]], [0, horizon, 0, h]));
        land.path(`M${fx - 5 * u} ${horizon + 66 * u}C${fx + 120 * u} ${horizon + 130 * u} ${fx - 190 * u} ${h * 0.76} ${fx - 330 * u} ${h + 20}H${fx + 400 * u}C${fx + 110 * u} ${h * 0.8} ${fx + 190 * u} ${horizon + 130 * u} ${fx + 8 * u} ${horizon + 66 * u}Z`, night, 'opacity=".82"');
        const cx = fx - 6 * u, cy = h * 0.775;
        land.path(`M${cx - 20 * u} ${cy}L${cx - 330 * u} ${h + 30}H${cx + 320 * u}L${cx + 60 * u} ${cy}Z`, land.linear([['#fff4cf', 0, 0.85], ['#fff4cf', 1, 0]], [0, cy, 0, h]));
        land.path(`M${cx - 48 * u} ${cy + 16 * u}v${-38 * u}l${20 * u} ${-34 * u}h${92 * u}l${22 * u} ${34 * u}v${38 * u}z`, '#05080d');
        for (const x of [-34, 72]) { land.glow(cx + x * u, cy - 4 * u, 150 * u, '#fff2c4', 0.95); land.circle(cx + x * u, cy - 4 * u, 9 * u, '#fff'); }
        const front = s.layer(2);
        for (let i = 0; i < 18; ++i) { const side = i % 2 ? 0.02 + next() * 0.2 : 0.8 + next() * 0.2; front.path(fir(w * side, h + 20 * u, (320 + next() * 430) * u, next), night); }
        for (let i = 0; i < 130; ++i) front.circle(next() * w, next() * h, (0.8 + next() * 3.4) * u, '#fff', `opacity="${0.2 + next() * 0.6}"`);
    },
    letters: {
        box: [0.09, 0.06, 0.82, 0.085], align: 'ct', ink: '#eafff6', small: '#eafff6',
        nb: { lines: ['NATTLINJA'], font: 'League Spartan', weight: 300, spacing: 0.22 },
        ko: { lines: ['밤의 노선'], font: 'NanumSquare', weight: 300, spacing: 0.2 },
        en: { lines: ['NIGHT LINE'], font: 'League Spartan', weight: 300, spacing: 0.22 },
    },
};

/** A map that turns out to be a face: contour lines on laid paper, one route in red. */
export const cartographer = {
    seed: 211,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [paper, line, sea, red, ink] = s.pick(['#efe0c2', '#8a5a33', '#6fa3a0', '#c3342b', '#2b1d14'], ['#24384a', '#d9c089', '#3f6d84', '#ff7a4d', '#f2e6c9'], ['#e7d3d3', '#7a3d4f', '#c98b7a', '#23527c', '#2f1622'], ['#d7e0c8', '#4d6b45', '#8fb7b0', '#b3402a', '#1f2a1c']);
        const back = s.layer(0), cy = h * (s.tall ? 0.55 : 0.5);
        back.fill(paper);
        back.cloud(line, { fx: 0.02, fy: 0.3, seed: 5, cut: 0.5, gain: 2, opacity: 0.16 });
        const sheet = s.layer(0.5);
        sheet.path(`M-20 -20H${w * 0.3}${Array.from({ length: 24 }, (_, i) => `L${w * 0.3 + Math.sin(i * 0.9) * 70 * u + next() * 46 * u - i * 6 * u} ${(i / 23) * h}`).join('')}H-20Z`, sea, 'opacity=".5"');
        // A profile that looks to the left, r(a) around a centre; the contours are the same line, smaller and smaller.
        const face = [[0.02, -1], [-0.34, -0.9], [-0.56, -0.62], [-0.6, -0.36], [-0.66, -0.22], [-0.62, -0.14], [-0.86, 0.14], [-0.88, 0.22], [-0.72, 0.27], [-0.78, 0.38], [-0.71, 0.43], [-0.76, 0.52], [-0.66, 0.6], [-0.68, 0.76], [-0.5, 0.86], [-0.2, 0.78], [-0.06, 1.04], [0.1, 1.5], [0.72, 1.5], [0.56, 1.0], [0.66, 0.5], [0.84, 0.1], [0.86, -0.36], [0.62, -0.8], [0.34, -0.98]];
        const closed = (list) => `${list.map(([x, y], i) => { const [ax, ay] = list[(i + 1) % list.length]; return `${i ? 'Q' : `M${(x + list.at(-1)[0]) / 2} ${(y + list.at(-1)[1]) / 2}Q`}${x} ${y} ${(x + ax) / 2} ${(y + ay) / 2}`; }).join('')}Z`;
        const k = 370 * u;
        for (let i = 22; i >= -7; --i) {
            const t = i >= 0 ? 1 - i / 24 : 1 - i * 0.075, ripple = i < 0 ? 0.05 : 0.012 * i;
            const list = face.map(([x, y], j) => [fx + (x * t + 0.04 * (1 - t) + Math.sin(j * 2.1 + i * 0.5) * ripple) * k, cy + (y * t + Math.cos(j * 1.7 + i * 0.6) * ripple) * k]);
            if (i === 0) sheet.path(closed(list), paper, 'opacity=".7"');
            sheet.line(closed(list), i === 0 ? ink : line, (i === 0 ? 4.5 : i % 5 ? 1.5 : 3) * u, `opacity="${i < 0 ? 0.42 + i * 0.03 : 0.9}" stroke-linejoin="round"`);
        }
        const marks = s.layer(1);
        let d = '';
        for (let i = 0; i <= 10; ++i) d += `M-20 ${(i / 10) * h}H${w + 20}M${(i / 10) * w} -20V${h + 20}`;
        marks.line(d, ink, u, 'opacity=".13"');
        const ex = fx - 0.38 * k, ey = cy - 0.13 * k;
        marks.line(`M${fx + 0.5 * k} ${cy + 1.46 * k}C${fx + 0.2 * k} ${cy + 0.9 * k} ${fx + 0.6 * k} ${cy + 0.5 * k} ${fx + 0.12 * k} ${cy + 0.2 * k}S${fx - 0.1 * k} ${cy - 0.3 * k} ${ex} ${ey}`, red, 7 * u, `stroke-dasharray="${26 * u} ${17 * u}" stroke-linecap="round"`);
        marks.line(`M${ex - 26 * u} ${ey - 26 * u}l${52 * u} ${52 * u}m0 ${-52 * u}l${-52 * u} ${52 * u}`, red, 10 * u, 'stroke-linecap="round"');
        for (const [x, y, r] of [[s.tall ? w * 0.82 : fx + 560 * u, h * 0.87, 92 * u]]) {
            for (let i = 0; i < 16; ++i) marks.path(`M${x} ${y}L${x + Math.cos(i * 0.3927 - 0.09) * r * 0.3} ${y + Math.sin(i * 0.3927 - 0.09) * r * 0.3}L${x + Math.cos(i * 0.3927) * r * (i % 4 ? i % 2 ? 0.55 : 0.8 : 1.2)} ${y + Math.sin(i * 0.3927) * r * (i % 4 ? i % 2 ? 0.55 : 0.8 : 1.2)}Z`, i % 4 ? ink : red);
            marks.circle(x, y, r * 0.92, 'none', `stroke="${ink}" stroke-width="${2 * u}"`); marks.circle(x, y, r * 0.98, 'none', `stroke="${ink}" stroke-width="${5 * u}" stroke-dasharray="${6 * u} ${6 * u}"`);
        }
        for (let i = 0; i < 26; ++i) { const x = next() * w, y = h * (0.68 + next() * 0.3); marks.path(`M${x} ${y}l${15 * u} ${-32 * u}l${15 * u} ${32 * u}`, 'none', `stroke="${line}" stroke-width="${2.4 * u}" opacity=".8"`); }
    },
    letters: {
        box: [0.09, 0.05, 0.82, 0.14], align: 'ct', ink: '#2b1d14', small: '#2b1d14', logoInk: '#f2e6c9',
        es: { lines: ['La hija', 'del cartógrafo'], font: 'Old Standard TT', weight: 400, style: 'italic', leading: 0.95 },
        ko: { lines: ['지도 제작자의 딸'], font: 'NanumMyeongjo', weight: 800 },
        en: { lines: ['The Cartographer’s', 'Daughter'], font: 'Old Standard TT', weight: 400, style: 'italic', leading: 0.95 },
    },
};

/** Scissors and painted paper: a clock that is a face that is a moon, seven minutes short of twelve. */
export const minuit = {
    seed: 223,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [blue, night, yellow, pink, white, green] = s.pick(['#1f4bd8', '#0d1440', '#ffd02b', '#ff7d9c', '#fff8ea', '#0fa37f'], ['#ff6b3d', '#3a0d2e', '#ffe8a3', '#2f6df6', '#fff8ea', '#8a1c4a'], ['#0fa37f', '#053329', '#ffd02b', '#ff6f61', '#fffdf0', '#143d8d'], ['#7a3ff2', '#1d0a45', '#ff9ecb', '#ffd02b', '#fff5fb', '#2b8aff']);
        const back = s.layer(0);
        back.fill(night);
        const blob = (x, y, r, seed, points_ = 9, depth = 0.4) => { const rnd = random(seed); const list = Array.from({ length: points_ * 2 }, (_, i) => { const a = (i / (points_ * 2)) * 6.283, k = r * (i % 2 ? 1 - depth * (0.6 + rnd() * 0.5) : 0.9 + rnd() * 0.2); return [x + Math.cos(a) * k, y + Math.sin(a) * k]; }); return `${list.map(([px, py], i) => { const [qx, qy] = list[(i + 1) % list.length]; return `${i ? 'Q' : `M${(px + list.at(-1)[0]) / 2} ${(py + list.at(-1)[1]) / 2}Q`}${px} ${py} ${(px + qx) / 2} ${(py + qy) / 2}`; }).join('')}Z`; };
        const tiles = [blue, pink, green, blue, night, blue];
        for (let r = 0; r < 5; ++r) for (let c = 0; c < (s.tall ? 3 : 7); ++c) { const tw = w / (s.tall ? 3 : 7), th = h / 5; back.path(`M${c * tw + (next() - 0.5) * 26 * u} ${r * th + (next() - 0.5) * 26 * u}L${(c + 1) * tw + (next() - 0.5) * 26 * u} ${r * th + (next() - 0.5) * 20 * u}L${(c + 1) * tw + (next() - 0.5) * 26 * u} ${(r + 1) * th + 12 * u}L${c * tw} ${(r + 1) * th + (next() - 0.5) * 26 * u}Z`, tiles[(r * 5 + c * 2 + s.take) % 6]); }
        const leaf = (plate, x, y, k, a, colour) => plate.group(`translate(${x} ${y}) rotate(${a}) scale(${k})`, () => { let d = 'M0 130'; for (let i = 0; i < 7; ++i) d += `C${-20 - (i % 2) * 60} ${110 - i * 34} ${-90} ${92 - i * 36} ${-22} ${96 - (i + 1) * 34}`; d += 'Q0 -190 22 -142'; for (let i = 6; i >= 0; --i) d += `C90 ${92 - i * 36} ${20 + (i % 2) * 60} ${110 - i * 34} ${i ? 22 : 0} ${i ? 96 - i * 34 : 130}`; plate.path(`${d}Z`, colour); });
        const mid = s.layer(0.5);
        for (let i = 0; i < 12; ++i) leaf(mid, next() * w, next() * h, (0.5 + next() * 0.8) * u, next() * 360, [yellow, white, pink, green][i % 4]);
        const cy = h * (s.tall ? 0.5 : 0.5), face = s.layer(1), r = 345 * u;
        face.path(blob(fx + 12 * u, cy + 16 * u, r * 1.28, 3, 13, 0.16), night, 'opacity=".5"');
        face.path(blob(fx, cy, r * 1.27, 3, 13, 0.16), white);
        face.path(blob(fx, cy, r, 8, 16, 0.05), yellow);
        for (let i = 0; i < 12; ++i) { const a = (i / 12) * 6.283 - 1.5708; face.path(`M${fx + Math.cos(a - 0.05) * r * 0.83} ${cy + Math.sin(a - 0.05) * r * 0.83}L${fx + Math.cos(a + (next() - 0.5) * 0.05) * r * 0.67} ${cy + Math.sin(a) * r * 0.67}L${fx + Math.cos(a + 0.05) * r * 0.84} ${cy + Math.sin(a + 0.05) * r * 0.84}Z`, i % 3 ? night : pink); }
        const hand = (minutes, length, width, colour) => { const a = (minutes / 60) * 6.283 - 1.5708; face.path(`M${fx + Math.cos(a + 1.57) * width} ${cy + Math.sin(a + 1.57) * width}L${fx + Math.cos(a) * length} ${cy + Math.sin(a) * length}L${fx + Math.cos(a - 1.57) * width} ${cy + Math.sin(a - 1.57) * width}L${fx - Math.cos(a) * length * 0.2} ${cy - Math.sin(a) * length * 0.2}Z`, colour); };
        hand(59.4, r * 0.5, 26 * u, night); hand(53, r * 0.78, 17 * u, blue); face.circle(fx, cy, 26 * u, pink);
        const front = s.layer(2);
        front.path(`M-20 ${h}V${h * 0.86}${Array.from({ length: 12 }, (_, i) => { const x = (i / 11) * w, k = (60 + next() * 90) * u; return `L${x - 20 * u} ${h * 0.88 - k}L${x + 24 * u} ${h * 0.88 - k * (0.7 + next() * 0.5)}L${x + 60 * u} ${h * 0.9}`; }).join('')}L${w + 20} ${h * 0.9}V${h + 20}Z`, night);
        for (let i = 0; i < 30; ++i) front.rect(next() * w, h * (0.9 + next() * 0.08), 17 * u, 22 * u, i % 3 ? yellow : pink, `transform="rotate(${(next() - 0.5) * 10})"`);
        for (const [x, coat] of [[-70, white], [40, pink]]) front.path(figure(fx + x * u, h * 0.9, 185 * u, 1.25), coat);
    },
    letters: {
        box: [0.08, 0.045, 0.84, 0.15], align: 'ct', ink: '#fff8ea', small: '#fff8ea',
        fr: { lines: ['Minuit', 'moins sept'], font: 'Yanone Kaffeesatz', weight: 700, leading: 0.82 },
        ko: { lines: ['자정', '칠 분 전'], font: 'BM HANNA Pro', leading: 0.95 },
        en: { lines: ['Seven', 'to Midnight'], font: 'Yanone Kaffeesatz', weight: 700, leading: 0.82 },
    },
};

/** Primary shapes, ruled lines, a chair that nobody sits on. */
export const emptyChair = {
    seed: 227,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [paper, red, blue, yellow, black] = s.pick(['#efe6d3', '#d8341f', '#1f4e9c', '#f2b51d', '#161412'], ['#161412', '#e84a2a', '#efe6d3', '#f2b51d', '#4a4540'], ['#f2b51d', '#c92a1a', '#15356b', '#efe6d3', '#161412'], ['#1f4e9c', '#e84a2a', '#0d2550', '#f2c94c', '#efe6d3']);
        const back = s.layer(0), cy = h * (s.tall ? 0.55 : 0.52);
        back.fill(paper);
        back.cloud(black, { fx: 0.4, fy: 0.4, seed: 2, cut: 0.55, gain: 3, opacity: 0.12, octaves: 2 });
        back.group(`rotate(-18 ${fx} ${cy})`, () => {
            back.rect(fx - 1400 * u, cy + 190 * u, 2800 * u, 78 * u, black);
            back.rect(fx - 1400 * u, cy + 290 * u, 2800 * u, 20 * u, red);
            back.rect(fx + 340 * u, cy - 1400 * u, 30 * u, 2800 * u, black);
        });
        const mid = s.layer(0.5);
        mid.circle(fx - 130 * u, cy - 130 * u, 350 * u, red);
        mid.path(`M${fx - 130 * u} ${cy - 480 * u}A${350 * u} ${350 * u} 0 0 1 ${fx - 130 * u} ${cy + 220 * u}Z`, red === paper ? black : yellow, 'opacity=".96"');
        mid.circle(fx + 290 * u, cy - 370 * u, 92 * u, blue);
        for (let i = 0; i < 9; ++i) mid.rect(fx - 470 * u, cy + (330 + i * 22) * u, (430 - i * 38) * u, 8 * u, black);
        const chair = s.layer(1), x = fx, y = cy, k = u;
        const tube = (d, colour = black, width = 19) => chair.line(d, colour, width * k, 'stroke-linecap="round" stroke-linejoin="round"');
        chair.path(`M${x - 250 * k} ${y + 400 * k}L${x + 480 * k} ${y + 400 * k}L${x + 700 * k} ${y + 470 * k}L${x - 60 * k} ${y + 470 * k}Z`, black, 'opacity=".16"');
        tube(`M${x - 170 * k} ${y - 330 * k}L${x - 130 * k} ${y + 60 * k}Q${x - 126 * k} ${y + 90 * k} ${x - 96 * k} ${y + 90 * k}H${x + 190 * k}Q${x + 226 * k} ${y + 90 * k} ${x + 226 * k} ${y + 126 * k}V${y + 364 * k}Q${x + 226 * k} ${y + 400 * k} ${x + 190 * k} ${y + 400 * k}H${x - 180 * k}`);
        tube(`M${x - 70 * k} ${y - 356 * k}L${x - 30 * k} ${y + 20 * k}Q${x - 26 * k} ${y + 46 * k} ${x} ${y + 46 * k}H${x + 280 * k}Q${x + 316 * k} ${y + 46 * k} ${x + 316 * k} ${y + 82 * k}V${y + 324 * k}Q${x + 316 * k} ${y + 358 * k} ${x + 280 * k} ${y + 358 * k}H${x - 90 * k}`);
        chair.path(`M${x - 176 * k} ${y - 300 * k}L${x - 66 * k} ${y - 326 * k}L${x - 46 * k} ${y - 120 * k}L${x - 154 * k} ${y - 94 * k}Z`, blue);
        chair.path(`M${x - 108 * k} ${y + 68 * k}L${x - 6 * k} ${y + 24 * k}H${x + 292 * k}L${x + 204 * k} ${y + 68 * k}Z`, blue);
        chair.path(`M${x - 108 * k} ${y + 68 * k}H${x + 204 * k}V${y + 92 * k}H${x - 108 * k}Z`, black);
        const front = s.layer(1.5);
        halftone(front, fx + 120 * u, cy - 560 * u, 420 * u, 300 * u, 17 * u, black, (px, py) => Math.max(0, 0.66 - Math.hypot(px - (fx + 430 * u), py - (cy - 480 * u)) / (420 * u)));
        front.group(`rotate(-18 ${fx} ${cy})`, () => { front.circle(fx - 560 * u, cy + 230 * u, 24 * u, yellow); front.circle(fx + 420 * u, cy + 230 * u, 24 * u, paper); });
    },
    letters: {
        box: [0.075, 0.05, 0.85, 0.15], align: 'lt', ink: '#161412', small: '#161412', logoInk: '#efe6d3', footX: 0.08,
        de: { lines: ['der leere', 'stuhl'], font: 'League Spartan', weight: 800, leading: 0.82, spacing: -0.03 },
        ko: { lines: ['빈 의자'], font: 'NanumSquare', weight: 800, box: [0.075, 0.05, 0.7, 0.13] },
        en: { lines: ['the empty', 'chair'], font: 'League Spartan', weight: 800, leading: 0.82, spacing: -0.03 },
    },
};

/** An apple tree that is a machine: leaded glass, green and amber, with every piece its own light. */
export const clockworkOrchard = {
    seed: 233,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [dark, greens, sky, apple, gold] = s.pick(['#13100c', ['#2f6b3a', '#4f9150', '#86b95a', '#1d4a33'], ['#f7e3a1', '#f2b84b', '#e88a3a', '#c95f3c'], '#d8352a', '#e8b64c'], ['#0c0f1a', ['#2a4f7a', '#4179a8', '#7fb3cc', '#1b3357'], ['#dfe9ff', '#9fb8e8', '#6b7fc4', '#4a4f97'], '#ffcf5a', '#d0d8e8'], ['#170c10', ['#7a3a2a', '#b8572f', '#e08a3c', '#54251f'], ['#ffe9d0', '#f6bfa0', '#d97f7a', '#9c4a63'], '#7fb95a', '#ffd27a'], ['#0d140f', ['#8fae8b', '#c0d4b0', '#e6eeda', '#5d7f66'], ['#f4f7f2', '#cfe0e6', '#a8c4d6', '#7fa0bd'], '#c9342a', '#b98b4a']);
        const back = s.layer(0), cell = 118 * u, cx = fx, cy = h * (s.tall ? 0.46 : 0.44);
        back.fill(dark);
        // Panes: a grid whose corners have wandered; each is painted by where it is.
        const columns = Math.ceil(w / cell) + 2, rows = Math.ceil(h / cell) + 2;
        const grid = Array.from({ length: rows + 1 }, (_, r) => Array.from({ length: columns + 1 }, (_, c) => [(c - 1 + (next() - 0.5) * 0.8) * cell, (r - 1 + (next() - 0.5) * 0.8) * cell]));
        for (let r = 0; r < rows; ++r) for (let c = 0; c < columns; ++c) {
            const quad = [grid[r][c], grid[r][c + 1], grid[r + 1][c + 1], grid[r + 1][c]], x = quad.reduce((a, p) => a + p[0], 0) / 4, y = quad.reduce((a, p) => a + p[1], 0) / 4;
            const crown = Math.hypot((x - cx) / 1.1, y - cy) < 400 * u, ground = y > h * 0.82;
            const set = crown || ground ? greens : sky, paint = crown || ground ? set[Math.floor(next() * 4)] : set[Math.min(3, Math.floor((Math.hypot(x - cx, y - cy) / (900 * u)) * 3 + next()))];
            back.path(`${points(quad)}Z`, paint, `stroke="${dark}" stroke-width="${7 * u}" stroke-linejoin="round"`);
            back.path(`${points([quad[0], quad[1], quad[2]])}Z`, '#fff', `opacity="${next() * 0.16}"`);
        }
        back.glow(cx, cy, 560 * u, '#fff3c4', 0.34);
        const gear = (plate, x, y, r, teeth, colour, hub) => {
            let d = '';
            for (let i = 0; i < teeth * 4; ++i) { const a = (i / (teeth * 4)) * 6.283 + r, k = i % 4 < 2 ? r : r * 0.84; d += `${i ? 'L' : 'M'}${x + Math.cos(a) * k} ${y + Math.sin(a) * k}`; }
            plate.path(`${d}Z`, colour, `stroke="${dark}" stroke-width="${7 * u}" stroke-linejoin="round"`);
            plate.circle(x, y, r * 0.62, 'none', `stroke="${dark}" stroke-width="${5 * u}"`);
            for (let i = 0; i < 5; ++i) plate.line(`M${x} ${y}L${x + Math.cos(i * 1.2566) * r * 0.62} ${y + Math.sin(i * 1.2566) * r * 0.62}`, dark, 6 * u);
            plate.circle(x, y, r * 0.24, hub, `stroke="${dark}" stroke-width="${5 * u}"`);
        };
        const tree = s.layer(1), base = h * 0.9;
        tree.path(`M${cx - 110 * u} ${base}C${cx - 40 * u} ${base - 120 * u} ${cx - 60 * u} ${cy + 190 * u} ${cx - 190 * u} ${cy + 60 * u}L${cx - 160 * u} ${cy + 40 * u}C${cx - 80 * u} ${cy + 110 * u} ${cx - 30 * u} ${cy + 100 * u} ${cx - 22 * u} ${cy - 60 * u}H${cx + 18 * u}C${cx + 20 * u} ${cy + 110 * u} ${cx + 80 * u} ${cy + 90 * u} ${cx + 160 * u} ${cy + 10 * u}L${cx + 188 * u} ${cy + 36 * u}C${cx + 70 * u} ${cy + 170 * u} ${cx + 40 * u} ${base - 130 * u} ${cx + 120 * u} ${base}Z`, '#5b3a20', `stroke="${dark}" stroke-width="${8 * u}"`);
        for (const [x, y, r, t] of [[0, -80, 120, 12], [-185, -20, 84, 9], [182, -60, 96, 10], [-80, -240, 78, 9], [110, -255, 62, 8], [-280, -150, 56, 8], [285, 70, 58, 8]]) gear(tree, cx + x * u, cy + y * u, r * u, t, gold, apple);
        for (const [x, y] of [[-250, 90], [-120, 90], [70, 60], [240, -170], [-200, -210], [20, -330], [150, 130], [330, -40], [-350, -20]]) { const ax = cx + x * u, ay = cy + y * u; tree.path(`M${ax} ${ay - 30 * u}c${-52 * u} ${-26 * u} ${-66 * u} ${56 * u} ${0} ${76 * u}c${66 * u} ${-20 * u} ${52 * u} ${-102 * u} 0 ${-76 * u}z`, apple, `stroke="${dark}" stroke-width="${6 * u}"`); tree.line(`M${ax} ${ay - 28 * u}q${4 * u} ${-22 * u} ${18 * u} ${-30 * u}`, dark, 6 * u); tree.ellipse(ax - 18 * u, ay, 8 * u, 14 * u, '#fff', 'opacity=".45"'); }
        const front = s.layer(1.5);
        front.path(figure(cx - 250 * u, base + 26 * u, 210 * u, 1.1), dark);
        front.line(`M${cx - 226 * u} ${base - 120 * u}l${70 * u} ${-70 * u}`, dark, 12 * u, 'stroke-linecap="round"');
        front.path(swell(s, h * 0.93, 26 * u, { waves: 1 }), dark);
    },
    letters: {
        box: [0.09, 0.8, 0.82, 0.1], align: 'cb', ink: '#f7e3a1', small: '#f7e3a1',
        decorate: (box, w, h) => `<rect x="0" y="${h * 0.775}" width="${w}" height="${h * 0.225}" fill="#13100c"/><rect x="0" y="${h * 0.775}" width="${w}" height="5" fill="#e8b64c"/>`,
        ko: { lines: ['태엽 과수원'], font: 'BM YEONSUNG' },
        en: { lines: ['The Clockwork Orchard'], font: 'Vollkorn', weight: 600 },
    },
};

/** A lighthouse, its beam, and who really keeps it. Four flat colours and much sky. */
export const keepersCat = {
    seed: 239,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [sky0, sky1, beam, sea, white, red] = s.pick(['#12355b', '#2f6f9f', '#ffe9a8', '#0b2440', '#fdf6e3', '#e4572e'], ['#f6a6a0', '#ffe0c2', '#ffffff', '#3f6f8f', '#fdf6e3', '#d8443c'], ['#1c1b3a', '#5d4a86', '#ffd98f', '#12112b', '#f4ecff', '#c7417b'], ['#7fc8d8', '#d8f0e8', '#fffbe0', '#1f6b7a', '#ffffff', '#ef5b3f']);
        const back = s.layer(0), lx = fx + (s.tall ? 90 : 180) * u, top = h * (s.tall ? 0.36 : 0.3), rock = h * 0.84;
        back.fill(back.linear([[sky0, 0], [sky1, 0.85]], [0, 0, 0, rock]));
        for (let i = 0; i < 60; ++i) back.circle(next() * w, next() * h * 0.6, (1 + next() * 3) * u, beam, `opacity="${0.3 + next() * 0.6}"`);
        for (const [a, b] of [[-2.92, -2.66], [0.1, 0.3]]) back.path(`M${lx} ${top}L${lx + Math.cos(a) * 2600 * u} ${top + Math.sin(a) * 2600 * u}L${lx + Math.cos(b) * 2600 * u} ${top + Math.sin(b) * 2600 * u}Z`, back.radial([[beam, 0, 0.95], [beam, 0.5, 0.3], [beam, 1, 0]], lx, top, 1500 * u));
        const mid = s.layer(0.5);
        for (let i = 0; i < 6; ++i) mid.path(swell(s, rock - (60 - i * 44) * u, (16 + i * 4) * u, { waves: 3 + i * 0.4, seed: i }), i % 2 ? sea : sky1, `opacity="${0.5 + i * 0.08}"`);
        const tower = s.layer(1), half = (y) => (52 + ((y - top) / (rock - top)) * 62) * u;
        tower.glow(lx, top, 380 * u, beam, 0.9);
        for (let i = 0; i < 6; ++i) { const y0 = top + 74 * u + (i / 6) * (rock - top - 40 * u), y1 = top + 74 * u + ((i + 1) / 6) * (rock - top - 40 * u); tower.path(`M${lx - half(y0)} ${y0}H${lx + half(y0)}L${lx + half(y1)} ${y1}H${lx - half(y1)}Z`, i % 2 ? white : red); tower.path(`M${lx + half(y0) * 0.35} ${y0}H${lx + half(y0)}L${lx + half(y1)} ${y1}H${lx + half(y1) * 0.35}Z`, sea, 'opacity=".22"'); }
        tower.rect(lx - 84 * u, top + 54 * u, 168 * u, 26 * u, sea, `rx="${6 * u}"`);
        tower.rect(lx - 50 * u, top - 50 * u, 100 * u, 106 * u, beam);
        for (let i = -2; i <= 2; ++i) tower.rect(lx + i * 24 * u - 2.5 * u, top - 50 * u, 5 * u, 106 * u, sea);
        tower.path(`M${lx - 66 * u} ${top - 48 * u}Q${lx} ${top - 140 * u} ${lx + 66 * u} ${top - 48 * u}Z`, red); tower.circle(lx, top - 112 * u, 13 * u, red);
        for (const y of [0.32, 0.62]) tower.rect(lx - 17 * u, top + (rock - top) * y, 34 * u, 54 * u, beam, `rx="${17 * u}"`);
        const front = s.layer(2);
        front.path(`M-20 ${h + 20}V${rock + 100 * u}C${fx - 400 * u} ${rock + 60 * u} ${fx - 300 * u} ${rock - 60 * u} ${fx - 60 * u} ${rock - 30 * u}S${fx + 300 * u} ${rock - 50 * u} ${fx + 420 * u} ${rock + 20 * u}S${w - 60 * u} ${rock + 90 * u} ${w + 20} ${rock + 60 * u}V${h + 20}Z`, sea);
        const cx = fx - 170 * u, cy = rock - 30 * u, k = 1.55 * u;
        front.group(`translate(${cx} ${cy}) scale(${k})`, () => {
            front.path('M-46 22C-60 -30 -44 -86 -14 -104C-30 -124 -34 -142 -36 -170L-12 -150C0 -155 12 -155 22 -150L46 -170C46 -140 42 -122 26 -104C54 -84 66 -30 54 22Z', '#0a1020');
            front.line('M48 14C104 24 124 -22 100 -62C92 -76 102 -92 116 -86', '#0a1020', 17, 'stroke-linecap="round"');
            front.path('M-16 -132q8 -9 15 0q-8 7 -15 0zM12 -132q8 -9 15 0q-8 7 -15 0z', beam); front.path('M4 -121l-4 -4h9z', red);
            front.line('M-6 -117l-34 -4M-6 -114l-32 6M16 -117l34 -4M16 -114l32 6', white, 1.6, 'opacity=".8"');
            front.path('M-20 -104Q6 -90 30 -104L28 -95Q6 -82 -18 -95Z', red); front.circle(5, -86, 6, beam);
        });
        for (let i = 0; i < 5; ++i) front.path(bird(fx - (420 - i * 60) * u, h * (0.5 - (i % 3) * 0.028), (26 - i * 2) * u), white);
    },
    letters: {
        box: [0.09, 0.055, 0.82, 0.17], align: 'ct', ink: '#fdf6e3', small: '#ffe9a8',
        'pt-PT': { lines: ['O Gato', 'do Faroleiro'], font: 'Vollkorn', weight: 800, leading: 0.86 },
        ko: { lines: ['등대지기의', '고양이'], font: 'BM HANNA Pro', leading: 0.98 },
        en: { lines: ['The Lighthouse', 'Keeper’s Cat'], font: 'Vollkorn', weight: 800, leading: 0.86 },
    },
};
