// `watch`, the subscribers' application, in Debian's Chromium: each page opened and used by keyboard, looked at by axe, and
// weighed.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every page in three sizes and two languages.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { film, subtitles } from './films.mjs';
import { Service, days, root, time, until } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.NURI_SHOTS;
const sizes = { phone: [390, 844], laptop: [1280, 800], wall: [1920, 1080] };
const first_load_bytes_max = 150_000;
const first_load_requests_max = 16;
const seconds = 59;
const opening = Date.now() + days(20), closing = Date.now() + days(30);
const built = existsSync(resolve(root, process.env.NURI_BUILD ?? 'build', 'share/nuri/web/watch/index.html'));

const service = new Service('watch');
let browser, signed, plain;

/** A title of the little catalogue: [slug, original name, English, Korean, story, country, genres, year]. */
const films = [
    ['tide-line', 'ko=물때', 'Tide Line', null, 'A salt farmer and a cartographer have eleven days before the sea wall closes.', 'KR,GB', 'drama,romance', 2025],
    ['lanterns', 'es=Faroles de Oaxaca', 'Lanterns of Oaxaca', '오아하카의 등불', 'A lamp maker receives an order for a thousand lanterns, signed by her dead brother.', 'MX', 'drama,mystery', 2023],
    ['quiet-harbour', 'ja=静かな港', 'The Quiet Harbour', '고요한 항구', 'The ferry has stopped. The man who sold the tickets still opens his window.', 'JP', 'drama', 2022],
    ['desert-radio', 'ar=إذاعة الصحراء', 'Desert Radio', '사막 라디오', 'The only station within five hundred kilometres has one record left.', 'AE', 'comedy,music', 2022],
    ['seoul-0', 'ko=서울 0도', 'Seoul 0°', null, 'The night the river froze, every taxi received the same passenger.', 'KR', 'thriller', 2025],
];

before(async () => {
    assert.ok(built, 'watch is not built: ./dev build');
    await service.launch('MX', 'KR');
    await service.do('territory', 'set', 'GB', 'announced', '--on', '2035-01-01');
    for (const [slug, original, en, ko, story, country, genres, year] of films) {
        await service.do('title', 'add', slug, '--kind', 'film', '--name', original, '--name', `en=${en}`, ...(ko ? ['--name', `ko=${ko}`] : []), '--original-language', original.split('=')[0],
            '--synopsis', `en=${story}`, '--country', country, '--genre', genres, '--year', String(year), '--runtime', '100');
        await service.do('licence', 'add', '--title', slug, '--territories', 'MX,KR', '--from', '2020-01-01');
    }
    const add = (slug, kind, ...more) => service.do('title', 'add', slug, '--kind', kind, ...more);
    await add('dawn-over-hanok', 'series', '--name', 'ko=한옥의 새벽', '--name', 'en=Dawn Over Hanok', '--original-language', 'ko', '--country', 'KR', '--genre', 'drama', '--year', '2024', '--synopsis', 'en=An architect inherits a house nobody has slept in for forty years.', '--synopsis', 'ko=마흔 해 동안 아무도 잠들지 않은 집을 물려받은 건축가.');
    await add('dawn-1', 'season', '--parent', 'dawn-over-hanok', '--number', '1', '--name', 'en=Season 1', '--name', 'ko=시즌 1');
    for (const [number, en, ko] of [[1, 'The Key', '열쇠'], [2, 'Ondol', '온돌']]) await add(`dawn-1-${number}`, 'episode', '--parent', 'dawn-1', '--number', String(number), '--name', `en=${en}`, '--name', `ko=${ko}`, '--runtime', '52');
    await service.do('licence', 'add', '--title', 'dawn-over-hanok', '--territories', 'MX', '--from', '2020-01-01', '--to', time(closing));
    await add('not-yet', 'film', '--name', 'en=Not Yet');
    await service.do('licence', 'add', '--title', 'not-yet', '--territories', 'MX', '--from', time(opening));

    const long = await film({ seconds, width: 640, height: 360, audio: [{ language: 'kor', hz: 440 }, { language: 'eng', hz: 660 }] });
    const short = await film({ seconds: 6, width: 320, height: 180 });
    await service.ingest(long, 'tide-line', ['--ladder', '360,180', '--subtitle', `ko=${subtitles('물때', seconds)}`, '--subtitle', `en=${subtitles('tide', seconds)}`]);
    const brief = await film({ seconds: 2, width: 320, height: 180 });
    for (const episode of ['dawn-over-hanok/s1e1', 'dawn-over-hanok/s1e2']) await service.ingest(short, episode, ['--ladder', '180']);
    for (const [slug] of films.slice(1)) await service.ingest(brief, slug, ['--ladder', '180']);
    plain = await service.member('maria@example.org', { plan: 'basic' });
    await service.start();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
    const context = await browser.newContext({ extraHTTPHeaders: { 'X-Nuri-Territory': 'MX' } });
    const answer = await context.request.post(`${service.url}/api/v1/log-in`, { data: { email: plain.email, password: plain.password } });
    assert.equal(answer.status(), 200, await answer.text());
    signed = await context.storageState();
    await context.close();
});
after(async () => {
    await browser?.close();
    await service.remove();
});

const contexts = [];
afterEach(async () => { await Promise.all(contexts.splice(0).map((context) => context.close())); });

/** A browser of somebody in `territory` who reads `locale`; what its console complains of is collected. */
async function visitor({ territory = 'MX', locale = 'en-GB', size = sizes.laptop, member = true } = {}) {
    const context = await browser.newContext({ locale, viewport: { width: size[0], height: size[1] }, reducedMotion: 'reduce', extraHTTPHeaders: { 'X-Nuri-Territory': territory }, ...(member ? { storageState: signed } : {}) });
    contexts.push(context);
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
        const refusal = /status of 4\d\d/.test(message.text()) && /\/api\/v1\//.test(message.location().url);
        if (message.type() === 'error' && !refusal) page.complaints.push(`${message.text()} ${message.location().url}`);
    });
    const open = (path) => page.goto(service.url + path);
    return { context, page, open };
}

async function looksRight(page, what) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`));
    assert.deepEqual(found, [], `axe on ${what}`);
    assert.deepEqual(page.complaints, [], `the console on ${what}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${what} is ${wide} px wider than its window`);
}

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.textContent?.trim() ?? '');
const playing = (page) => page.waitForFunction(() => { const video = document.querySelector('video'); return video && !video.paused && video.currentTime > 0.2 && video.videoWidth > 0; }, null, { timeout: 15_000 });

describe('the door', () => {
    test('a visitor sees what is here and what it costs, and signs in by keyboard', async () => {
        const { page, open } = await visitor({ member: false });
        await open('/');
        await page.waitForSelector('.card');
        await looksRight(page, 'the front page');
        await open('/account');
        await page.waitForURL('**/sign-in?to=*');
        await page.waitForSelector('[name=email]:focus');
        await page.keyboard.type('maria@example.org');
        await page.keyboard.press('Tab');
        await page.keyboard.type('wrong, this is');
        await page.keyboard.press('Enter');
        await page.waitForSelector('[role=alert]');
        await looksRight(page, 'sign-in');
        await page.fill('[name=password]', plain.password);
        await page.keyboard.press('Enter');
        await page.waitForURL('**/account');
    });

    test('somebody joins, confirms by a button, and is in; the link works once', async () => {
        const { page, open } = await visitor({ member: false, locale: 'ko' });
        await open('/sign-up');
        await page.fill('[name=email]', 'jin@example.org');
        await page.fill('[name=password]', 'a boat under the bridge');
        await looksRight(page, 'sign-up');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: '메일을 확인해 주세요' }).waitFor();
        const letter = await until('the letter', () => service.mails('jin@example.org').at(-1));
        await open(`/verify?token=${letter.token}`);
        await page.getByRole('button', { name: '주소 확인하기' }).press('Enter');
        await page.getByRole('heading', { name: '환영합니다' }).waitFor();
        await open(`/verify?token=${letter.token}`);
        await page.getByRole('button', { name: '주소 확인하기' }).press('Enter');
        await page.getByRole('heading', { name: '더는 쓸 수 없는 링크입니다' }).waitFor();
        await looksRight(page, 'a dead link');
    });

    test('where the service is not open it says so, and when it will be', async () => {
        const { page, open } = await visitor({ member: false, territory: 'GB' });
        await open('/');
        await page.getByText('Opens on 1 January 2035').waitFor();
        assert.equal(await page.locator('.card').count(), 0);
        await looksRight(page, 'a closed door');
    });
});

describe('choosing', () => {
    test('a remote control walks from the billboard to a card and opens it', async () => {
        const { page, open } = await visitor({ size: sizes.wall });
        await open('/');
        await page.waitForSelector('.billboard h1');
        await page.waitForSelector('.card');
        await looksRight(page, 'home');
        await page.keyboard.press('ArrowDown');
        assert.match(await focused(page), /^\/watch\//, 'the first arrow finds Play');
        await page.keyboard.press('ArrowDown');
        assert.match(await focused(page), /^\/title\//, 'down goes to the first row');
        const first = await focused(page);
        await page.keyboard.press('ArrowRight');
        const second = await focused(page);
        assert.notEqual(second, first);
        await page.keyboard.press('Enter');
        await page.waitForURL(`**${second}`);
        await page.goBack();
        await page.waitForSelector('.card');
    });

    test('a series tells its original name, its episodes and its last day', async () => {
        const { page, open } = await visitor();
        await open('/title/dawn-over-hanok');
        await page.getByRole('heading', { level: 1, name: 'Dawn Over Hanok' }).waitFor();
        assert.equal(await page.locator('.billboard .original').textContent(), '한옥의 새벽');
        const last = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(closing - 1000));
        assert.match(await page.locator('.billboard').innerText(), new RegExp(last));
        assert.deepEqual(await page.locator('ol .name').allInnerTexts(), ['Episode 1 The Key', 'Episode 2 Ondol']);
        await looksRight(page, 'a title');
    });

    test('a title that is not open yet says when, and what there is instead', async () => {
        const { page, open } = await visitor();
        await open('/title/not-yet');
        await page.getByRole('heading', { name: 'Not open yet' }).waitFor();
        await page.getByText('Opens on').waitFor();
        assert.ok((await page.locator('.card').count()) >= 5);
        assert.ok(!(await page.content()).includes('Not Yet'), 'nothing is said of the title itself');
        await looksRight(page, 'a refusal');
    });

    test('search finds by the original name while one types, and says so when there is nothing', async () => {
        const { page, open } = await visitor();
        await open('/search');
        await page.waitForSelector('#query:focus');
        await page.keyboard.type('한옥');
        await page.getByRole('status').filter({ hasText: '1 title found' }).waitFor();
        assert.match(page.url(), /q=/);
        await page.keyboard.press('ArrowDown');
        assert.equal(await focused(page), '/title/dawn-over-hanok');
        await looksRight(page, 'search');
        await page.fill('#query', 'qqqq');
        await page.getByRole('heading', { name: 'Nothing here for “qqqq”' }).waitFor();
        await looksRight(page, 'an empty search');
    });
});

describe('watching', () => {
    test('the player plays, obeys the keyboard, and goes on where one left', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        await page.keyboard.press(' ');
        await page.waitForFunction(() => document.querySelector('video').paused);
        await page.keyboard.press('ArrowRight');
        await page.waitForFunction(() => document.querySelector('video').currentTime >= 10);
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowLeft');
        await page.waitForFunction(() => document.querySelector('video').currentTime < 15);
        await page.keyboard.press('m');
        assert.equal(await page.evaluate(() => document.querySelector('video').muted), true);
        await page.keyboard.press('m');
        await page.keyboard.press('c');
        await page.waitForFunction(() => /tide/.test(document.querySelector('.captions').textContent));
        await page.click('[data-control="tracks"]');
        assert.deepEqual(await page.locator('.settings section').first().getByRole('menuitemradio').allInnerTexts(), ['Korean', 'English']);
        await looksRight(page, 'the player');
        await page.keyboard.press('Escape');
        await page.hover('.timeline');
        await page.waitForSelector('.peek img');
        for (let step = 0; step < 3; ++step) await page.keyboard.press('l');
        await page.waitForFunction(() => document.querySelector('video').currentTime >= 31);
        await page.keyboard.press('Escape');
        await page.waitForURL('**/title/tide-line');
        await page.getByRole('link', { name: 'Resume' }).waitFor();
        await open('/');
        await page.getByRole('heading', { name: 'Continue watching' }).waitFor();
        await page.locator('[aria-labelledby] .progress').first().click();
        await playing(page);
        assert.ok(await page.evaluate(() => document.querySelector('video').currentTime) >= 25, 'it resumes');
    });

    test('the next episode announces itself at the end, and is told to wait or to come', async () => {
        const { page, open } = await visitor();
        await open('/watch/dawn-over-hanok/s1e1');
        await playing(page);
        await page.keyboard.press('End').catch(() => {});
        await page.locator('.next').waitFor({ timeout: 15_000 });
        await page.getByRole('button', { name: 'Play now' }).click();
        await page.waitForURL('**/watch/dawn-over-hanok/s1e2');
        await playing(page);
        await page.locator('[data-phase=ended]').waitFor({ timeout: 15_000 });
        await page.getByRole('heading', { name: 'The end' }).waitFor();
        await looksRight(page, 'the end');
    });

    test('when every screen is in use it names them, and stopping one lets this one play', async () => {
        const { page, open } = await visitor();
        const other = service.client({ territory: 'MX', token: plain.token });
        assert.equal((await other.play('lanterns', { device: 'kitchen' })).status, 201);
        await open('/watch/tide-line');
        await page.getByRole('heading', { name: 'Every screen is in use' }).waitFor();
        await page.getByText('Lanterns of Oaxaca').waitFor();
        await looksRight(page, 'too many streams');
        await page.getByRole('button', { name: 'Stop it' }).click();
        await playing(page);
    });
});

describe('the household', () => {
    test('a profile with a PIN is made, asked for, and opened', async () => {
        const { context, page, open } = await visitor();
        await open('/profiles/new');
        await page.getByLabel('Name', { exact: true }).fill('Mina');
        await page.getByLabel('PIN', { exact: true }).fill('2468');
        await page.getByLabel('Language of the pages').selectOption('ko');
        await looksRight(page, 'a new profile');
        await page.getByRole('button', { name: 'Save' }).press('Enter');
        await page.waitForURL('**/profiles');
        await page.getByRole('button', { name: /maria/ }).click();
        await page.getByRole('menuitem', { name: 'Switch profile' }).click();
        await page.getByRole('heading', { name: 'Who is watching?' }).waitFor();
        await looksRight(page, 'who is watching');
        await page.getByRole('button', { name: 'Mina' }).press('Enter');
        await page.getByLabel('PIN', { exact: true }).fill('1111');
        await page.keyboard.press('Enter');
        await page.getByText('That is not the PIN.').waitFor();
        await looksRight(page, 'a wrong PIN');
        await page.getByLabel('PIN', { exact: true }).fill('2468');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: '새로 올라온 작품' }).waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), 'ko');
        const me = await context.request.get(`${service.url}/api/v1/me`), { profiles, csrf_token } = await me.json();
        await context.request.delete(`${service.url}/api/v1/me/profiles/${profiles.find(({ name }) => name === 'Mina').id}`, { headers: { 'X-CSRF-Token': csrf_token } });
    });

    test('the account names its devices, makes a key once, and changes its plan', async () => {
        const { page, open } = await visitor();
        await open('/account');
        await page.getByText('This device').waitFor();
        await page.getByLabel('What is it for?').fill('Living-room box');
        await page.keyboard.press('Enter');
        assert.match(await page.locator('code').textContent(), /^nuri_/);
        await looksRight(page, 'the account');
        await page.getByRole('radio', { name: /Premium/ }).check();
        await page.getByRole('button', { name: 'Change to this plan' }).click();
        await page.getByText('Your plan is changed.').waitFor();
        await page.getByRole('radio', { name: /Basic/ }).check();
        await page.getByRole('button', { name: 'Change to this plan' }).click();
        await page.getByRole('button', { name: 'Change to this plan' }).waitFor({ state: 'detached' });
    });
});

describe('the weight', () => {
    test('the first load is light, the player comes when it is wanted, and nothing inline runs', async () => {
        const { context, page, open } = await visitor({ member: false });
        const answer = await open('/');
        await page.waitForSelector('.card');
        const policy = answer.headers()['content-security-policy'];
        assert.match(policy, /script-src 'self';/);
        assert.match(policy, /style-src 'self';/);
        const loaded = await page.evaluate(() => [performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')].map(({ name, transferSize }) => ({ name: new URL(name).pathname, bytes: transferSize })));
        const files = loaded.filter(({ name }) => !name.startsWith('/api/'));
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        assert.ok(bytes > 10_000 && bytes <= first_load_bytes_max, `${bytes} bytes: ${JSON.stringify(files)}`);
        assert.ok(loaded.length <= first_load_requests_max, `${loaded.length} requests: ${JSON.stringify(loaded)}`);
        assert.ok(!files.some(({ name }) => /Player/.test(name)), 'the player is not loaded yet');
        const script = files.find(({ name }) => name.endsWith('.js')).name;
        const kept = await context.request.get(service.url + script);
        assert.match(kept.headers()['cache-control'], /immutable/);
    });

    test('a phone of 360 px shows every page without scrolling sideways', async () => {
        const { page, open } = await visitor({ size: [360, 740] });
        for (const path of ['/', '/title/dawn-over-hanok', '/search', '/profiles', '/profiles/new', '/account']) {
            await open(path);
            await page.waitForSelector('h1');
            await page.waitForLoadState('networkidle');
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
        }
    });
});

if (shots) {
    for (const locale of ['en', 'ko']) {
        for (const [size, pixels] of Object.entries(sizes)) {
            test(`pictures: ${locale}, ${size}`, async () => {
                mkdirSync(shots, { recursive: true });
                const take = async (page, name) => {
                    await page.waitForLoadState('networkidle');
                    await page.screenshot({ path: join(shots, `watch-${name}-${locale}-${pixels[0]}.png`) });
                };
                const out = await visitor({ member: false, locale, size: pixels });
                for (const [name, path] of Object.entries({ front: '/', 'sign-in': '/sign-in', 'sign-up': '/sign-up' })) {
                    await out.open(path);
                    await out.page.waitForSelector('h1');
                    await take(out.page, name);
                }
                const { context, page, open } = await visitor({ locale, size: pixels });
                const me = await (await context.request.get(`${service.url}/api/v1/me`)).json();
                await context.request.patch(`${service.url}/api/v1/me/profiles/${me.profiles[0].id}`, { headers: { 'X-CSRF-Token': me.csrf_token }, data: { language: locale } });
                for (const [name, path] of Object.entries({ home: '/', title: '/title/dawn-over-hanok', refused: '/title/not-yet', search: '/search', nothing: '/search?q=qqqq', profiles: '/profiles', profile: '/profiles/new', account: '/account' })) {
                    await open(path);
                    await page.waitForSelector('h1');
                    await take(page, name);
                }
                await open('/watch/tide-line');
                await playing(page);
                await page.hover('.timeline');
                await page.waitForSelector('.peek img');
                await page.screenshot({ path: join(shots, `watch-player-${locale}-${pixels[0]}.png`) });
                await page.click('[data-control="tracks"]');
                await page.screenshot({ path: join(shots, `watch-tracks-${locale}-${pixels[0]}.png`) });
                await open('/');
                await page.waitForSelector('h1');
            });
        }
    }
}
