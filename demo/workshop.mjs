// What every part of the demo's workshop shares: programs run, files that appear whole, titles read.
import { execFile } from 'node:child_process';
import { access, readFile, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = dirname(fileURLToPath(import.meta.url));

/** Runs a program to its end; its standard output. A failure says what the program said. */
export function run(program, args) {
    return new Promise((resolve, reject) => {
        execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
            if (error) reject(new Error(`${program} failed: ${stderr.trim().split('\n').slice(-3).join(' ') || error.message}`));
            else resolve(stdout);
        });
    });
}

export const made = (file) => access(file).then(() => true, () => false);

/** Makes a file under another name, and gives it its own when it is whole. */
export async function whole(file, make) {
    const part = join(dirname(file), `.part-${process.pid}-${file.split('/').pop()}`);
    await make(part);
    await rename(part, file);
}

/** A name in a locale, or in a related one, or in English, or any. */
export function nameIn(names, locale) {
    const language = locale.split('-')[0];
    return names[locale] ?? names[language] ?? Object.entries(names).find(([key]) => key.split('-')[0] === language)?.[1] ?? names.en ?? Object.values(names)[0];
}

/** The catalogue, or the titles named, in its order: series and originals first. */
export async function titlesOf(slugs) {
    const files = (await readdir(join(home, 'titles'))).filter((file) => file.endsWith('.json')).sort();
    const titles = await Promise.all(files.map(async (file) => JSON.parse(await readFile(join(home, 'titles', file), 'utf8'))));
    for (const slug of slugs ?? []) if (!titles.some((title) => title.slug === slug)) throw new Error(`there is no title ${slug}`);
    return titles.filter((title) => !slugs || slugs.includes(title.slug));
}

/** "s1e2" and what the catalogue says of each. */
export function episodesOf(title) {
    return (title.seasons ?? []).flatMap((season) => season.episodes.map((episode, i) => ({ ...episode, place: `s${season.number}e${i + 1}` })));
}

/** Does all of it, `width` at a time; `done` hears each name. The first failure stops the rest. */
export async function together(tasks, width, done) {
    const waiting = [...tasks];
    await Promise.all(Array.from({ length: width }, async () => {
        for (let task = waiting.shift(); task; task = waiting.shift()) {
            try {
                await task[1]();
            } catch (error) {
                waiting.length = 0;
                throw new Error(`${task[0]}: ${error.message}`);
            }
            done(task[0]);
        }
    }));
}
