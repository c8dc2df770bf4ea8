// The pictures of a title as files: posters and logos in every script that it has lettering for, a backdrop, a still, and a
// still for each episode.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backdrop, logoOf, pictureOf, poster, posterOf, still } from './art/compose.mjs';
import { directions } from './art/directions.mjs';
import { episodesOf, made, nameIn, run, whole } from './workshop.mjs';

/** Where the camera stands for one episode after another. */
const cameras = [{ near: 1.15, x: 0.6, y: 0.6 }, { near: 1.75, x: 0.46, y: 0.85 }, { near: 1.4, x: 0.2, y: 0.4 }, { near: 1.6, x: 0.7, y: 0.3 }];

const grain = ['-vf', 'noise=alls=5:allf=u', '-q:v', '3', '-pix_fmt', 'yuvj420p'];

async function rasterise(svg, png) {
    await writeFile(`${png}.svg`, svg);
    await run('rsvg-convert', [`${png}.svg`, '-o', png]);
    await rm(`${png}.svg`);
}

/** A JPEG with a little grain, as printed and photographed pictures have. */
async function photograph(svg, file) {
    const png = `${file}.png`;
    await rasterise(svg, png);
    await whole(file, (part) => run('ffmpeg', ['-v', 'error', '-y', '-i', png, ...grain, '-f', 'mjpeg', part]));
    await rm(png);
}

/** "연출 한서윤 · 출연 윤가람, 민도하" in the poster's language, or in English. */
function creditsOf(title, locale) {
    const language = locale.split('-')[0], by = (...roles) => title.people.filter((p) => roles.includes(p.role)).map((p) => nameIn(p.names, locale)).slice(0, 3);
    const [direction, cast] = { ko: ['연출', '출연'], ja: ['監督', '声の出演'], zh: ['導演', '主演'], es: ['Dirección', 'Con'], pt: ['Direção', 'Com'], fr: ['Réalisation', 'Avec'], de: ['Regie', 'Mit'] }[language] ?? ['Directed by', 'With'];
    const makers = by('director', 'creator'), players = by('cast');
    return [makers.length ? `${direction} ${makers.join(', ')}` : '', players.length ? `${cast} ${players.join(', ')}` : ''].filter(Boolean).join('   ·   ');
}

/** The work of one title's pictures, as a list of [name, work] to be done in any order. */
export function pictureTasks(title, out) {
    const direction = directions[title.slug], folder = join(out, 'art', title.slug), tasks = [];
    const locales = Object.keys(direction.letters).filter((key) => direction.letters[key]?.lines);
    const task = (file, work) => tasks.push([`art/${title.slug}/${file}`, async () => { if (!await made(join(folder, file))) { await mkdir(folder, { recursive: true }); await work(join(folder, file)); } }]);
    tasks.push([`art/${title.slug}/poster`, async () => {
        const files = locales.map((locale) => join(folder, `poster.${locale}.jpg`));
        if ((await Promise.all(files.map(made))).every(Boolean)) return;
        await mkdir(folder, { recursive: true });
        const base = join(folder, 'base.png');
        await rasterise(pictureOf(direction, poster), base);
        for (const [i, locale] of locales.entries()) {
            const second = nameIn(title.names, locale === 'en' ? title.original_language : 'en');
            await photograph(posterOf(direction, locale, { second: second === nameIn(title.names, locale) ? '' : second, credits: creditsOf(title, locale) }, 'base.png'), files[i]);
        }
        await rm(base);
    }]);
    task('backdrop.jpg', (file) => photograph(pictureOf(direction, backdrop), file));
    task('still.jpg', (file) => photograph(pictureOf(direction, still, 1, { near: 1.25, x: 0.55, y: 0.6 }), file));
    for (const locale of locales) {
        task(`logo.${locale}.png`, (file) => whole(file, async (part) => {
            const { svg } = logoOf(direction, locale);
            await writeFile(`${part}.svg`, svg);
            await run('rsvg-convert', [`${part}.svg`, '-o', part]);
            await rm(`${part}.svg`);
        }));
    }
    for (const [i, episode] of episodesOf(title).entries()) task(`${episode.place}.jpg`, (file) => photograph(pictureOf({ ...direction, seed: direction.seed + i * 7 }, still, i % 4, cameras[i % 4]), file));
    return tasks;
}
