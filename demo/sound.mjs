// Scores for the demo's films, synthesised: plucked strings (Karplus and Strong), pads, a pulse, and the weather. Every
// title has a scale, a tempo and a weather of its own, from its seed.
import { random } from './art/press.mjs';

const rate = 48000;
const scales = [[0, 2, 5, 7, 9], [0, 3, 5, 7, 10], [0, 2, 3, 7, 8], [0, 2, 4, 7, 9], [0, 1, 5, 7, 8]];

/** A stereo score as 16-bit WAV. `weather` is sea, rain, wind or none; `pulse` adds a soft beat. */
export function score({ seconds, seed, weather = 'wind', pulse = false, bright = 0.5 }) {
    const length = Math.round(seconds * rate), left = new Float32Array(length), right = new Float32Array(length), next = random(seed * 977 + 5);
    const scale = scales[Math.floor(next() * scales.length)], root = 98 * 2 ** (Math.floor(next() * 8) / 12), beat = 0.46 + next() * 0.34;
    const note = (step) => root * 2 ** ((scale[((step % 5) + 5) % 5] + 12 * Math.floor(step / 5)) / 12);
    pads(left, right, note, next, bright);
    plucks(left, right, note, next, beat, bright);
    if (pulse) beats(left, right, next, beat);
    if (weather !== 'none') air(left, right, next, weather);
    reverb(left, right);
    return wav(left, right);
}

function pads(left, right, note, next, bright) {
    const span = 8 * rate;
    for (let start = 0, bar = 0; start < left.length; start += span, ++bar) {
        const base = [0, 3, 1, 2][bar % 4];
        for (const [step, gain] of [[base - 5, 0.1], [base, 0.06], [base + 2, 0.05], [base + 4, 0.04 * bright]]) {
            const f = note(step), pan = 0.3 + next() * 0.4, drift = 0.08 + next() * 0.15, long = Math.min(span * 1.25, left.length - start);
            for (let i = 0; i < long; ++i) {
                const t = i / rate, swell = Math.min(1, t / 2.4) * Math.min(1, (long - i) / (2 * rate)), w = 2 * Math.PI * f * t;
                const tone = (Math.sin(w + 0.6 * Math.sin(2 * Math.PI * drift * t)) + 0.35 * Math.sin(2.003 * w) + 0.16 * bright * Math.sin(3.01 * w)) * swell * gain;
                left[start + i] += tone * (1 - pan);
                right[start + i] += tone * pan;
            }
        }
    }
}

function plucks(left, right, note, next, beat, bright) {
    let step = 5;
    for (let t = 1.2; t < left.length / rate - 2; t += beat * [1, 1, 2, 2, 3, 4][Math.floor(next() * 6)]) {
        step = Math.max(2, Math.min(14, step + Math.floor(next() * 5) - 2));
        const period = Math.round(rate / note(step + 5)), line = Float32Array.from({ length: period }, () => next() * 2 - 1), start = Math.round(t * rate), pan = 0.25 + next() * 0.5, gain = 0.16 + next() * 0.12;
        for (let pass = 0; pass < 2; ++pass) for (let i = 0; i < period; ++i) line[i] = line[i] * (0.4 + bright * 0.3) + line[(i + 1) % period] * (0.6 - bright * 0.3);
        for (let i = 0, at = 0; i < 2.6 * rate && start + i < left.length; ++i) {
            const value = line[at];
            line[at] = (value + line[(at + 1) % period]) * 0.4985;
            at = (at + 1) % period;
            left[start + i] += value * gain * (1 - pan);
            right[start + i] += value * gain * pan;
        }
    }
}

function beats(left, right, next, beat) {
    for (let t = 0.8, count = 0; t < left.length / rate - 0.5; t += beat, ++count) {
        const start = Math.round(t * rate), drum = count % 4 === 0;
        for (let i = 0; i < 0.22 * rate && start + i < left.length; ++i) {
            const s = i / rate, value = drum ? Math.sin(2 * Math.PI * (46 + 70 * Math.exp(-s * 26)) * s) * Math.exp(-s * 15) * 0.3 : count % 2 ? (next() * 2 - 1) * Math.exp(-s * 70) * 0.045 : 0;
            left[start + i] += value;
            right[start + i] += value;
        }
    }
}

function air(left, right, next, weather) {
    const [gain, cut, slow] = { sea: [0.16, 0.045, 0.11], rain: [0.07, 0.32, 0.03], wind: [0.1, 0.016, 0.07] }[weather];
    for (const [channel, phase] of [[left, 0], [right, 1.3]]) {
        for (let i = 0, low = 0, lower = 0; i < channel.length; ++i) {
            low += cut * (next() * 2 - 1 - low);
            lower += cut * 0.5 * (low - lower);
            const t = i / rate;
            channel[i] += (weather === 'rain' ? low : lower * 3) * gain * (0.45 + 0.55 * Math.sin(2 * Math.PI * slow * t + phase) ** 2);
        }
    }
}

/** Four combs and a pre-delay for each ear: a hall. */
function reverb(left, right) {
    for (const [channel, offset] of [[left, 0], [right, 23]]) {
        const dry = channel.slice();
        for (const delay of [1687, 1931, 2053, 2251]) {
            const line = new Float32Array(delay + offset);
            for (let i = 0, at = 0, low = 0; i < channel.length; ++i) {
                const out = line[at];
                low += 0.35 * (out - low);
                line[at] = dry[i] + low * 0.82;
                at = at + 1 === line.length ? 0 : at + 1;
                channel[i] += out * 0.1;
            }
        }
    }
}

function wav(left, right) {
    let peak = 0.001;
    for (let i = 0; i < left.length; ++i) peak = Math.max(peak, Math.abs(left[i]), Math.abs(right[i]));
    const gain = 0.62 / peak, fade = rate * 1.5, data = Buffer.alloc(44 + left.length * 4);
    data.write('RIFF', 0, 'latin1'); data.writeUInt32LE(36 + left.length * 4, 4); data.write('WAVEfmt ', 8, 'latin1');
    data.writeUInt32LE(16, 16); data.writeUInt16LE(1, 20); data.writeUInt16LE(2, 22); data.writeUInt32LE(rate, 24);
    data.writeUInt32LE(rate * 4, 28); data.writeUInt16LE(4, 32); data.writeUInt16LE(16, 34); data.write('data', 36, 'latin1'); data.writeUInt32LE(left.length * 4, 40);
    for (let i = 0; i < left.length; ++i) {
        const edge = Math.min(1, i / fade, (left.length - i) / fade) * gain * 32767;
        data.writeInt16LE(Math.round(left[i] * edge), 44 + i * 4);
        data.writeInt16LE(Math.round(right[i] * edge), 46 + i * 4);
    }
    return data;
}
