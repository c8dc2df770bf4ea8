// Real films, where they are at hand (../shared/data/films beside the repository): each is ingested and plays in
// Chromium with picture and sound together. NURI_ALL_FILMS=1 takes the long one with the usual ladder too.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Service, root, until } from './harness.mjs';
import { decode, probe } from './films.mjs';

const folder = resolve(root, process.env.NURI_FILMS ?? '../shared/data/films');
const all = process.env.NURI_ALL_FILMS === '1';
const ladder = all ? [] : ['--ladder', '234'];
const films = [
    { slug: 'big-buck-bunny', file: 'big-buck-bunny-720p-5s.mp4', seconds: 5.28, args: ['--audio', 'en'] },
    { slug: 'big-buck-bunny-surround', file: 'big-buck-bunny-480p-5.1.mp4', seconds: 30, args: ['--audio', 'en'] },
    { slug: 'tears-of-steel', file: 'tears-of-steel.webm', seconds: 70.5, args: ['--audio', 'en'] },
    { slug: 'agent-327', file: 'agent-327-720p.mp4', seconds: 231.5, args: ['--audio', 'en', ...['en=english', 'fr=french', 'de=german', 'it=italian', 'ru=russian', 'es=spanish'].flatMap((pair) => { const [language, name] = pair.split('='); return ['--subtitle', `${language}=${join(folder, 'agent-327-subtitles', `${name}.vtt`)}`]; })], subtitles: ['de', 'en', 'es', 'fr', 'it', 'ru'] },
];

if (!existsSync(folder)) {
    test('real films', () => { console.log(`# not present: ${folder}`); });
} else {
    describe('real films', () => {
        const service = new Service('real-films');
        let browser, token;
        before(async () => {
            await service.launch('MX');
            ({ token } = await service.member('ana@example.org', { plan: 'premium' }));
            for (const { slug } of films) {
                await service.do('title', 'add', slug, '--kind', 'film', '--name', `en=${slug}`);
                await service.do('licence', 'add', '--title', slug, '--territories', 'MX', '--from', '2020-01-01');
            }
            await service.start();
            browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
        });
        after(async () => { await browser?.close(); await service.remove(); });

        for (const { slug, file, seconds, args, subtitles = [] } of films) {
            test(`${file} is ingested, is in step, and plays`, { timeout: 900_000 }, async () => {
                const began = Date.now();
                await service.ingest(join(folder, file), slug, [...ladder, ...args], { within_ms: 850_000 });
                console.log(`# ${file}: ${((Date.now() - began) / 1000).toFixed(1)} s for ${seconds} s of film${all ? ', the usual ladder' : `, ${ladder[1]} lines`}`);
                const client = service.client({ territory: 'MX', token });
                const started = await client.play(slug, { device: slug });
                assert.equal(started.status, 201, started.text);
                const url = new URL(started.json.hls, service.url).href;
                const master = (await client.get(url)).text;
                assert.deepEqual([...new Set([...master.matchAll(/TYPE=SUBTITLES[^\n]*LANGUAGE="([^"]+)"/g)].map((match) => match[1]))].sort(), subtitles);

                const { streams } = await probe(url);
                const start = (kind) => Number(streams.find(({ codec_type }) => codec_type === kind)?.start_time);
                assert.ok(Math.abs(start('video') - start('audio')) < 0.03, `picture starts at ${start('video')}, sound at ${start('audio')}`);
                if (seconds < 100) {
                    const source = await decode(join(folder, file));
                    const delivered = await decode(url, ['-allowed_extensions', 'ALL']);
                    assert.deepEqual(delivered.complaints, []);
                    assert.ok(Math.abs(delivered.frames - source.frames) <= 1, `${delivered.frames} frames of ${source.frames}`);
                }
                assert.ok(Math.abs(started.json.duration_ms / 1000 - seconds) < 0.5, `${started.json.duration_ms} ms`);

                const context = await browser.newContext({ extraHTTPHeaders: { 'X-Nuri-Territory': 'MX' } });
                const logged_in = await context.request.post(`${service.url}/api/v1/log-in`, { data: { email: 'ana@example.org', password: 'lantern over the quay' } });
                assert.equal(logged_in.status(), 200);
                const page = await context.newPage();
                await page.goto(`${service.url}/watch/${slug}`);
                const seen = () => page.evaluate(() => { const video = document.querySelector('main video'); return video && { time: video.currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames, error: video.error?.message, state: document.querySelector('main').dataset.phase }; });
                const advances = async (what) => {
                    const first = await until(`the first picture ${what}`, async () => { const now = await seen(); return now?.frames > 0 && now; });
                    await until(`the film goes on ${what}`, async () => { const now = await seen(); assert.equal(now.error, undefined); return now.time > first.time + 1 && now.frames > first.frames + 15; });
                };
                await advances('from the start');
                await page.evaluate((to) => { document.querySelector('video').currentTime = to; }, seconds * 0.6);
                await advances('from the middle');
                await context.close();
                await client.post(`/api/v1/playback-sessions/${started.json.id}/stop`);
            });
        }
    });
}
