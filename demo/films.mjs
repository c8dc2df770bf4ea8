// The demo's films: scenes whose layers go by at different speeds, a title card, a score, and for the longer ones two voices
// and subtitles in every language that the script has.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layersOf, logoOf } from './art/compose.mjs';
import { directions } from './art/directions.mjs';
import { documentOf } from './art/press.mjs';
import { score } from './sound.mjs';
import { episodesOf, made, nameIn, run, whole } from './workshop.mjs';

const fps = 24;
const weathers = {
    'tide-line': 'sea', sumbisori: 'sea', 'the-lighthouse-keepers-cat': 'sea', 'harbour-of-glass': 'sea', 'the-river-of-small-gods': 'sea',
    'noodle-alley': 'rain', 'rain-on-platform-nine': 'rain', 'monsoon-radio': 'rain', 'lagos-after-rain': 'rain', 'half-light-county': 'rain',
    'moon-rabbit-patrol': 'none', 'seven-to-midnight': 'none', 'saudade-station': 'none',
};
const pulsing = new Set(['noodle-alley', 'moon-rabbit-patrol', 'dusk-protocol', 'lagos-after-rain', 'monsoon-radio', 'saudade-station', 'the-weight-of-kites', 'seven-to-midnight']);
/** Speakers that espeak-ng has; where it has none, or none that reads the script (kanji), the title is not spoken. */
const voices = { ko: 'ko', en: 'en-gb', hi: 'hi', es: 'es-419', pt: 'pt-br', 'pt-PT': 'pt', fr: 'fr-fr', de: 'de', nb: 'nb', id: 'id', ms: 'ms', ar: 'ar', zh: 'cmn', 'zh-Hant': 'cmn' };
const languages3 = { ko: 'kor', en: 'eng', ja: 'jpn', hi: 'hin', es: 'spa', pt: 'por', 'pt-PT': 'por', fr: 'fra', de: 'deu', nb: 'nob', id: 'ind', ms: 'msa', ar: 'ara', zh: 'zho', 'zh-Hant': 'zho', th: 'tha' };

/** How near the camera stands in one scene after another. */
const closeness = [1, 1.7, 1.2, 2, 1, 1.45, 1.25];

/** How long, how large: `quick` is for tests. */
export function measuresOf(media, quick) {
    const long = media.kind === 'film';
    if (quick) return { w: 640, h: 360, seconds: long ? 3 : 4, scenes: long ? media.scenes.slice(0, 2) : [{ take: 1 }] };
    return long ? { w: 1920, h: 1080, seconds: 8, scenes: media.scenes } : { w: 1280, h: 720, seconds: 8, scenes: [{ take: 1 }] };
}

/** One scene as a file: three sheets that move by whole pixels a frame, so that nothing trembles. */
async function scene(direction, { w, h, seconds }, take, index, logo, file) {
    const frames = seconds * fps, step = Math.max(1, Math.round(w / 1920)), reach = frames * step * 2, sheets = [], zoom = logo ? 1 : closeness[index % closeness.length];
    const layers = layersOf(direction, { w: w + reach, h }, take);
    for (const [near, far] of [[-1, 0.25], [0.25, 1.25], [1.25, 9]]) {
        const those = layers.filter((layer) => layer.depth > near && layer.depth <= far);
        if (those.length === 0) continue;
        const png = `${file}.${sheets.length}.png`;
        const cx = (w + reach) / 2 + w * [0.1, -0.06, 0.02][index % 3], cy = h * [0.42, 0.56, 0.5][index % 3], frame = `<g transform="translate(${cx} ${cy}) scale(${zoom}) translate(${-cx} ${-cy})">`;
        await writeFile(`${png}.svg`, documentOf(w + reach, h, those.map((l) => l.defs).join(''), `${frame}${those.map((l) => l.body).join('')}</g>`));
        await run('rsvg-convert', [`${png}.svg`, '-o', png]);
        await rm(`${png}.svg`);
        sheets.push(png);
    }
    const inputs = sheets.flatMap((png) => ['-i', png]), still = `loop=loop=-1:size=1,fps=${fps}`;
    let graph = `[0:v]crop=${w}:${h}:${reach / 2}:0,format=yuv420p,${still},trim=end_frame=${frames}[v0]`, last = 'v0';
    for (let i = 1; i < sheets.length; ++i) {
        const x = index % 2 ? `-${reach / 2}-${i * step * frames / 2}+n*${i * step}` : `-${reach / 2}+${i * step * frames / 2}-n*${i * step}`;
        graph += `;[${i}:v]format=yuva420p,${still}[s${i}];[${last}][s${i}]overlay=x='${x}':y=0:shortest=1[v${i}]`;
        last = `v${i}`;
    }
    if (logo) {
        const width = Math.round(w * 0.42), height = Math.round(h * 0.26);
        inputs.push('-i', logo);
        graph += `;[${sheets.length}:v]scale=${width}:${height}:force_original_aspect_ratio=decrease,format=yuva420p,${still},trim=end_frame=${frames},setpts=N/${fps}/TB,fade=in:st=${seconds * 0.35}:d=1:alpha=1[card];[${last}]drawbox=t=fill:color=black@0.28:enable='gte(t,${seconds * 0.4})'[dim];[dim][card]overlay=x=(W-w)/2:y=(H-h)/2:shortest=1[titled]`;
        last = 'titled';
    }
    graph += `;[${last}]fade=in:st=0:d=0.5,fade=out:st=${seconds - 0.5}:d=0.5,format=yuv420p[out]`;
    await whole(file, (part) => run('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex_threads', '1', '-filter_complex', graph, '-map', '[out]', '-frames:v', `${frames}`,
        '-r', `${fps}`, '-c:v', 'libx264', '-threads', '1', '-preset', 'ultrafast', '-crf', '17', '-color_range', 'tv', '-f', 'matroska', part]));
    for (const png of sheets) await rm(png);
}

/** The score, and over it a low voice that says each line where its scene begins. */
async function soundtrack(folder, name, music, lines, language, seconds) {
    const voiceFiles = [];
    for (const [i, line] of lines.entries()) {
        if (!line || !voices[language]) continue;
        const file = join(folder, `${name}.${language}.${i}.wav`);
        await run('espeak-ng', ['-v', `${voices[language]}+whisper`, '-s', '118', '-p', '30', '-g', '4', '-w', file, line]);
        voiceFiles.push([file, i]);
    }
    const out = join(folder, `${name}.${language}.flac`);
    const inputs = [music, ...voiceFiles.map(([file]) => file)].flatMap((file) => ['-i', file]);
    const spoken = voiceFiles.map(([, i], k) => `[${k + 1}:a]aresample=48000,pan=stereo|c0=c0|c1=c0,highpass=f=90,lowpass=f=7000,volume=1.1,aecho=0.85:0.7:47|113|211:0.22|0.16|0.1,adelay=${Math.round((i * seconds + 1.3) * 1000)}:all=1[a${k}]`);
    const graph = [...spoken, `[0:a]${voiceFiles.map((_, k) => `[a${k}]`).join('')}amix=inputs=${voiceFiles.length + 1}:normalize=0:duration=first,alimiter=limit=0.9[mix]`].join(';');
    await run('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex', graph, '-map', '[mix]', '-f', 'flac', out]);
    for (const [file] of voiceFiles) await rm(file);
    return out;
}

const clock = (seconds) => `00:0${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(3).padStart(6, '0')}`;

/** The work of a title's films: each scene, and then the film of them. */
export function filmTasks(title, out, quick) {
    const direction = directions[title.slug], folder = join(out, 'films');
    const works = title.media ? [{ place: '', media: title.media, offset: 0 }] : episodesOf(title).map((episode, i) => ({ place: `-${episode.place}`, media: episode.media, offset: i }));
    return works.filter(({ media }) => media.kind !== 'none').map(({ place, media, offset }) => {
        const name = `${title.slug}${place}`, file = join(folder, `${name}.mkv`);
        return [`films/${name}`, async () => {
            if (await made(file)) return;
            await mkdir(folder, { recursive: true });
            const measures = measuresOf(media, quick), { seconds, scenes } = measures, logo = join(folder, `${name}.logo.png`), parts = [];
            const locale = direction.letters[title.original_language] ? title.original_language : 'en';
            await writeFile(`${logo}.svg`, logoOf(direction, locale).svg);
            await run('rsvg-convert', [`${logo}.svg`, '-o', logo]);
            for (const [i, { take }] of scenes.entries()) {
                const part = join(folder, `${name}.${i}.mkv`);
                if (!await made(part)) await scene({ ...direction, seed: direction.seed + offset * 13 + i * 3 }, measures, take + offset, i + offset, i + 1 === scenes.length ? logo : null, part);
                parts.push(part);
            }
            const music = join(folder, `${name}.wav`), total = seconds * scenes.length;
            await writeFile(music, score({ seconds: total, seed: direction.seed + offset, weather: weathers[title.slug] ?? 'wind', pulse: pulsing.has(title.slug), bright: title.genres.includes('family') ? 0.9 : 0.45 }));
            const audio = media.audio ?? [title.original_language];
            const tracks = [];
            for (const language of audio) {
                const lines = media.kind === 'film' ? scenes.map((s) => s.lines[language]) : [nameIn(title.names, language)];
                tracks.push([language, await soundtrack(folder, name, music, lines, language, media.kind === 'film' ? seconds : seconds * 0.4)]);
            }
            for (const language of Object.keys(scenes[0].lines ?? {})) {
                const cues = scenes.map((s, i) => `${clock(i * seconds + 1)} --> ${clock((i + 1) * seconds - 0.8)}\n${s.lines[language]}\n`);
                await writeFile(join(folder, `${name}.${language}.vtt`), `WEBVTT\n\n${cues.join('\n')}`);
            }
            const list = join(folder, `${name}.txt`);
            await writeFile(list, parts.map((part) => `file '${part}'\n`).join(''));
            const inputs = ['-f', 'concat', '-safe', '0', '-i', list, ...tracks.flatMap(([, track]) => ['-i', track])];
            const maps = ['-map', '0:v', ...tracks.flatMap(([language], i) => ['-map', `${i + 1}:a`, `-metadata:s:a:${i}`, `language=${languages3[language]}`])];
            await whole(file, (part) => run('ffmpeg', ['-v', 'error', '-y', ...inputs, ...maps, '-c', 'copy', '-f', 'matroska', part]));
            for (const left of [...parts, ...tracks.map(([, track]) => track), music, list, logo, `${logo}.svg`]) await rm(left, { force: true });
        }];
    });
}
