// Art direction of the Korean titles. Each has a scene, drawn on a stage of any proportion, and the lettering of its poster.
import { bird, figure, fir, hanok, points, random, ridge, strokes, swell } from './press.mjs';

/** Gouache at daybreak: ridge after ridge in mist, tiled roofs, one lit window. */
export const dawnOverHanok = {
    seed: 11,
    scene(s) {
        const { w, h, u, fx } = s, [top, high, low, glow, far, near, roof] = s.pick(
            ['#1b2450', '#7a4d80', '#f08a6a', '#ffdca0', '#b0728a', '#43345c', '#14122a'],
            ['#0b1533', '#1c3766', '#4f7fa6', '#dcecf5', '#48709a', '#1c3358', '#0a1226'],
            ['#3a4a5c', '#8ea3b0', '#dfe5e4', '#fff6e6', '#a9b9c2', '#64798a', '#28333f'],
            ['#2a1238', '#8a2f4f', '#f2703f', '#ffd27a', '#a2485a', '#561f45', '#1d0c22']);
        const horizon = h * (s.tall ? 0.56 : 0.6), sky = s.layer(0);
        sky.fill(sky.linear([[top, 0], [high, 0.42], [low, 0.78], [glow, 1]], [0, 0, 0, horizon + 40 * u]));
        sky.glow(fx, horizon - 120 * u, 760 * u, glow, 0.75);
        sky.circle(fx, horizon - 205 * u, 225 * u, sky.linear([['#fffdf2', 0], [glow, 0.75], [low, 1]], [0, horizon - 365 * u, 0, horizon + 60 * u]));
        sky.cloud(glow, { fx: 0.0011, fy: 0.012, seed: 7 + s.take, cut: 0.5, gain: 3, opacity: 0.5, y: 0, height: horizon });
        const mix = (t) => `rgb(${[1, 3, 5].map((i) => Math.round(parseInt(far.slice(i, i + 2), 16) * (1 - t) + parseInt(near.slice(i, i + 2), 16) * t)).join()})`;
        for (let i = 0; i < 4; ++i) {
            const layer = i < 2 ? sky : i === 2 ? s.layer(0.5) : s.layer(1), y = horizon + (i * 62 - 40) * u;
            layer.path(ridge(s, y, (250 - i * 42) * u, { seed: i + 3, roughness: 0.46 }), layer.linear([[mix(i / 4), 0], [mix(i / 4), 0.45], [glow, 1, 0.2]], [0, y - 240 * u, 0, y + 190 * u]));
            layer.cloud('#fff4e4', { fx: 0.0016, fy: 0.014, seed: 20 + i, cut: 0.42, gain: 2.6, opacity: 0.55 - i * 0.08, y: y - 60 * u, height: 220 * u });
        }
        const village = s.layer(1), next = random(s.seed + 5);
        for (let row = 0; row < 3; ++row) {
            const y = horizon + (150 + row * 92) * u, size = (230 + row * 90) * u;
            village.rect(-20, y + size * 0.2, w + 40, h, roof);
            for (let x = -size * next(); x < w + size; x += size * (0.8 + next() * 0.25)) {
                village.path(hanok(x, y + next() * 34 * u, size, size * 0.26, 190 * u), village.linear([[near, 0], [roof, 1]], [0, y - 40 * u, 0, y + 240 * u]));
                if (next() > 0.55) village.rect(x - 14 * u, y + size * 0.3 + 20 * u, 28 * u, 24 * u, '#ffc36b', 'opacity=".85"');
            }
            village.cloud('#ffe9d2', { fx: 0.0022, fy: 0.016, seed: 40 + row, cut: 0.46, gain: 3, opacity: 0.34, y: y + 40 * u, height: 200 * u });
        }
        const front = s.layer(2), base = h - (s.tall ? 400 : 250) * u, x = s.tall ? w * 0.3 : fx + 60 * u, size = (s.tall ? 1420 : 1180) * u;
        front.path(hanok(x, base - 130 * u, size, 260 * u, h), roof);
        for (let i = -13; i <= 13; ++i) {
            const lean = i / 15;
            front.line(`M${x + lean * size * 0.3} ${base - 124 * u}Q${x + lean * size * 0.4} ${base - 20 * u} ${x + lean * size * 0.49} ${base + 128 * u}`, low, 3.2 * u, `opacity="${0.34 - Math.abs(lean) * 0.12}"`);
        }
        front.line(`M${x - size * 0.3} ${base - 160 * u}Q${x} ${base - 112 * u} ${x + size * 0.3} ${base - 160 * u}`, glow, 7 * u, 'opacity=".75" stroke-linecap="round"');
        const wx = s.tall ? w * 0.09 : x + 60 * u, wy = base + (s.tall ? 175 : 150) * u;
        front.rect(s.tall ? -20 : x - size * 0.42, base + 120 * u, s.tall ? w + 40 : size * 0.84, h, roof);
        front.glow(wx + 100 * u, wy + 90 * u, 330 * u, '#ffb04f', 0.55);
        front.rect(wx, wy, 200 * u, 260 * u, front.linear([['#ffe7b0', 0], ['#ff9c3c', 1]], [0, wy, 0, wy + 240 * u]));
        for (let i = 0; i <= 6; ++i) front.rect(wx + i * 33 * u - 2.5 * u, wy, 5 * u, 260 * u, roof);
        for (let i = 0; i <= 7; ++i) front.rect(wx, wy + i * 36 * u - 2 * u, 200 * u, 4 * u, roof);
        for (let i = 0; i < 5; ++i) front.path(bird(fx - (260 - i * 47) * u, horizon - (330 + (i % 3) * 34 - i * 12) * u, (17 - i) * u), roof, 'opacity=".8"');
    },
    letters: {
        box: [0.7, 0.07, 0.22, 0.43], align: 'rt', ink: '#fff6e4', small: '#ffe3bd', logoInk: '#fff6e4',
        ko: { lines: ['한옥의', '새벽'], font: 'NanumMyeongjo', weight: 800, vertical: true, logo: ['한옥의 새벽'] },
        en: { box: [0.1, 0.065, 0.8, 0.2], align: 'ct', lines: ['DAWN', 'OVER HANOK'], font: 'EB Garamond', weight: 500, leading: 0.86, spacing: 0.03, logo: ['DAWN OVER', 'HANOK'] },
        es: { box: [0.1, 0.065, 0.8, 0.2], align: 'ct', lines: ['El alba', 'sobre el hanok'], font: 'EB Garamond', weight: 500, leading: 0.9 },
    },
};

/** Seen straight from above: sand, foam and sea in three flat inks; two people and their long shadows. */
export const tideLine = {
    seed: 5,
    scene(s) {
        const { w, h, u } = s, [sand, wet, sea, deep, foam] = s.pick(
            ['#e9c9a0', '#c79e76', '#14707d', '#07384f', '#fbf6ea'], ['#c8b9b0', '#938684', '#3d5a73', '#13263c', '#eef3f6'],
            ['#f3b27a', '#cf7d55', '#a63f4c', '#4a1c3c', '#ffeeda'], ['#9fb7a6', '#6f8d83', '#23606a', '#0c2f3b', '#f4fbf2']);
        const ground = s.layer(0), next = random(s.seed + 2), lean = s.tall ? 0.5 : 0.28;
        ground.fill(ground.linear([sand, wet], [0, 0, w * 0.3, h]));
        ground.cloud('#ffffff', { fx: 0.02, fy: 0.05, seed: 3, cut: 0.5, gain: 2, opacity: 0.2 });
        // The shore: one curve, shifted again and again, each time a little calmer.
        const shore = (shift, calm) => Array.from({ length: 90 }, (_, i) => {
            const t = i / 89, x = -60 + t * (w + 120);
            const y = h * (s.tall ? 0.72 : 0.78) - (x / w - 0.5) * h * lean + (Math.sin(t * 9 + 1) * 46 + Math.sin(t * 21 + 2) * 19 + Math.sin(t * 47) * 7) * calm * u + shift * u;
            return [x, y];
        });
        const below = (list) => `${points(list)}L${w + 60} ${h + 60}L-60 ${h + 60}Z`;
        ground.path(below(shore(-70, 1)), wet, 'opacity=".55"');
        ground.path(below(shore(-34, 1.1)), wet, 'opacity=".8"');
        const water = s.layer(0.5);
        water.path(below(shore(0, 1)), foam);
        water.path(below(shore(26, 0.9)), water.linear([[sea, 0], [deep, 1]], [0, h * 0.5, w * 0.2, h * 1.1]));
        for (let i = 0; i < 9; ++i) {
            const list = shore(56 + i * i * 9 + i * 30, 0.85 - i * 0.07);
            water.line(points(list), foam, (9 - i) * u, `opacity="${0.75 - i * 0.07}" stroke-dasharray="${(60 + next() * 260) * u} ${(20 + next() * 120) * u}" stroke-linecap="round"`);
        }
        water.cloud(foam, { fx: 0.012, fy: 0.03, seed: 9, cut: 0.6, gain: 5, opacity: 0.18, y: h * 0.55, height: h * 0.6 });
        const people = s.layer(1), px = s.tall ? w * 0.3 : s.fx - 40 * u, py = s.tall ? h * 0.52 : h * 0.44;
        for (const [x, y, coat, size] of [[px, py, '#c8342b', 1], [px + 165 * u, py - 42 * u, '#12212e', 1.08]]) {
            people.path(`M${x} ${y}L${x + 330 * u * size} ${y + 118 * u * size}L${x + 322 * u * size} ${y + 146 * u * size}L${x - 4 * u} ${y + 20 * u}Z`, deep, 'opacity=".38"');
            people.ellipse(x, y, 21 * u * size, 14 * u * size, coat);
            people.circle(x + 2 * u, y - 3 * u, 9.5 * u * size, '#1b1210');
        }
        let steps = '';
        for (let i = 0; i < 26; ++i) steps += `M${px - 30 * u - i * 27 * u} ${py + (i % 2 ? 9 : -9) * u + i * 5 * u}l${-9 * u} ${2 * u}`;
        people.line(steps, wet, 6 * u, 'stroke-linecap="round" opacity=".9"');
    },
    letters: {
        box: [0.085, 0.06, 0.6, 0.17], align: 'lt', ink: '#0c2c3a', small: '#fbf6ea', logoInk: '#fbf6ea',
        ko: { lines: ['물때'], font: 'NanumSquare', weight: 800, box: [0.08, 0.06, 0.5, 0.2] },
        en: { lines: ['Tide', 'Line'], font: 'League Spartan', weight: 700, leading: 0.82, spacing: -0.03, box: [0.08, 0.06, 0.62, 0.24] },
        es: { lines: ['Línea', 'de marea'], font: 'League Spartan', weight: 700, leading: 0.86, spacing: -0.03, box: [0.08, 0.06, 0.62, 0.22] },
    },
};

/** A woodcut in black and vermilion: the bell, and how it sounds. */
export const thirdBell = {
    seed: 23,
    scene(s) {
        const { w, h, u, fx } = s, [red, black, paper] = s.pick(['#c9291d', '#140c0c', '#f0e2c8'], ['#f0e2c8', '#140c0c', '#c9291d'], ['#1d2a35', '#0b0d10', '#d9cdb4'], ['#8a1a14', '#0d0808', '#f0c060']);
        const cx = fx, cy = h * (s.tall ? 0.56 : 0.56), back = s.layer(0), next = random(s.seed);
        back.fill(red);
        let rays = '';
        for (let i = 0; i < 120; ++i) {
            const a = (i / 120) * Math.PI * 2 + next() * 0.03, inner = (350 + next() * 60) * u, outer = (560 + next() * 1100) * u, t = 0.004 + next() * 0.011;
            rays += `M${cx + Math.cos(a - t) * inner} ${cy + Math.sin(a - t) * inner}L${cx + Math.cos(a) * outer} ${cy + Math.sin(a) * outer}L${cx + Math.cos(a + t) * inner} ${cy + Math.sin(a + t) * inner}Z`;
        }
        back.group('', () => back.path(rays, black, 'opacity=".9"'), back.rough(9 * u, 0.02, 4));
        for (let i = 0; i < 3; ++i) back.circle(cx, cy, (400 + i * 128) * u, 'none', `stroke="${paper}" stroke-width="${(13 - i * 3.4) * u}" stroke-dasharray="${(90 + i * 60) * u} ${(20 + i * 22) * u}" ${back.rough(8 * u, 0.03, i)}`);
        const bell = s.layer(1), b = 330 * u, y0 = cy - 1.12 * b, y1 = cy + 1.0 * b;
        const outline = `M${cx - b * 0.5} ${y0 + b * 0.16}Q${cx} ${y0 - b * 0.12} ${cx + b * 0.5} ${y0 + b * 0.16}C${cx + b * 0.78} ${y0 + b * 0.7} ${cx + b * 0.66} ${y1 - b * 0.6} ${cx + b * 0.78} ${y1}Q${cx} ${y1 + b * 0.2} ${cx - b * 0.78} ${y1}C${cx - b * 0.66} ${y1 - b * 0.6} ${cx - b * 0.78} ${y0 + b * 0.7} ${cx - b * 0.5} ${y0 + b * 0.16}Z`;
        bell.defs += `<clipPath id="bell${s.take}${w}"><path d="${outline}"/></clipPath>`;
        bell.group('', () => {
            bell.circle(cx, cy, 372 * u, paper);
            bell.line(`M${cx - b * 0.2} ${y0 + b * 0.12}C${cx - b * 0.34} ${y0 - b * 0.34} ${cx + b * 0.34} ${y0 - b * 0.34} ${cx + b * 0.2} ${y0 + b * 0.12}`, black, b * 0.13);
            bell.path(outline, black);
            let cuts = '';
            for (let i = 0; i < 150; ++i) {
                const side = next(), x = cx + b * (0.1 + side * 0.62), y = y0 + b * 0.2 + next() * b * 1.85;
                cuts += `M${x} ${y}q${b * 0.02} ${b * 0.03} 0 ${b * (0.05 + side * 0.12)}`;
            }
            bell.line(cuts, paper, 4.2 * u, `clip-path="url(#bell${s.take}${w})" stroke-linecap="round"`);
            for (const [x, y] of [[-0.3, 0.62], [0.22, 0.62], [-0.3, 0.9], [0.22, 0.9], [-0.04, 0.62], [-0.04, 0.9]]) bell.circle(cx + x * b, y0 + (y - 0.05) * b, b * 0.055, red);
            bell.circle(cx - b * 0.03, y1 - b * 0.5, b * 0.17, 'none', `stroke="${red}" stroke-width="${b * 0.05}"`);
            bell.line(`M${cx - b * 0.72} ${y1 - b * 0.2}Q${cx} ${y1 - b * 0.02} ${cx + b * 0.72} ${y1 - b * 0.2}`, paper, b * 0.035);
            bell.line(`M${cx - b * 0.56} ${y0 + b * 0.36}Q${cx} ${y0 + b * 0.16} ${cx + b * 0.56} ${y0 + b * 0.36}`, paper, b * 0.03);
        }, bell.rough(7 * u, 0.035, 8));
        const front = s.layer(2);
        front.group('', () => {
            front.path(ridge(s, h - 70 * u, 150 * u, { seed: 9, roughness: 0.55 }), black);
            for (let i = 0; i < 16; ++i) front.path(fir(next() * w, h - 30 * u, (110 + next() * 150) * u, next), black);
            front.line(strokes(next, 130, w, 120 * u, 26 * u, -6 * u).replace(/M(\S+) (\S+)l/g, (_, x, y) => `M${x} ${h - 130 * u + Number(y)}l`), red, 3 * u);
        }, front.rough(6 * u, 0.04, 3));
    },
    letters: {
        box: [0.08, 0.05, 0.84, 0.14], align: 'ct', ink: '#f0e2c8', small: '#f0e2c8',
        ko: { lines: ['세 번째 종'], font: 'BM YEONSUNG', weight: 400 },
        en: { lines: ['THE THIRD BELL'], font: 'Bebas Neue', weight: 700, spacing: 0.02 },
    },
};

/** Neon on wet asphalt: signs one behind another, steam, somebody under a yellow umbrella. */
export const noodleAlley = {
    seed: 41,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [deep, haze, a, b, c] = s.pick(
            ['#0a0716', '#43205e', '#ff3f6e', '#ffc247', '#38e2d5'], ['#05101a', '#0d4a55', '#39f0c0', '#ff9b3d', '#ff4fa0'], ['#14060a', '#6a1d20', '#ff5a2e', '#ffd56b', '#f4f0e0'], ['#070a1c', '#26307a', '#6c8cff', '#ff6bb0', '#ffe066']);
        const vx = fx, vy = h * (s.tall ? 0.5 : 0.52), ground = h * (s.tall ? 0.66 : 0.68), back = s.layer(0);
        back.fill(back.linear([[deep, 0], [haze, 0.75], [deep, 1]], [0, 0, 0, ground]));
        back.glow(vx, vy + 20 * u, 520 * u, b, 0.9);
        const words = ['국수', '만두', '24시', '라면', '칼국수', '냉면', '우동', '김밥', '전', '소주', '분식', '야식'];
        const colours = [a, b, c];
        const signs = [];
        for (let i = 0; i < 26; ++i) {
            const depth = (26 - i) / 26, side = i % 2 ? 1 : -1, reach = (1 - depth) ** 1.35;
            signs.push({ depth, x: vx + side * (60 + reach * (s.tall ? 520 : 900)) * u * (s.tall ? 0.92 : 1), y: vy - (20 + reach * 640 * (0.35 + next() * 0.75)) * u, k: 0.16 + reach * 0.95, colour: colours[Math.floor(next() * 3)], word: words[(i * 5 + s.take) % words.length], side });
        }
        const wall = s.layer(0.5);
        for (const side of [-1, 1]) {
            for (let i = 0; i < 6; ++i) {
                const x0 = vx + side * (70 + i * i * 28) * u, x1 = vx + side * (70 + (i + 1) * (i + 1) * 28 + 6) * u, t0 = vy - (150 + i * i * 44 + next() * 50) * u;
                const xs = [Math.min(x0, x1), Math.max(x0, x1)];
                wall.rect(xs[0], t0, xs[1] - xs[0], ground - t0, wall.linear([[deep, 0], [haze, 0.9], [b, 1.0]], [0, t0, 0, ground + 60 * u]), `opacity="${0.96 - (5 - i) * 0.05}"`);
                for (let k = 0; k < 7; ++k) if (next() > 0.45) wall.rect(xs[0] + (xs[1] - xs[0]) * (0.12 + next() * 0.6), t0 + (0.08 + k * 0.13) * (ground - t0) * 0.8, (xs[1] - xs[0]) * 0.2, (7 + i * 6) * u, colours[k % 3], `opacity="${0.25 + next() * 0.5}"`);
            }
        }
        // The street, and in it everything once more, drawn out and broken by ripples.
        wall.rect(0, ground, w, h - ground, wall.linear([[deep, 0], ['#05030a', 1]], [0, ground, 0, h]));
        wall.glow(vx, ground + 30 * u, 460 * u, b, 0.6);
        for (const sign of signs) {
            const d = (6 + sign.k * 60) * u, x = sign.x;
            for (let k = 0; k < 7; ++k) wall.ellipse(x + (next() - 0.5) * d, ground + (30 + k * 46 * (0.4 + sign.k) + next() * 20) * u, d * (0.35 + next() * 0.8), (3 + sign.k * 6) * u, sign.colour, `opacity="${0.55 - k * 0.065}"`);
        }
        const street = s.layer(1);
        for (const sign of signs) {
            const cell = 92 * u * sign.k, letters = [...sign.word], width = cell * 1.35, height = cell * (letters.length * 1.12 + 0.4), x = sign.x - width / 2, y = Math.max(20 * u, sign.y - height / 2);
            const dark = sign.depth < 0.45 && Math.floor(next() * 3) === 0, soft = 1 - sign.depth * 0.35;
            street.glow(sign.x, y + height / 2, height * 0.95, sign.colour, 0.42);
            street.rect(x, y, width, height, dark ? '#0c0815' : sign.colour, `rx="${cell * 0.16}" opacity="${soft}" stroke="${sign.colour}" stroke-width="${3 * u + cell * 0.05}"`);
            letters.forEach((letter, i) => street.add(`<text x="${sign.x}" y="${y + cell * (1.02 + i * 1.12)}" font-family="BM DoHyeon" font-size="${cell}" text-anchor="middle" fill="${dark ? sign.colour : deep}">${letter}</text>`));
        }
        for (let i = 0; i < 4; ++i) street.line(`M0 ${(60 + i * 70 + next() * 60) * u}Q${vx} ${(240 + i * 90) * u} ${w} ${(20 + i * 80 + next() * 80) * u}`, '#05030a', (3 + i) * u);
        street.cloud('#ffe9d6', { fx: 0.004, fy: 0.006, seed: 6 + s.take, cut: 0.5, gain: 2.4, opacity: 0.4, y: vy - 100 * u, height: 420 * u });
        const person = s.layer(1.5), px = vx + (s.tall ? 10 : -70) * u, base = h - (s.tall ? 180 : 90) * u, size = 330 * u;
        person.path(figure(px, base, size, 1.15), '#06040b');
        person.path(`M${px - 175 * u} ${base - size * 0.86}Q${px - 150 * u} ${base - size * 1.4} ${px + 20 * u} ${base - size * 1.38}Q${px + 190 * u} ${base - size * 1.36} ${px + 205 * u} ${base - size * 0.82}Q${px + 160 * u} ${base - size * 0.93} ${px + 112 * u} ${base - size * 0.85}Q${px + 60 * u} ${base - size * 0.95} ${px + 14 * u} ${base - size * 0.86}Q${px - 40 * u} ${base - size * 0.96} ${px - 82 * u} ${base - size * 0.87}Q${px - 130 * u} ${base - size * 0.95} ${px - 175 * u} ${base - size * 0.86}Z`, person.linear([['#ffe27a', 0], ['#ff9a1f', 1]], [0, base - size * 1.4, 0, base - size * 0.8]));
        person.path(figure(px, base, size, 1.15).replace(/^.*?Z/, ''), '#06040b', `transform="translate(0 ${2 * base}) scale(1 -1)" opacity=".5"`);
        const rain = s.layer(2);
        rain.line(strokes(next, 210, w, h, -26 * u, 120 * u, [0.3, 1]), '#d8e6ff', 1.6 * u, 'opacity=".32"');
    },
    letters: {
        box: [0.07, 0.055, 0.86, 0.2], align: 'ct', ink: '#fff3d0', small: '#ffd9a8',
        ko: { lines: ['심야', '국수골목'], font: 'BM EULJIRO TTF', leading: 0.98, logo: ['심야 국수골목'] },
        en: { lines: ['Noodle Alley,', 'Past Midnight'], font: 'Lobster Two', weight: 700, leading: 0.95 },
    },
};

/** Under water: light from above, kelp, one diver going up with her breath. */
export const sumbisori = {
    seed: 61,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [light, mid, deep, weed, red] = s.pick(['#c9fff0', '#1b94a0', '#02202f', '#052b33', '#ff6a3c'], ['#fff0c4', '#3b9c86', '#06282a', '#04211f', '#ffb03c'], ['#dfe9ff', '#3a63b0', '#080e2c', '#070d26', '#ff5470'], ['#eafcff', '#5bb6c9', '#0b3a4c', '#0a3340', '#e2442f']);
        const sea = s.layer(0);
        sea.fill(sea.linear([[light, 0], [mid, 0.28], [deep, 0.92]]));
        const sx = fx + (s.tall ? 60 : -60) * u;
        sea.glow(sx, -40 * u, 900 * u, '#ffffff', 0.85);
        for (let i = 0; i < 17; ++i) {
            const a = -0.62 + (i / 16) * 1.24 + next() * 0.05, t = 0.012 + next() * 0.035, length = h * (0.7 + next() * 0.5);
            sea.path(`M${sx + Math.sin(a) * 40 * u} ${-30 * u}L${sx + Math.sin(a - t) * length} ${Math.cos(a - t) * length}L${sx + Math.sin(a + t) * length} ${Math.cos(a + t) * length}Z`, sea.linear([['#fff', 0, 0.34], ['#fff', 0.85, 0]], [0, 0, 0, length]));
        }
        sea.cloud('#ffffff', { fx: 0.006, fy: 0.02, seed: 4 + s.take, cut: 0.55, gain: 4, opacity: 0.55, y: -120 * u, height: 330 * u, type: 'turbulence', octaves: 2 });
        const reef = s.layer(0.5);
        reef.path(ridge(s, h - 60 * u, 330 * u, { seed: 1, roughness: 0.55 }), deep, 'opacity=".55"');
        for (let i = 0; i < 60; ++i) {
            const x = fx + (next() - 0.5) * 700 * u - 180 * u, y = h * 0.5 + (next() - 0.5) * 240 * u, k = (4 + next() * 7) * u;
            reef.path(`M${x} ${y}q${k} ${-k * 0.7} ${k * 2.4} 0q${-k * 1.4} ${k * 0.7} ${-k * 2.4} 0l${-k * 0.7} ${-k * 0.5}v${k}z`, light, `opacity="${0.25 + next() * 0.4}"`);
        }
        const diver = s.layer(1), x = fx, y = h * (s.tall ? 0.51 : 0.52), k = (s.tall ? 340 : 430) * u;
        diver.group(`translate(${x} ${y}) rotate(${s.pick(-28, 24, -52, 8)}) scale(${k / 100})`, () => {
            diver.path('M-3 -31C-8 -31 -8 -42 0 -42C8 -42 8 -31 3 -31C10 -29 11 -22 10 -12L24 -34L28 -33L14 -2C11 6 10 10 10 14C12 26 10 38 6 52L4 66L12 86L3 84L-1 68L-3 50L-5 66L-13 84L-20 80L-9 62C-10 46 -10 30 -9 14C-10 8 -12 0 -11 -10L-24 10L-27 8L-12 -22C-11 -28 -8 -30 -3 -31Z', '#04151d');
            diver.path('M-6.4 -38C-4 -43 4 -43 6.4 -38L5 -36H-5Z', red);
            diver.circle(25, -40, 9, red);
            diver.line('M22 -32C16 -8 14 6 8 20', red, 1.1);
            diver.path('M18 -31Q25 -12 33 -32Z', 'none', `stroke="${light}" stroke-width=".7" opacity=".8"`);
        });
        for (let i = 0; i < 34; ++i) {
            const t = i / 34, r = (4 + next() * 15 * (0.4 + t)) * u, bx = x + (-30 + Math.sin(t * 9) * 34 + (next() - 0.5) * 60) * u, by = y - k * 0.5 - t * (y - k * 0.45);
            diver.circle(bx, by, r, '#ffffff', `fill-opacity=".13" stroke="#fff" stroke-opacity=".75" stroke-width="${1.8 * u}"`);
        }
        const front = s.layer(2);
        for (let i = 0; i < 22; ++i) {
            const edge = s.tall ? (i % 2 ? next() * 0.3 : 0.7 + next() * 0.32) : (i % 2 ? 0.88 + next() * 0.14 : next() * 0.4 - 0.05), base = w * edge, tall = (300 + next() * 560) * u;
            let d = `M${base} ${h + 10}`;
            for (let j = 1; j <= 8; ++j) d += `Q${base + (j % 2 ? 46 : -40) * u} ${h - tall * (j - 0.5) / 8} ${base + Math.sin(j + i) * 12 * u} ${h - tall * j / 8}`;
            front.line(d, weed, (15 + next() * 14) * u, 'stroke-linecap="round"');
        }
        front.path(ridge(s, h + 10 * u, 170 * u, { seed: 5, roughness: 0.6 }), weed);
    },
    letters: {
        box: [0.1, 0.71, 0.8, 0.16], align: 'cb', ink: '#f2fffb', small: '#d5fff4',
        ko: { lines: ['숨비소리'], font: 'NanumMyeongjo', weight: 400, spacing: 0.16 },
        en: { lines: ['Sumbisori'], font: 'GFS Didot', weight: 400, spacing: 0.02 },
    },
};

/** Flat and round for the smallest: a moon as large as the night, rabbits with torches, a rocket made of a rice mortar. */
export const moonRabbits = {
    seed: 71,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [night, violet, moon, pale, pink, mint] = s.pick(['#2a1e6b', '#5b3fb8', '#ffe27a', '#fff6c8', '#ff8fb1', '#6ff0d2'], ['#0d4a6b', '#1f8fb0', '#ffd2e6', '#fff0f6', '#ffb347', '#c0ff9a'], ['#6b1e4e', '#c0407f', '#c8f6ff', '#f0fdff', '#ffd84a', '#8affc8'], ['#143d33', '#2b8a63', '#ffb98a', '#ffe6d2', '#ff6f91', '#fff07a']);
        const sky = s.layer(0), mx = fx, my = h * (s.tall ? 0.61 : 0.66), r = (s.tall ? 400 : 440) * u;
        sky.fill(sky.linear([night, violet]));
        for (let i = 0; i < 60; ++i) {
            const x = next() * w, y = next() * h, k = (4 + next() * 13) * u;
            if (i % 4) sky.circle(x, y, k * 0.32, pale, `opacity="${0.5 + next() * 0.5}"`);
            else sky.path(`M${x} ${y - k}Q${x} ${y} ${x + k} ${y}Q${x} ${y} ${x} ${y + k}Q${x} ${y} ${x - k} ${y}Q${x} ${y} ${x} ${y - k}Z`, moon);
        }
        for (let i = 3; i >= 1; --i) sky.circle(mx, my, r + i * 62 * u, moon, 'opacity=".09"');
        const big = s.layer(0.5);
        big.circle(mx, my, r, moon);
        for (const [x, y, k] of [[-0.5, -0.35, 0.17], [0.42, -0.5, 0.11], [0.55, 0.3, 0.2], [-0.2, 0.55, 0.13], [-0.68, 0.25, 0.09], [0.1, -0.72, 0.07]]) {
            big.circle(mx + x * r, my + y * r, k * r, pale, 'opacity=".75"');
            big.circle(mx + (x + 0.03) * r, my + (y + 0.03) * r, k * r * 0.78, moon);
        }
        const rabbit = (plate, x, y, k, coat, hat, tilt, wave) => plate.group(`translate(${x} ${y}) rotate(${tilt}) scale(${k})`, () => {
            for (const side of [-1, 1]) {
                plate.path(`M${side * 8} -58C${side * 26} -120 ${side * 34} -128 ${side * 38} -112C${side * 40} -92 ${side * 30} -62 ${side * 22} -50Z`, coat);
                plate.path(`M${side * 15} -66C${side * 27} -104 ${side * 31} -112 ${side * 33} -106C${side * 33} -92 ${side * 26} -72 ${side * 21} -60Z`, pink);
            }
            plate.path('M-40 66C-46 20 -30 -6 0 -6C30 -6 46 20 40 66Z', hat);
            plate.ellipse(0, -30, 42, 36, coat);
            plate.path('M-42 -38Q0 -70 42 -38Q30 -62 0 -64Q-30 -62 -42 -38Z', hat);
            plate.circle(0, -56, 7, moon);
            for (const side of [-1, 1]) { plate.circle(side * 15, -28, 5.2, night); plate.circle(side * 15 + 1.8, -30, 1.8, '#fff'); plate.circle(side * 26, -17, 7, pink, 'opacity=".75"'); }
            plate.path('M-4 -20Q0 -16 4 -20Q0 -23 -4 -20Z', pink);
            plate.line('M0 -18V-14M0 -14Q-5 -9 -9 -13M0 -14Q5 -9 9 -13', night, 2.2, 'stroke-linecap="round"');
            plate.ellipse(-38, 22, 11, 22, coat, `transform="rotate(${wave ? 150 : 24} -34 10)"`);
            plate.ellipse(38, 22, 11, 22, coat, 'transform="rotate(-24 34 10)"');
            plate.circle(0, 26, 9, moon);
            plate.ellipse(-18, 68, 16, 10, coat); plate.ellipse(18, 68, 16, 10, coat);
        });
        const crew = s.layer(1);
        rabbit(crew, mx - 170 * u, my - r * 0.83 + 40 * u, 1.5 * u, '#ffffff', '#ff5f6d', -20, true);
        rabbit(crew, mx + 10 * u, my - r * 0.98, 1.8 * u, '#fff2e2', '#2f6df6', 0, false);
        rabbit(crew, mx + 190 * u, my - r * 0.82 + 40 * u, 1.4 * u, '#e3d4ff', '#19b98a', 22, false);
        const ship = s.layer(1.5), sx = mx + (s.tall ? -190 : -560) * u, sy = my + (s.tall ? 250 : -230) * u;
        ship.group(`translate(${sx} ${sy}) rotate(-38) scale(${1.7 * u})`, () => {
            ship.path('M-34 74Q0 150 34 74Q18 92 0 88Q-18 92 -34 74Z', moon); ship.path('M-18 74Q0 118 18 74Z', '#ff7a3c');
            ship.path('M-60 76L-44 10L-30 60Z', '#ff5f6d'); ship.path('M60 76L44 10L30 60Z', '#ff5f6d');
            ship.path('M0 -110C44 -70 48 20 36 78H-36C-48 20 -44 -70 0 -110Z', '#fffaf0');
            ship.path('M0 -110C20 -92 31 -66 36 -44H-36C-31 -66 -20 -92 0 -110Z', '#ff5f6d');
            ship.circle(0, -8, 21, mint); ship.circle(0, -8, 21, 'none', `stroke="${night}" stroke-width="6"`); ship.rect(-38, 48, 76, 10, '#2f6df6');
        });
        const front = s.layer(2);
        for (const [j, paint] of [pink, pale, '#ffffff'].entries()) {
            for (let i = 0; i < 10; ++i) front.circle((i / 9) * w + (next() - 0.5) * 90 * u, h + (20 + j * 62) * u, (130 + next() * 55) * u, paint);
        }
    },
    letters: {
        box: [0.08, 0.04, 0.84, 0.155], align: 'ct', ink: '#fff6c8', small: '#5b3fb8', foot: 0.978,
        ko: { lines: ['달토끼', '순찰대'], font: 'BM JUA_TTF', leading: 0.98, logo: ['달토끼 순찰대'] },
        en: { lines: ['Moon Rabbit', 'Patrol'], font: 'BM JUA_TTF', leading: 0.95 },
    },
};

/** Long exposure on a bridge: a bus that is all windows, the city as threads of light. */
export const lastBus = {
    seed: 83,
    scene(s) {
        const { w, h, u, fx } = s, next = random(s.seed), [sky0, sky1, hot, cold, lamp] = s.pick(['#070b1e', '#263a6e', '#ff7d4d', '#6fa8ff', '#ffe3a8'], ['#10081a', '#5a2757', '#ff5d8f', '#9b8cff', '#ffd2b8'], ['#081518', '#1e5a5c', '#ffb347', '#5ff0d8', '#fff2c0'], ['#1a1420', '#55505e', '#ff8a5c', '#b6c8e6', '#fff0d0']);
        const horizon = h * (s.tall ? 0.6 : 0.56), back = s.layer(0);
        back.fill(back.linear([[sky0, 0], [sky1, 0.72], [hot, 1]], [0, 0, 0, horizon + 60 * u]));
        back.circle(fx + (s.tall ? 210 : 300) * u, horizon - 470 * u, 62 * u, lamp);
        for (let i = 0; i < 70; ++i) {
            const x = (i / 70) * w * 1.02 - 20, tall = (40 + next() * next() * 330) * u, width = (w / 70) * (0.8 + next() * 0.9);
            back.rect(x, horizon - tall, width, tall, sky0, 'opacity=".92"');
            for (let k = 0; k < tall / (20 * u); ++k) if (next() > 0.6) back.rect(x + width * (0.15 + next() * 0.5), horizon - tall + (8 + k * 20) * u, 5 * u, 7 * u, next() > 0.3 ? lamp : cold, `opacity="${0.35 + next() * 0.6}"`);
        }
        back.rect(0, horizon, w, h - horizon, back.linear([[sky1, 0], [sky0, 0.7]], [0, horizon, 0, h]));
        for (let i = 0; i < 110; ++i) back.rect(next() * w, horizon + next() * 20 * u, (3 + next() * 5) * u, (40 + next() * 210) * u, [lamp, hot, cold][i % 3], `opacity="${0.06 + next() * 0.22}"`);
        back.cloud(sky0, { fx: 0.003, fy: 0.06, seed: 8, cut: 0.42, gain: 3, opacity: 0.8, y: horizon - 30 * u, height: 400 * u });
        const road = s.layer(1), deck = h * (s.tall ? 0.84 : 0.82);
        for (let i = 0; i < 34; ++i) {
            const y = deck - (next() * 46 - 8) * u, colour = i % 2 ? hot : lamp;
            road.line(`M-20 ${y}C${w * 0.3} ${y - 18 * u} ${w * 0.7} ${y + 14 * u} ${w + 20} ${y - 6 * u}`, colour, (0.8 + next() * 4) * u, `opacity="${0.2 + next() * 0.6}"`);
        }
        road.rect(0, deck + 8 * u, w, h, '#04050d');
        const bx = fx - (s.tall ? 500 : 640) * u, by = deck - 236 * u, length = 1000 * u, tall = 214 * u;
        road.glow(bx + length * 0.5, by + tall * 0.4, 560 * u, lamp, 0.4);
        road.rect(bx, by, length, tall, '#10254f', `rx="${30 * u}"`);
        road.rect(bx, by + tall * 0.68, length, tall * 0.09, hot);
        for (let i = 0; i < 8; ++i) {
            const x = bx + (36 + i * 116) * u;
            road.rect(x, by + 32 * u, 100 * u, 100 * u, road.linear([['#fff6dc', 0], [lamp, 0.4], ['#e8a04e', 1]], [0, by + 30 * u, 0, by + 132 * u]), `rx="${9 * u}"`);
            if (i === 2 || i === 5) road.path(`M${x + 22 * u} ${by + 132 * u}q${4 * u} ${-38 * u} ${22 * u} ${-40 * u}a${17 * u} ${18 * u} 0 1 1 ${14 * u} 0q${20 * u} ${4 * u} ${22 * u} ${40 * u}z`, '#10132a');
            else road.rect(x + 60 * u, by + 92 * u, 26 * u, 40 * u, '#a8642f', `rx="${7 * u}" opacity=".7"`);
        }
        road.rect(bx + length - 34 * u, by + 28 * u, 30 * u, 140 * u, lamp, `rx="${8 * u}"`);
        road.add(`<text x="${bx + 330 * u}" y="${by + tall * 0.93}" font-family="NanumSquare" font-weight="800" font-size="${30 * u}" fill="${lamp}">막차  N61  바다역</text>`);
        for (const x of [0.17, 0.8]) { road.circle(bx + length * x, by + tall, 44 * u, '#04050d'); road.circle(bx + length * x, by + tall, 18 * u, '#4d5678'); }
        road.path(`M${bx + length} ${by + tall * 0.7}L${w + 40} ${by + tall * 0.4}V${deck + 70 * u}L${bx + length} ${by + tall * 0.9}Z`, road.linear([[lamp, 0, 0.8], [lamp, 1, 0]], [bx + length, 0, bx + length + 400 * u, 0]));
        const front = s.layer(2);
        for (let i = 0; i < 15; ++i) front.rect((i / 14) * (w + 80) - 40, deck + 16 * u, 13 * u, 150 * u, '#000', 'opacity=".9"');
        front.rect(0, deck + 14 * u, w, 16 * u, '#000');
        front.rect(0, deck + 11 * u, w, 3 * u, hot, 'opacity=".7"');
        front.path(swell(s, h - 40 * u, 16 * u, { waves: 3 }), '#02030a');
    },
    letters: {
        box: [0.09, 0.07, 0.6, 0.17], align: 'lt', ink: '#fff2d8', small: '#ffe3a8',
        ko: { lines: ['막차'], font: 'Nanum Brush Script', box: [0.08, 0.06, 0.5, 0.22], weight: 400 },
        en: { lines: ['The Last', 'Bus Home'], font: 'Jura', weight: 600, leading: 1.05 },
    },
};
