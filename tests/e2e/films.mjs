// Films for the tests, made by the ffmpeg command out of nothing, and measures of what came out. A film is made once
// and kept under the temporary directory by its recipe, so that a second test that wants it finds it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './harness.mjs';

const cache = join(tmpdir(), `nuri-e2e-films-${process.getuid()}`);

/** Runs ffmpeg with `args` and the name of a file that ends in `ending`; the file, made now or before. */
export async function make(args, ending, { within_ms = 60_000 } = {}) {
    mkdirSync(cache, { recursive: true });
    const file = join(cache, `${createHash('sha256').update(JSON.stringify([args, ending])).digest('hex').slice(0, 20)}.${ending}`);
    if (existsSync(file)) return file;
    const folder = mkdtempSync(join(cache, 'making-'));
    try {
        const made = join(folder, `film.${ending}`);
        const { code, stderr } = await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args, made], { within_ms });
        assert.equal(code, 0, `ffmpeg ${args.join(' ')}: ${stderr}`);
        renameSync(made, file);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
    return file;
}

/** Keeps text as a file beside the films. */
export function textFile(name, content) {
    mkdirSync(cache, { recursive: true });
    const folder = join(cache, createHash('sha256').update(content).digest('hex').slice(0, 20));
    mkdirSync(folder, { recursive: true });
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
}

const fast = ['-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const counter = 'drawtext=text=%{n}:fontsize=h/6:x=(w-tw)/2:y=h*0.42:fontcolor=white:box=1:boxcolor=black';
let canDraw = null;
async function hasCounter() {
    canDraw ??= (await run('ffmpeg', ['-loglevel', 'error', '-f', 'lavfi', '-i', 'color=s=64x64:d=0.1', '-vf', counter, '-f', 'null', '-'])).code === 0;
    return canDraw;
}

/**
 * A moving picture with a frame counter, and one tone for each language: [{language, hz}]. MP4, H.264 and AAC.
 */
export async function film({ seconds = 12, width = 640, height = 360, fps = 25, audio = [{ language: 'kor', hz: 440 }], video_args = [], args = [], ending = 'mp4', picture = 'testsrc2' } = {}) {
    const inputs = ['-f', 'lavfi', '-i', `${picture}=s=${width}x${height}:r=${fps}:d=${seconds}`];
    for (const { hz } of audio) inputs.push('-f', 'lavfi', '-i', `sine=frequency=${hz}:sample_rate=48000:d=${seconds}`);
    const maps = ['-map', '0:v', ...audio.flatMap((_, n) => ['-map', `${n + 1}:a`])];
    const names = audio.flatMap(({ language }, n) => (language ? [`-metadata:s:a:${n}`, `language=${language}`] : []));
    const draw = (await hasCounter()) ? ['-vf', counter] : [];
    return make([...inputs, ...maps, ...draw, '-c:v', 'libx264', ...fast, ...video_args, '-c:a', 'aac', '-b:a', '64k', '-ac', '2', ...names, ...args], ending);
}

/** White for two frames and a beep with them, at every whole second: whoever plays it right has both at once. */
export async function clapper({ seconds = 14, fps = 25 } = {}) {
    const flash = `color=black:s=320x180:r=${fps}:d=${seconds},geq=lum='if(lt(mod(T\\,1)\\,${1.5 / fps})\\,235\\,16)':cb=128:cr=128`;
    const beep = `aevalsrc='0.8*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.08)':s=48000:d=${seconds}`;
    return make(['-f', 'lavfi', '-i', flash, '-f', 'lavfi', '-i', beep, '-c:v', 'libx264', ...fast, '-bf', '2', '-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-metadata:s:a:0', 'language=eng'], 'mp4');
}

/** Subtitles of one cue a second: "<word> 0", "<word> 1", … */
export function subtitles(word, seconds = 12) {
    const clock = (s) => `00:00:${String(s).padStart(2, '0')}`;
    const cues = Array.from({ length: seconds }, (_, n) => `${clock(n)}.000 --> ${clock(n)}.950\n${word} ${n}\n`);
    return textFile('subtitles.vtt', `WEBVTT\n\n${cues.join('\n')}`);
}

/** ffprobe's word on a file or URL: {streams, format}. */
export async function probe(what, more = []) {
    const { code, stdout, stderr } = await run('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', ...more, what]);
    assert.equal(code, 0, `ffprobe ${what}: ${stderr}`);
    return JSON.parse(stdout);
}

/** Plays the whole of a file or URL through ffmpeg's decoders: {frames, samples_s, complaints}. */
export async function decode(what, more = []) {
    const { code, stderr } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'warning', '-stats', ...more, '-i', what, '-f', 'null', '-'], { within_ms: 120_000 });
    return { code, frames: Number(stderr.match(/frame=\s*(\d+)(?![\s\S]*frame=)/)?.[1] ?? 0), complaints: stderr.split('\n').filter((line) => /error|invalid|corrupt|missing/i.test(line)) };
}

/** When the clapper's flashes and beeps are met on playing it, in seconds. */
export async function claps(what, more = []) {
    const seen = await run('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'info', ...more, '-i', what, '-map', '0:v:0', '-vf', 'signalstats,metadata=print:key=lavfi.signalstats.YAVG', '-f', 'null', '-'], { within_ms: 120_000 });
    const flashes = [];
    let before = 0, at = 0;
    for (const line of seen.stderr.split('\n')) {
        const frame = line.match(/pts_time:([\d.]+)/);
        if (frame) at = Number(frame[1]);
        const level = line.match(/YAVG=([\d.]+)/);
        if (!level) continue;
        if (Number(level[1]) > 120 && before <= 120) flashes.push(at);
        before = Number(level[1]);
    }
    const heard = await run('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'info', ...more, '-i', what, '-map', '0:a:0', '-af', 'silencedetect=noise=-30dB:d=0.2', '-f', 'null', '-'], { within_ms: 120_000 });
    const beeps = [...heard.stderr.matchAll(/silence_end: ([\d.]+)/g)].map(([, moment]) => Number(moment));
    return { flashes, beeps };
}
