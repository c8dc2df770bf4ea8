// `watch`, the subscribers' application, in Debian's Chromium: each page opened and used by keyboard, looked at by axe, and
// weighed.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every page in three sizes and two languages.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { until } from './harness.mjs';
import { House, built, closing, focused, looksRight, playing, sizes } from './house.mjs';
import { Shots } from './shots.mjs';

const first_load_bytes_max = 150_000;
const first_load_requests_max = 18;

const house = new House('watch', { films: 5 }), { service } = house;
const visitor = (options) => house.visitor(options);

before(async () => {
    assert.ok(built('watch'), 'watch is not built: ./dev build');
    await house.open();
});
after(() => house.close());
afterEach(() => house.leave());

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
        await page.fill('[name=password]', house.plain.password);
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

describe('a place that is kept', () => {
    test('going back finds the page where it was left, and the focus on the card', async () => {
        const { page, open } = await visitor({ size: sizes.laptop });
        await open('/');
        const last = page.locator('.row').last().locator('.card').first();
        await last.waitFor();
        await last.focus();
        const href = await last.getAttribute('href');
        const top = await page.evaluate(() => scrollY);
        assert.ok(top > 200, `one has to scroll for it: ${top}`);
        await page.keyboard.press('Enter');
        await page.waitForURL(`**${href}`);
        await page.waitForSelector('.billboard h1');
        assert.equal(await page.evaluate(() => scrollY), 0, 'a new page is read from its beginning');
        await page.goBack();
        await page.waitForFunction((to) => document.activeElement?.getAttribute('href') === to, href);
        const now = await page.evaluate(() => scrollY);
        assert.ok(Math.abs(now - top) < 120, `it is scrolled to where it was: ${now}, not ${top}`);
    });

    test('a title is put on the list from its page and taken off again, by keyboard', async () => {
        const { page, open } = await visitor();
        await open('/my-list');
        await page.getByRole('heading', { name: 'Nothing on your list yet' }).waitFor();
        await looksRight(page, 'an empty list');
        await open('/title/lanterns');
        await page.getByRole('button', { name: 'My list' }).press('Enter');
        await page.getByText('It is on your list.').waitFor();
        await open('/my-list');
        await page.locator('.card[href="/title/lanterns"]').waitFor();
        await looksRight(page, 'my list');
        await open('/');
        await page.getByRole('heading', { name: 'My list' }).waitFor();
        await open('/title/lanterns');
        await page.getByRole('button', { name: 'My list', pressed: true }).press('Enter');
        await page.getByText('It is off your list.').waitFor();
    });

    test('a card opens when the pointer rests on it, and closes when it leaves', async () => {
        const { page, open } = await visitor();
        await open('/');
        await page.locator('.row .card').nth(1).hover();
        await page.locator('.peek').waitFor();
        assert.equal(await page.locator('.peek :is(a, button):not([tabindex="-1"])').count(), 0, 'nothing in it takes the focus');
        await looksRight(page, 'an open card');
        await page.mouse.move(5, 5);
        await page.locator('.peek').waitFor({ state: 'detached' });
    });

    test('what was looked for is offered again, and forgotten when asked', async () => {
        const { page, open } = await visitor();
        await open('/search?q=한옥');
        await page.locator('.card').click();
        await page.waitForURL('**/title/dawn-over-hanok');
        await open('/search');
        await page.getByRole('button', { name: '한옥' }).click();
        await page.getByRole('status').filter({ hasText: '1 title found' }).waitFor();
        await open('/search');
        await page.getByRole('button', { name: 'Forget these' }).click();
        await page.getByRole('button', { name: '한옥' }).waitFor({ state: 'detached' });
    });

    test('written from right to left the pages mirror, and nothing sticks out', async () => {
        const { page, open } = await visitor();
        for (const path of ['/', '/title/desert-radio', '/search', '/account']) {
            await open(path);
            await page.waitForSelector('h1');
            await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
            await looksRight(page, `${path} from right to left`);
            const mark = await page.locator('header .mark').boundingBox();
            assert.ok(mark.x > sizes.laptop[0] / 2, 'what stood left stands right');
        }
    });

    test('offline it says so', async () => {
        const { context, page, open } = await visitor();
        await open('/');
        await page.waitForSelector('.card');
        await context.setOffline(true);
        await page.getByText('You are offline.').waitFor();
        await page.locator('nav a[href="/my-list"]').click();
        await page.getByRole('heading', { name: 'We cannot reach the service' }).waitFor();
        await context.setOffline(false);
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('heading', { name: 'Nothing on your list yet' }).waitFor();
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

    test('it names the rung, goes full screen and small, tells the media keys, and shows its own keys', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        await page.click('[data-control="picture"]');
        assert.match((await page.locator('.settings [role=menuitemradio]').allInnerTexts()).join(), /Automatic \((360|180)p\),360p,180p/);
        await page.keyboard.press('Escape');
        assert.deepEqual(await page.evaluate(() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]), ['Tide Line', 'playing']);
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement !== null);
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement === null);
        await page.keyboard.press('5');
        await page.waitForFunction(() => Math.abs(document.querySelector('video').currentTime - 29.5) < 3);
        await page.keyboard.press('>');
        await page.waitForFunction(() => document.querySelector('video').playbackRate === 1.25);
        await page.keyboard.press('?');
        await page.getByRole('dialog').getByText('Ten seconds back, forward').waitFor();
        await looksRight(page, 'the keys');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('Escape');
        await page.waitForURL('**/title/tide-line');
    });

    test('a connection that breaks is told, tried again, and goes on where it was', async () => {
        const { page, open } = await visitor();
        await page.route('**/api/v1/playback-sessions', (route) => route.abort(), { times: 1 });
        await open('/watch/tide-line');
        await page.getByRole('heading', { name: 'We cannot reach the service' }).waitFor();
        await page.getByText(/We try again in/).waitFor();
        page.complaints.length = 0;
        await looksRight(page, 'a broken connection');
        await playing(page);
        await page.keyboard.press('Escape');
        await page.waitForURL('**/title/tide-line');
    });

    test('a part that is marked is skipped by a button', async () => {
        const { page, open } = await visitor();
        await page.route('**/api/v1/playback-sessions', async (route) => {
            if (route.request().method() !== 'POST') return route.continue();
            const answer = await route.fetch(), body = await answer.json();
            await route.fulfill({ response: answer, json: { ...body, resume_ms: 0, markers: [{ kind: 'intro', start_ms: 0, end_ms: 20_000 }] } });
        });
        await open('/watch/tide-line');
        await playing(page);
        await page.getByRole('button', { name: 'Skip intro' }).click();
        await page.waitForFunction(() => document.querySelector('video').currentTime >= 20);
        await page.keyboard.press('Escape');
        await page.waitForURL('**/title/tide-line');
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
        const other = service.client({ territory: 'MX', token: house.plain.token });
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

    test('the account names its devices and makes a key once', async () => {
        const { page, open } = await visitor();
        await open('/account');
        await page.getByText('This device').waitFor();
        await page.getByLabel('What is it for?').fill('Living-room box');
        await page.keyboard.press('Enter');
        assert.match(await page.locator('code').textContent(), /^nuri_/);
        await looksRight(page, 'the account');
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
        const largest = await page.evaluate(() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true })));
        console.log(`first load: ${bytes} bytes, ${loaded.length} requests, largest paint after ${Math.round(largest)} ms`);
        assert.ok(loaded.length <= first_load_requests_max, `${loaded.length} requests: ${JSON.stringify(loaded)}`);
        assert.ok(!files.some(({ name }) => /Player/.test(name)), 'the player is not loaded yet');
        const script = files.find(({ name }) => name.endsWith('.js')).name;
        const kept = await context.request.get(service.url + script);
        assert.match(kept.headers()['cache-control'], /immutable/);
    });

    test('a phone of 360 px shows every page without scrolling sideways', async () => {
        const { page, open } = await visitor({ size: [360, 740] });
        for (const path of ['/', '/title/dawn-over-hanok', '/search', '/profiles', '/profiles/new', '/account', '/my-list']) {
            await open(path);
            await page.waitForSelector('h1');
            await page.waitForLoadState('networkidle');
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(wide <= 0, `${path} is ${wide} px too wide`);
        }
    });
});


test('pictures of every page', { skip: !Shots.wanted }, async () => {
    const shots = new Shots('watch');
    for (const locale of ['en', 'ko']) for (const size of Object.keys(sizes)) {
        const out = await visitor({ member: false, locale, size: sizes[size] });
        for (const [name, path] of Object.entries({ front: '/', 'sign-in': '/sign-in', 'sign-up': '/sign-up', forgot: '/forgot' })) {
            await out.open(path);
            await out.page.waitForSelector('h1');
            await shots.take(out.page, name, locale, size);
        }
        const { context, page, open } = await visitor({ locale, size: sizes[size] });
        const me = await (await context.request.get(`${service.url}/api/v1/me`)).json();
        await context.request.patch(`${service.url}/api/v1/me/profiles/${me.profiles[0].id}`, { headers: { 'X-CSRF-Token': me.csrf_token }, data: { language: locale } });
        for (const [name, path] of Object.entries({ home: '/', series: '/title/dawn-over-hanok', film: '/title/tide-line', refused: '/title/not-yet', search: '/search', nothing: '/search?q=qqqq', 'my-list': '/my-list', profiles: '/profiles', profile: '/profiles/new', account: '/account' })) {
            await open(path);
            await page.waitForSelector('h1');
            await shots.take(page, name, locale, size);
        }
        await open('/watch/tide-line');
        await playing(page);
        await page.hover('.timeline');
        await page.waitForSelector('.peek img');
        await shots.take(page, 'player', locale, size);
        await page.click('[data-control="tracks"]');
        await shots.take(page, 'player-tracks', locale, size);
        await open('/');
    }
    await shots.sheet(house.browser);
});
