// `watch`, the subscribers' application, in Debian's Chromium: each page opened and used by keyboard, looked at by axe, and
// weighed.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every page in three sizes and two languages.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { film } from './films.mjs';
import { until } from './harness.mjs';
import { House, built, closing, focused, looksRight, sizes } from './house.mjs';
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

    test('a card that is looked at plays its preview without a sound, and stops when it is left; not for who asked for calm', async () => {
        await service.ingest(await film({ seconds: 6, width: 320, height: 180 }), 'lanterns', ['--as', 'preview', '--ladder', '180']);
        const card = '.row .card[href="/title/lanterns"]', moving = '.peek video';
        const clip = (page) => page.evaluate((at) => { const video = document.querySelector(at); return video && { time: video.currentTime, muted: video.muted, paused: video.paused, frames: video.getVideoPlaybackQuality().totalVideoFrames }; }, moving);
        const { page, open } = await visitor({ reducedMotion: 'no-preference' });
        await open('/');
        await page.locator(card).first().hover();
        const seen = await until('a clip that plays', async () => { const now = await clip(page); return now && !now.paused && now.time > 0.4 && now.frames > 5 && now; });
        assert.equal(seen.muted, true);
        await page.mouse.move(5, 5);
        await page.locator(moving).waitFor({ state: 'detached' });
        const media = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/m\//.test(name)).length);
        const loaded = await media();
        await page.locator(card).first().focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('ArrowLeft');
        await until('a clip at the card that has the focus', async () => (await clip(page))?.time > 0.2);
        assert.equal(await focused(page), '/title/lanterns', 'which keeps it');
        assert.ok((await media()) > loaded, 'it came anew');
        await page.keyboard.press('Escape');
        await page.locator(moving).waitFor({ state: 'detached' });
        assert.deepEqual(page.complaints, []);

        const calm = await visitor({ reducedMotion: 'reduce' });
        await calm.open('/');
        await calm.page.locator(card).first().hover();
        await calm.page.locator('.peek').waitFor();
        await until('longer than a clip would take', () => calm.page.evaluate(() => new Promise((done) => setTimeout(done, 1500, true))));
        assert.equal(await calm.page.locator('video').count(), 0);
        assert.equal(await calm.page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => /\/previews\//.test(name))), false);
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

describe('the language', () => {
    /** The page's own words, wherever they stand, as far as `what` finds them. */
    const speaks = async (page, tag, there, not_there) => {
        await page.getByText(there).first().waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), tag);
        assert.equal(await page.getByText(not_there).count(), 0, `nothing is said as in ${not_there}`);
    };

    test('at the door it is the browser’s or the one chosen there, within it is the profile’s, and back at the door as before', async () => {
        const { context, page, open } = await visitor({ member: false, locale: 'ko' });
        await open('/');
        await page.waitForSelector('.card');
        await speaks(page, 'ko', '지금 여기에서 볼 수 있는 작품', /Watch now|Simple plans/);
        assert.ok((await page.locator('.card .name').allInnerTexts()).includes('물때'), 'titles too');
        await page.getByRole('button', { name: /언어/ }).click();
        await page.getByRole('menuitem', { name: 'English' }).click();
        await page.locator('.card', { hasText: 'Tide Line' }).first().waitFor();
        await page.reload();
        await page.waitForSelector('.card');
        await speaks(page, 'en', 'Watch now, where you are', /요금제|로그인/);

        await service.member('nari@example.org', { plan: 'basic' });
        await open('/sign-in');
        await page.fill('[name=email]', 'nari@example.org');
        await page.fill('[name=password]', house.plain.password);
        await page.keyboard.press('Enter');
        await page.waitForSelector('.billboard h1');
        const me = await (await context.request.get(`${service.url}/api/v1/me`)).json(), headers = { 'X-CSRF-Token': me.csrf_token };
        await context.request.patch(`${service.url}/api/v1/me/profiles/${me.profiles[0].id}`, { headers, data: { language: 'ko' } });
        await context.request.post(`${service.url}/api/v1/me/profiles`, { headers, data: { name: 'Tom', language: 'en' } });
        for (const [path, said] of Object.entries({ '/': '새로 올라온 작품', '/title/tide-line': '작품 정보', '/profiles': '프로필 관리', '/account': '로그인한 기기', '/search': '전체' })) {
            await open(path);
            await speaks(page, 'ko', said, /Manage profiles|Signed-in devices|About|New on the screen|Everything/);
        }
        await page.getByRole('button', { name: 'nari' }).click();
        await page.getByRole('menuitem', { name: '프로필 바꾸기' }).click();
        await speaks(page, 'en', 'Who is watching?', /누가/);
        await page.getByRole('button', { name: 'nari' }).click();
        await speaks(page, 'ko', '새로 올라온 작품', /New on the screen/);
        await page.getByRole('button', { name: 'nari' }).click();
        await page.getByRole('menuitem', { name: '로그아웃' }).click();
        await page.waitForSelector('.card');
        await speaks(page, 'en', 'Watch now, where you are', /요금제|로그인/);
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
    // Something to go on with.
    const maria = service.client({ territory: 'MX', token: house.plain.token });
    const { json: begun } = await maria.play('tide-line');
    await maria.post(`/api/v1/playback-sessions/${begun.id}/stop`, { position_ms: 24_000, state: 'paused', watched_ms: 24_000 });
    await maria.put('/api/v1/my-list/quiet-harbour');
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
    }
    await shots.sheet(house.browser);
});
