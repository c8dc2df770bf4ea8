// `studio`, the operators' application, in Debian's Chromium: each page opened and used by keyboard, looked at by axe, weighed;
// and the way from an upload to the first frame.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every page in three sizes and two languages.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { film, subtitles } from './films.mjs';
import { Service, root } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.NURI_SHOTS;
const sizes = { phone: [390, 844], laptop: [1280, 800], wall: [1920, 1080] };
const first_load_bytes_max = 200_000;
const first_load_requests_max = 24;
const password = 'lantern over the quay';
const built = existsSync(resolve(root, process.env.NURI_BUILD ?? 'build', 'share/nuri/web/studio/index.html'));

const service = new Service('studio');
let browser, signed;

before(async () => {
    assert.ok(built, 'studio is not built: ./dev build');
    await service.launch('MX', 'KR');
    for (const [email, role] of [['mina@example.org', 'owner'], ['ana@example.org', 'analyst']]) await service.do('operator', 'add', email, '--name', email[0].toUpperCase() + email.slice(1, 4), '--role', role, '--password-stdin', { stdin: `${password}\n` });
    const add = (slug, kind, ...more) => service.do('title', 'add', slug, '--kind', kind, ...more);
    await add('tide-line', 'film', '--name', 'ko=물때', '--name', 'en=Tide Line', '--original-language', 'ko', '--country', 'KR', '--genre', 'drama', '--year', '2025', '--synopsis', 'ko=방조제가 닫히기까지 열하루.');
    await add('desert-radio', 'film', '--name', 'ar=إذاعة الصحراء', '--name', 'en=Desert Radio', '--original-language', 'ar', '--country', 'AE', '--genre', 'comedy', '--synopsis', 'ar=لم يبق سوى أسطوانة واحدة.');
    await add('dawn-over-hanok', 'series', '--name', 'ko=한옥의 새벽', '--name', 'en=Dawn Over Hanok', '--original-language', 'ko', '--country', 'KR', '--genre', 'drama', '--year', '2024');
    await add('dawn-1', 'season', '--parent', 'dawn-over-hanok', '--number', '1', '--name', 'en=Season 1', '--name', 'ko=시즌 1');
    for (const [number, en, ko] of [[1, 'The Key', '열쇠'], [2, 'Ondol', '온돌'], [3, 'Frost', '서리']]) await add(`dawn-1-${number}`, 'episode', '--parent', 'dawn-1', '--number', String(number), '--name', `en=${en}`, '--name', `ko=${ko}`);
    await service.do('licence', 'add', '--title', 'dawn-over-hanok', '--territories', 'MX', '--from', '2020-01-01');
    await service.start();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
    signed = await signIn('mina@example.org');
});
after(async () => {
    await browser?.close();
    await service.remove();
});

async function signIn(email) {
    const context = await browser.newContext();
    const answer = await context.request.post(`${service.url}/api/v1/operator/log-in`, { data: { email, password }, headers: { Origin: service.url } });
    assert.equal(answer.status(), 200, await answer.text());
    const state = await context.storageState();
    await context.close();
    return state;
}

const contexts = [];
afterEach(async () => { await Promise.all(contexts.splice(0).map((context) => context.close())); });

/** A browser of an operator who reads `locale`; what its console complains of is collected. */
async function operator({ locale = 'en-GB', size = sizes.laptop, state = signed, shade = 'light' } = {}) {
    const context = await browser.newContext({ locale, viewport: { width: size[0], height: size[1] }, colorScheme: shade, reducedMotion: 'reduce', ...(state ? { storageState: state } : {}) });
    contexts.push(context);
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
        const refusal = /status of 4\d\d/.test(message.text()) && /\/api\/v1\//.test(message.location().url);
        if (message.type() === 'error' && !refusal && !page.offline) page.complaints.push(`${message.text()} ${message.location().url}`);
    });
    return { context, page, open: (path) => page.goto(service.url + path) };
}

/** The API as the page's own operator asks it. */
async function ask(page, method, path, data) {
    const me = await (await page.request.get(`${service.url}/api/v1/operator/me`)).json();
    const answer = await page.request.fetch(`${service.url}/api/v1${path}`, { method, ...(data ? { data } : {}), headers: { 'X-CSRF-Token': me.csrf_token, Origin: service.url } });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
}

async function looksRight(page, what) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`));
    assert.deepEqual(found, [], `axe on ${what}`);
    assert.deepEqual(page.complaints, [], `the console on ${what}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${what} is ${wide} px wider than its window`);
}

const grid = (page) => page.getByRole('grid', { name: 'Titles' });
const current = (page) => page.evaluate(() => document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant'))?.querySelector('b')?.textContent);

describe('the door', () => {
    test('an operator signs in by keyboard, and only there where the role leads', async () => {
        const { page, open } = await operator({ state: null });
        await open('/studio/titles');
        await page.waitForSelector('[name=email]:focus');
        await page.keyboard.type('ana@example.org');
        await page.keyboard.press('Tab');
        await page.keyboard.type('wrong, this is');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').waitFor();
        await looksRight(page, 'the door');
        await page.fill('[name=password]', password);
        await page.keyboard.press('Enter');
        await page.getByRole('grid').waitFor();
        assert.equal(await page.getByRole('button', { name: 'New title' }).count(), 0, 'an analyst makes no titles');
        await page.getByRole('button', { name: 'Your account' }).or(page.locator('.me .opener')).first().click();
        await page.getByRole('menuitem', { name: 'Sign out' }).click();
        await page.waitForSelector('[name=email]');
    });

    test('the palette finds pages, acts and titles in any script; a question mark shows the keys', async () => {
        const { page, open } = await operator();
        await open('/studio/account');
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.keyboard.press('Control+k');
        await page.keyboard.type('한옥');
        await page.getByRole('option', { name: /Dawn Over Hanok/ }).waitFor();
        await looksRight(page, 'the palette');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/studio/title/dawn-over-hanok');
        await page.keyboard.press('g');
        await page.keyboard.press('m');
        await page.waitForURL('**/studio/media');
        await page.keyboard.press('?');
        await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
        await looksRight(page, 'the sheet of keys');
        await page.keyboard.press('Escape');
    });
});

describe('titles', () => {
    test('the list is searched, filtered, kept in the address and walked by keyboard', async () => {
        const { page, open } = await operator();
        await open('/studio/titles');
        await page.getByText('3 titles').waitFor();
        await looksRight(page, 'the list of titles');
        await page.keyboard.press('/');
        await page.keyboard.type('إذاعة');
        await page.getByText('1 title').waitFor();
        assert.match(page.url(), /q=/);
        await page.keyboard.press('Enter');
        assert.equal(await current(page), 'Desert Radio');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/studio/title/desert-radio');
        await page.goBack();
        await page.getByText('1 title').waitFor();
        await open('/studio/titles?genre=drama&kind=film');
        await page.getByText('1 title').waitFor();
        await page.getByRole('button', { name: 'Remove: Kind' }).click();
        await page.getByText('2 titles').waitFor();
        assert.ok(!page.url().includes('kind='));
    });

    test('many are chosen by keyboard, changed with a preview, and taken back', async () => {
        const { page, open } = await operator();
        await open('/studio/titles');
        await page.getByText('3 titles').waitFor();
        await page.keyboard.press('j');
        await page.keyboard.press('x');
        await page.keyboard.press('Shift+ArrowDown');
        await page.getByText('2 chosen').waitFor();
        await page.keyboard.press('e');
        await page.getByRole('combobox', { name: 'Genres' }).fill('romance');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Preview' }).click();
        await page.getByText('2 of 2 chosen titles would change.').waitFor();
        await looksRight(page, 'a bulk change');
        await page.getByRole('button', { name: 'Change 2 titles' }).click();
        await page.getByText('2 titles changed.').waitFor();
        const found = async () => (await (await page.request.get(`${service.url}/api/v1/operator/titles?genre=romance`)).json()).total;
        assert.equal(await found(), 2);
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByText('Taken back.').waitFor();
        assert.equal(await found(), 0);
    });

    test('twenty thousand rows are a few dozen in the page, and the last is a key away', async () => {
        const { page, open } = await operator();
        const total = 20_000;
        await page.route(/\/operator\/titles\?/, (route) => {
            const query = new URL(route.request().url()).searchParams, from = Number(query.get('cursor') ?? 0), limit = Number(query.get('limit'));
            const titles = Array.from({ length: Math.min(limit, total - from) }, (_, at) => ({ id: from + at + 1, ref: `t-${from + at}`, slug: `t-${from + at}`, kind: 'film', parent: null, number: null, name: `Title ${from + at}`, name_language: 'en', original_title: '', original_language: null, release_year: 2000, countries: [], genres: [], status: 'live', has_asset: true, children: 0, artwork: [], poster: null, locales: ['en'], version: '1' }));
            return route.fulfill({ json: { total, titles, next_cursor: from + limit < total ? String(from + limit) : null } });
        });
        await open('/studio/titles');
        await page.getByText('20,000 titles').waitFor();
        await grid(page).focus();
        await page.keyboard.press('End');
        await page.getByRole('link', { name: 'Title 19999' }).waitFor();
        assert.equal(await current(page), 'Title 19999');
        assert.ok((await page.locator('[role=grid] [role=row]').count()) < 60, 'only what is in sight exists');
    });

    test('a title is made, written beside its original, and a second writer’s change is brought together', async () => {
        const { page, open } = await operator();
        await open('/studio/titles');
        await page.getByRole('grid').waitFor();
        await page.keyboard.press('n');
        await page.getByLabel('Original language').fill('ja');
        await page.getByLabel('Name in its own language and script').fill('静かな港');
        await page.getByLabel('English name').fill('The Quiet Harbour');
        await looksRight(page, 'a new title');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/studio/title/the-quiet-harbour');
        const original = page.getByRole('region', { name: 'Original', exact: true });
        assert.equal(await original.locator('[lang=ja]').first().innerText(), '静かな港');
        await page.getByRole('region', { name: 'In English' }).getByLabel('Synopsis').fill('The ferry has stopped.');
        await page.keyboard.press('Control+s');
        await page.getByText('Saved.', { exact: true }).waitFor();

        await page.getByRole('region', { name: 'In English' }).getByLabel('Name').fill('Quiet Harbour');
        await ask(page, 'PATCH', '/operator/titles/the-quiet-harbour', { names: { en: 'A Quiet Harbour' }, release_year: 2022 });
        await page.keyboard.press('Control+s');
        await page.getByRole('heading', { name: 'Somebody else changed this title' }).waitFor();
        await looksRight(page, 'two writers');
        await page.getByRole('button', { name: 'Bring together' }).click();
        await page.keyboard.press('Control+s');
        await page.getByRole('region', { name: 'Not saved yet' }).waitFor({ state: 'detached' });
        const title = await ask(page, 'GET', '/operator/titles/the-quiet-harbour');
        assert.deepEqual([title.names.en, title.release_year], ['Quiet Harbour', 2022], 'mine where both wrote, theirs where they alone did');
        await looksRight(page, 'the editor');
    });

    test('year, language and runtime are emptied, and come back by undo', async () => {
        const { page, open } = await operator();
        const path = '/operator/titles/desert-radio';
        await ask(page, 'PATCH', path, { release_year: 2022, runtime_seconds: 5400 });
        await open('/studio/title/desert-radio?tab=facts');
        await page.getByLabel('Year').fill('20');
        await page.getByText('A year from 1870 to 2200.').waitFor();
        for (const label of ['Year', 'Original language', 'Running time']) await page.getByLabel(label).fill('');
        await page.keyboard.press('Control+s');
        await page.getByText('Saved.', { exact: true }).waitFor();
        const facts = async () => (({ release_year, original_language, runtime_seconds }) => [release_year, original_language, runtime_seconds])(await ask(page, 'GET', path));
        assert.deepEqual(await facts(), [null, null, null]);
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByText('Taken back.').waitFor();
        assert.deepEqual(await facts(), [2022, 'ar', 5400]);
    });

    test('what is not saved is not lost by a wrong key', async () => {
        const { page, open } = await operator();
        await open('/studio/title/tide-line');
        await page.getByRole('region', { name: 'In English' }).getByLabel('Name').fill('Tide Lines');
        await page.getByRole('link', { name: 'Media' }).first().click();
        await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor();
        await page.getByRole('button', { name: 'Stay' }).click();
        assert.match(page.url(), /tide-line/);
        await page.getByRole('button', { name: 'Discard changes' }).click();
        await page.getByRole('link', { name: 'Media' }).first().click();
        await page.waitForURL('**/studio/media**');
    });

    test('episodes change their order by keyboard, and back', async () => {
        const { page, open } = await operator();
        await open('/studio/title/dawn-over-hanok?tab=parts');
        const episode = page.getByRole('treeitem', { name: /Frost/ });
        await episode.focus();
        await page.keyboard.press('Alt+ArrowUp');
        await page.getByText('New order saved.').waitFor();
        await looksRight(page, 'the tree');
        const order = async () => (await ask(page, 'GET', '/operator/titles?parent=dawn-1&sort=number')).titles.map(({ name }) => name);
        assert.deepEqual(await order(), ['The Key', 'Frost', 'Ondol']);
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByText('Taken back.').waitFor();
        await page.waitForFunction(() => [...document.querySelectorAll('[role=treeitem] b')].at(-1)?.textContent === 'Frost');
    });

    test('a picture is dropped, its frame moved by keys, and cut anew', async () => {
        const { page, open } = await operator();
        await open('/studio/title/tide-line?tab=artwork');
        const panel = page.locator('#art-backdrop');
        await panel.waitFor();
        const bytes = await page.evaluate(() => new Promise((done) => {
            const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 900 }), paint = canvas.getContext('2d');
            paint.fillStyle = '#1c3560';
            paint.fillRect(0, 0, 1600, 900);
            paint.fillStyle = '#f4b860';
            paint.arc(1100, 330, 190, 0, 7);
            paint.fill();
            canvas.toBlob(async (blob) => done([...new Uint8Array(await blob.arrayBuffer())]), 'image/png');
        }));
        await panel.locator('input[type=file]').setInputFiles({ name: 'tide.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
        await page.getByText('Backdrop saved.').waitFor({ timeout: 30_000 });
        await panel.locator('.frame').focus();
        for (let step = 0; step < 5; ++step) await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Shift+ArrowDown');
        await panel.getByRole('button', { name: 'Cut anew' }).click();
        await page.getByText('Cut anew for every place.').waitFor({ timeout: 30_000 });
        await looksRight(page, 'artwork');
        const [item] = (await ask(page, 'GET', '/operator/titles/tide-line/artwork')).artwork;
        assert.ok(item.focus.x > 480, `the frame is to the right of where it began: ${JSON.stringify(item.focus)}`);
        assert.deepEqual(item.places.map(({ place }) => place).sort(), ['billboard', 'card', 'full', 'poster', 'square']);
    });

    test('readiness names what is missing, and leads to where it is mended', async () => {
        const { page, open } = await operator();
        await open('/studio/title/dawn-over-hanok?tab=readiness');
        await page.getByRole('row', { name: /Mexico/ }).waitFor();
        await looksRight(page, 'readiness');
        await page.getByRole('link', { name: /^Media/ }).last().click();
        await page.waitForURL('**/studio/media?title=*');
    });
});

describe('media', () => {
    test('from an upload to the first frame', { timeout: 150_000 }, async () => {
        const { page, open, context } = await operator();
        const path = await film({ seconds: 4, width: 320, height: 180 });
        const bytes = readFileSync(path);
        await open('/studio/media');
        // The network goes as the first bytes do, and comes back.
        let refused = 0;
        await page.route(/\/operator\/uploads\/[0-9a-f]{32}$/, (route) => { if (route.request().method() === 'PATCH' && refused++ === 0) return route.abort('connectionreset'); return route.fallback(); });
        page.offline = true;
        await page.locator('.zone input[type=file]:not([webkitdirectory])').setInputFiles([
            { name: 'tide-line.mp4', mimeType: 'video/mp4', buffer: bytes },
            { name: 'tide-line.en.srt', mimeType: 'application/x-subrip', buffer: readFileSync(subtitles('tide', 4)) },
        ]);
        const start = page.getByRole('button', { name: 'Make an asset…' });
        await start.waitFor({ timeout: 30_000 });
        page.offline = false;
        assert.ok(refused > 1, 'it went on after the network was back');
        const [upload] = (await ask(page, 'GET', '/operator/uploads')).uploads.filter(({ name }) => name.endsWith('.mp4'));
        assert.equal(upload.sha256, createHash('sha256').update(bytes).digest('hex'));
        await looksRight(page, 'uploads');
        await page.getByText('with 1 subtitle file').waitFor();
        await start.click();
        await page.waitForFunction(() => document.querySelector('#ingest [role=combobox]')?.value === 'tide-line');
        await page.getByLabel('Language of the first sound track').fill('ko');
        await page.getByRole('radio', { name: 'Only these heights' }).check();
        for (const height of ['1080p', '720p', '360p']) await page.getByRole('checkbox', { name: height }).uncheck();
        await page.getByRole('checkbox', { name: '240p' }).check();
        await looksRight(page, 'the ingest dialog');
        await page.getByRole('button', { name: 'Start' }).click();
        await page.getByRole('link', { name: 'tide-line' }).waitFor();
        await page.locator('li', { hasText: 'tide-line' }).getByText('Done').waitFor({ timeout: 90_000 });
        await looksRight(page, 'jobs');
        await page.getByRole('link', { name: 'tide-line' }).click();
        await page.getByRole('link', { name: 'See the asset' }).click();
        await page.waitForURL('**/studio/asset/*');
        await page.getByRole('button', { name: 'Play', exact: true }).first().press('Enter');
        await page.waitForFunction(() => { const video = document.querySelector('video'); return video && video.currentTime > 0.2 && video.videoWidth > 0; }, null, { timeout: 20_000 });
        await page.getByRole('combobox', { name: 'Subtitles' }).waitFor();
        await looksRight(page, 'an asset');
        await ask(page, 'POST', '/operator/licences', { title: 'tide-line', territories: 'KR', from: '2020-01-01' });
        const viewer = await service.member('jin@example.org', { country: 'KR' });
        const watch = service.client({ territory: 'KR', token: viewer.token });
        const playing = await watch.play('tide-line');
        assert.equal(playing.status, 201, playing.text);
        await context.close();
    });

    test('what may be skipped is marked where the picture stands, mended beside the field, saved and taken back', { timeout: 60_000 }, async () => {
        const { page, open } = await operator();
        const [{ id }] = (await ask(page, 'GET', '/operator/assets')).assets;
        const marks = async () => (await ask(page, 'GET', `/operator/assets/${id}`)).markers;
        await open(`/studio/asset/${id}`);
        await page.getByText('No intro, recap or credits are marked.').waitFor();
        await page.keyboard.press('k');
        await page.waitForFunction(() => document.querySelector('video')?.currentTime > 0.2, null, { timeout: 20_000 });
        await page.keyboard.press('k');
        await page.waitForFunction(() => document.querySelector('video').paused);
        const stands = async () => Math.round(await page.evaluate(() => document.querySelector('video').currentTime) * 1000);

        await page.keyboard.press('a');
        await page.keyboard.press('i');
        const begins = page.getByRole('textbox', { name: 'Intro 1: begins' }), ends = page.getByRole('textbox', { name: 'Intro 1: ends' });
        const save = page.getByRole('region', { name: 'Not saved yet' }).getByRole('button', { name: 'Save' });
        await ends.fill('0:09');
        await page.getByRole('alert').getByText('The asset ends at 0:04.').waitFor();
        assert.ok(await save.isDisabled(), 'what is wrong is not saved');
        await ends.fill('later');
        await page.getByRole('alert').getByText('Write a time as 1:02:03.5.').waitFor();
        await begins.fill('0:02');
        await ends.fill('1,5');
        await page.getByRole('alert').getByText('It ends before it begins.').waitFor();
        await begins.fill('0:00.5');
        assert.equal(await page.getByRole('alert').count(), 0);
        await looksRight(page, 'marks being set');

        // An edge goes a frame at a time, and the picture with it.
        const edge = page.getByRole('slider', { name: 'Intro: ends' });
        await edge.focus();
        await page.keyboard.press('Shift+ArrowRight');
        await page.keyboard.press('ArrowLeft');
        assert.equal(await ends.inputValue(), '0:02.46');
        await page.waitForFunction(() => Math.abs(document.querySelector('video').currentTime - 2.46) < 0.01);
        await page.keyboard.press('j');
        const here = await stands();
        await page.keyboard.press('i');
        assert.ok(Math.abs(here - 1460) < 50, `a second back: ${here}`);
        assert.equal(await begins.inputValue(), `0:01.${String(here % 1000).padStart(3, '0').replace(/0+$/, '')}`);
        await page.keyboard.press('a');
        await page.keyboard.press('c');
        assert.equal(await page.getByRole('textbox', { name: 'Credits 2: ends' }).inputValue(), '0:04');
        await page.keyboard.press('Control+s');
        await page.getByText('Marks saved.').waitFor();
        assert.deepEqual((await marks()).map(({ kind, end_ms }) => [kind, end_ms]), [['intro', 2460], ['credits', 4000]]);
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByText('Taken back.').waitFor();
        assert.deepEqual(await marks(), []);
        await page.getByText('No intro, recap or credits are marked.').waitFor();

        // As a viewer who skips it would see it.
        await ask(page, 'PUT', `/operator/assets/${id}/marks`, { marks: [{ kind: 'recap', start_ms: 600, end_ms: 3000 }] });
        await page.reload();
        await page.getByRole('button', { name: 'Recap 1: see how the skip comes' }).click();
        await page.waitForFunction(() => document.querySelector('video')?.currentTime >= 3, null, { timeout: 20_000 });
        await page.getByRole('button', { name: 'Recap 1: remove' }).click();
        await save.click();
        await page.getByText('Marks saved.').waitFor();
        assert.deepEqual(await marks(), []);
    });

    test('an upload goes on after the page was closed, once the same file is chosen', async () => {
        const { page, open } = await operator();
        const bytes = Buffer.alloc(200_000, 'nuri'), half = 100_000;
        const { id } = await ask(page, 'POST', '/operator/uploads', { name: 'again.mov', size_bytes: bytes.length, folder: 'again' });
        const me = await ask(page, 'GET', '/operator/me');
        const sent = await page.request.fetch(`${service.url}/api/v1/operator/uploads/${id}`, { method: 'PATCH', data: bytes.subarray(0, half), headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0', 'X-CSRF-Token': me.csrf_token, Origin: service.url } });
        assert.equal(sent.status(), 200, await sent.text());
        await open('/studio/media');
        await page.getByText('50 % has arrived').waitFor();
        let first_offset = null;
        page.on('request', (request) => { if (request.method() === 'PATCH') first_offset ??= request.headers()['upload-offset']; });
        const choose = async (buffer) => {
            const chooser = page.waitForEvent('filechooser');
            await page.locator('li', { hasText: 'again.mov' }).getByRole('button', { name: 'Go on' }).click();
            await (await chooser).setFiles({ name: 'again.mov', mimeType: 'video/quicktime', buffer });
        };
        await choose(bytes.subarray(1));
        await page.getByText('That is another file.').waitFor();
        await choose(bytes);
        await page.locator('li', { hasText: 'again.mov' }).getByRole('button', { name: 'Make an asset…' }).waitFor();
        assert.equal(first_offset, String(half), 'only what was missing is sent');
        assert.equal((await ask(page, 'GET', `/operator/uploads/${id}`)).sha256, createHash('sha256').update(bytes).digest('hex'));
    });
});

test('the first load is light', async () => {
    const { page, context } = await operator();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0, requests = 0;
    const urls = new Map();
    session.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (/\/(assets|studio)/.test(new URL(urls.get(requestId) ?? 'http://x/').pathname)) { bytes += encodedDataLength; ++requests; } });
    await page.goto(`${service.url}/studio/titles`);
    await page.getByRole('grid').waitFor();
    await page.waitForLoadState('load');
    assert.ok(bytes > 10_000 && bytes <= first_load_bytes_max, `${bytes} bytes, of ${first_load_bytes_max}`);
    assert.ok(requests <= first_load_requests_max, `${requests} requests, of ${first_load_requests_max}`);
});

test('pictures', { skip: !shots && 'NURI_SHOTS is not set', timeout: 300_000 }, async () => {
    mkdirSync(shots, { recursive: true });
    const [asset] = await (async () => { const { page } = await operator(); return (await ask(page, 'GET', '/operator/assets')).assets; })();
    const [job] = await (async () => { const { page } = await operator(); return (await ask(page, 'GET', '/operator/jobs')).jobs; })();
    const pages = { titles: '/studio/titles', texts: '/studio/title/tide-line', facts: '/studio/title/tide-line?tab=facts', people: '/studio/title/tide-line?tab=people', artwork: '/studio/title/tide-line?tab=artwork', parts: '/studio/title/dawn-over-hanok?tab=parts', readiness: '/studio/title/dawn-over-hanok?tab=readiness', media: '/studio/media', jobs: '/studio/media?tab=jobs', job: `/studio/media/jobs/${job?.id ?? 1}`, assets: '/studio/media?tab=assets', ...(asset ? { asset: `/studio/asset/${asset.id}` } : {}), account: '/studio/account' };
    const made = [];
    for (const locale of ['en-GB', 'ko-KR']) for (const [size, box] of Object.entries(sizes)) {
        const { page, open } = await operator({ locale, size: box, shade: size === 'wall' ? 'dark' : 'light' });
        for (const [name, path] of Object.entries(pages)) {
            await open(path);
            await page.getByRole('heading', { level: 1 }).waitFor();
            await page.waitForTimeout(500);
            const file = join(shots, `studio-${name}-${size}-${locale.slice(0, 2)}.png`);
            writeFileSync(file, await page.screenshot());
            made.push(file);
        }
    }
    assert.equal(made.length, Object.keys(pages).length * 6);
});
