// The player page in Debian's Chromium, as a member would use it.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every state in three sizes and two languages.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Service, days, time, until } from './harness.mjs';
import { film, subtitles } from './films.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.NURI_SHOTS;
const seconds = 48;
const hz = { ko: 440, en: 880 };
const sizes = [[390, 844], [1280, 800], [1920, 1080]];
const opening = Date.now() + days(20);

const service = new Service('browser');
const member = { email: 'maria@example.org', password: 'lantern over the quay' };
let browser, signed;

before(async () => {
    await service.launch('MX', 'KR');
    await service.do('territory', 'set', 'GB', 'announced', '--on', '2035-01-01');
    await service.do('territory', 'set', 'CN', 'unavailable', '--reason', 'embargo');
    const add = (slug, name) => service.do('title', 'add', slug, '--kind', 'film', '--original-language', 'ko', '--name', `en=${name}`, '--name', 'ko=한옥의 새벽');
    const license = (slug, ...more) => service.do('licence', 'add', '--title', slug, '--territories', 'MX', ...more);
    await add('dawn-over-hanok', 'Dawn Over Hanok');
    await license('dawn-over-hanok', '--from', '2020-01-01');
    for (const slug of ['held-back', 'not-yet', 'over', 'unlicensed', 'unready', 'brief']) await add(slug, slug);
    await license('held-back', '--from', '2020-01-01', '--deny', 'holdback');
    await license('not-yet', '--from', time(opening));
    await license('over', '--from', '2020-01-01', '--to', '2021-01-01');
    await license('unready', '--from', '2020-01-01');
    await service.ingest(await film({ seconds, width: 640, height: 360, audio: [{ language: 'kor', hz: hz.ko }, { language: 'eng', hz: hz.en }] }), 'dawn-over-hanok',
        ['--ladder', '360,240,144', '--subtitle', `ko=${subtitles('새벽', seconds)}`, '--subtitle', `es=${subtitles('amanecer', seconds)}`, '--subtitle', `en=${subtitles('dawn', seconds)}`]);
    Object.assign(member, await service.member(member.email, { password: member.password, plan: 'premium' }));
    await service.start();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
    // Signed in once, for log-ins are limited; each test has the cookie in a browser of its own.
    const context = await browser.newContext();
    const answer = await context.request.post(`${service.url}/api/v1/log-in`, { data: { email: member.email, password: member.password } });
    assert.equal(answer.status(), 200, await answer.text());
    signed = await context.storageState();
    await context.close();
});
after(async () => {
    await browser?.close();
    await service.remove();
});

/** A browser of somebody in `territory` who reads `locale`. Console errors of the page are collected. */
async function visitor({ territory = 'MX', locale = 'en-GB', size = [1280, 800], signed_in = true, more = {} } = {}) {
    const context = await browser.newContext({
        locale, viewport: { width: size[0], height: size[1] },
        extraHTTPHeaders: { 'X-Nuri-Territory': territory }, ...(signed_in ? { storageState: signed } : {}), ...more,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
        // A refusal is an answer; anything else that does not load is a fault.
        const answer = /status of 4\d\d/.test(message.text()) && /\/(api\/v1|m)\//.test(message.location().url);
        if (message.type() === 'error' && !answer) page.complaints.push(`${message.text()} ${message.location().url}`);
    });
    return { context, page };
}

const state = (page, wanted) => page.waitForFunction((wanted) => document.getElementById('stage').dataset.state === wanted, wanted).catch(async (error) => {
    throw new Error(`the page is ${await page.evaluate(() => JSON.stringify({ ...document.getElementById('stage').dataset, said: document.getElementById('message').innerText }))}, not ${wanted}: ${page.complaints.join('; ')}`, { cause: error });
});
const open = async (page, title = 'dawn-over-hanok') => { await page.goto(`${service.url}/play/${title}`); };
const film_at = (page) => page.evaluate(() => {
    const video = document.querySelector('video');
    return { time: video.currentTime, frames: video.getVideoPlaybackQuality().totalVideoFrames, paused: video.paused, muted: video.muted, height: video.videoHeight };
});
/** Playing: time and decoded frames go on. */
async function assertPlays(page) {
    await state(page, 'playing');
    const from = await until('the first frames', async () => { const at = await film_at(page); return at.frames > 2 && at.time > 0 && at; });
    const to = await until('time and frames go on', async () => { const at = await film_at(page); return at.frames >= from.frames + 20 && at.time >= from.time + 0.8 && at; });
    return to;
}
/** Serious faults that axe-core sees. */
async function assertAccessible(page, what) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    assert.deepEqual(grave.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
}
async function shoot(page, name) {
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
}

test('a member signs in by the keyboard alone, and the film plays', async () => {
    const { context, page } = await visitor({ signed_in: false });
    await open(page);
    await state(page, 'sign-in');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'email', 'the first field has the focus');
    await page.keyboard.type(member.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password at all');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('sign-in-error').textContent.length > 5);
    assert.match(await page.textContent('#sign-in-error'), /not right/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(member.password);
    await page.keyboard.press('Enter');
    await assertPlays(page);
    assert.match(await page.title(), /Dawn Over Hanok/);
    assert.equal(await page.textContent('#name'), 'Dawn Over Hanok');
    assert.equal(await page.textContent('#original'), '한옥의 새벽');
    assert.deepEqual(page.complaints, []);
    await context.close();
});

describe('watching', () => {
    let context, page;
    before(async () => {
        ({ context, page } = await visitor());
        await open(page);
        await assertPlays(page);
    });
    after(() => context?.close());

    /** What is heard, by its loudest pitch. */
    const pitch = () => page.evaluate(async () => {
        globalThis.ears ??= (() => {
            const audio = new AudioContext(), analyser = new AnalyserNode(audio, { fftSize: 8192, smoothingTimeConstant: 0 });
            audio.createMediaElementSource(document.querySelector('video')).connect(analyser).connect(audio.destination);
            return { audio, analyser };
        })();
        await globalThis.ears.audio.resume();
        const { analyser, audio } = globalThis.ears;
        const levels = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(levels);
        let loudest = 0;
        for (let n = 1; n < levels.length; ++n) if (levels[n] > levels[loudest]) loudest = n;
        return levels[loudest] > -70 ? (loudest * audio.sampleRate) / analyser.fftSize : 0;
    });
    const hears = (wanted) => until(`a tone of ${wanted} Hz`, async () => Math.abs((await pitch()) - wanted) < 15, { within_ms: 12_000, every_ms: 100 });

    test('the sound starts in the viewer’s language, and another is chosen from the menu', async () => {
        await hears(hz.en);
        assert.equal(await page.inputValue('#audio'), 'en');
        assert.deepEqual((await page.$$eval('#audio option', (options) => options.map(({ value }) => value))).sort(), ['en', 'ko']);
        await page.selectOption('#audio', 'ko');
        await hears(hz.ko);
        await page.selectOption('#audio', 'en');
        await hears(hz.en);
        await assertPlays(page);
    });

    test('subtitles are chosen from the menu, and a cue’s text is on the screen', async () => {
        assert.equal(await page.$$eval('#subtitles option', (options) => options.length), 4, 'off, and three languages');
        for (const [label, word] of [[/Spanish|español/i, 'amanecer'], [/Korean|한국어/i, '새벽'], [/English/i, 'dawn']]) {
            const value = await page.$$eval('#subtitles option', (options, source) => options.find(({ textContent }) => new RegExp(source, 'i').test(textContent))?.value, label.source);
            assert.ok(value, `the menu has ${label}`);
            await page.selectOption('#subtitles', value);
            const text = await until(`“${word} …” on the screen`, async () => {
                const shown = await page.innerText('#captions');
                return new RegExp(`${word} \\d+`).test(shown) && shown;
            });
            const { time } = await film_at(page);
            assert.ok(Math.abs(Number(/\d+/.exec(text)[0]) - time) < 2.5, `the cue of the moment: ${text} at ${time}`);
        }
        const box = await page.evaluate(() => {
            const cue = [...document.querySelectorAll('#captions *')].filter((node) => /dawn \d/.test(node.textContent)).at(-1)?.getBoundingClientRect();
            return cue && { top: cue.top, bottom: cue.bottom, left: cue.left, right: cue.right, height: innerHeight, width: innerWidth };
        });
        assert.ok(box && box.top > box.height / 2 && box.bottom <= box.height && box.left >= 0 && box.right <= box.width, `the cue stands in the lower half: ${JSON.stringify(box)}`);
        await page.selectOption('#subtitles', '');
        await until('no cue on the screen', async () => (await page.innerText('#captions')).trim() === '');
    });

    test('the quality is chosen from the menu, and the picture has it', async () => {
        assert.deepEqual(await page.$$eval('#quality option', (options) => options.map(({ value }) => value)), ['', '360', '240', '144']);
        for (const height of ['144', '360', '240']) {
            await page.selectOption('#quality', height);
            await until(`a picture of ${height} lines`, async () => (await film_at(page)).height === Number(height));
        }
        await page.selectOption('#quality', '');
        await assertPlays(page);
    });

    test('the keyboard does it all', async () => {
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press('Space');
        await until('a pause', async () => (await film_at(page)).paused);
        await page.keyboard.press('Space');
        await until('no pause', async () => !(await film_at(page)).paused);
        await page.evaluate(() => { document.querySelector('video').currentTime = 20; });
        await until('the picture at 20 s', async () => { const { time } = await film_at(page); return time >= 20 && time < 24; });
        await page.keyboard.press('ArrowRight');
        await until('ten seconds on', async () => (await film_at(page)).time >= 30);
        await page.keyboard.press('ArrowLeft');
        await until('ten seconds back', async () => { const { time } = await film_at(page); return time > 19 && time < 30; });
        await page.keyboard.press('m');
        await until('silence', async () => (await film_at(page)).muted);
        await page.keyboard.press('m');
        await until('sound', async () => !(await film_at(page)).muted);
        await page.keyboard.press('c');
        await until('a cue on the screen', async () => /\w \d/.test(await page.innerText('#captions')));
        await page.keyboard.press('c');
        await until('no cue on the screen', async () => (await page.innerText('#captions')).trim() === '');
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement !== null);
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement === null);
        await assertPlays(page);
    });

    test('every control is reached by Tab, has a name, and shows that it has the focus', async () => {
        await page.keyboard.press('Space');
        await page.evaluate(() => document.activeElement?.blur());
        const reached = [];
        for (let n = 0; n < 14; ++n) {
            await page.keyboard.press('Tab');
            reached.push(await page.evaluate(() => {
                const node = document.activeElement;
                return { id: node.id, name: node.getAttribute('aria-label') ?? node.labels?.[0]?.innerText, outline: getComputedStyle(node).outlineStyle };
            }));
        }
        for (const id of ['position', 'play', 'back', 'forward', 'mute', 'audio', 'subtitles', 'quality', 'full']) {
            const one = reached.find((candidate) => candidate.id === id);
            assert.ok(one, `${id} is reached: ${reached.map(({ id }) => id)}`);
            assert.ok(one.name?.trim(), `${id} has a name`);
            assert.notEqual(one.outline, 'none', `${id} shows its focus`);
        }
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press('Space');
    });

    test('nothing serious is in the way of anybody', () => assertAccessible(page, 'playing'));

    test('after a reload the film goes on where it was', async () => {
        await page.evaluate(() => { document.querySelector('video').currentTime = 33; });
        await until('the picture at 33 s', async () => (await film_at(page)).time >= 33.2);
        await page.reload();
        const at = await assertPlays(page);
        assert.ok(at.time >= 32 && at.time < 40, `it goes on at ${at.time} s`);
    });

    test('a grant that has run out is renewed without the viewer’s doing', async () => {
        const before = await page.evaluate(() => window.nuri.session.id);
        const grant = await page.evaluate(() => /\/m\/([^/]+)\//.exec(window.nuri.session.dash)[1]);
        let turned_away = 0;
        await page.route(`**/m/${grant}/**`, (route) => { ++turned_away; return route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"status":403,"reason":"expired"}' }); });
        await page.evaluate(() => { document.querySelector('video').currentTime = 2; });
        await until('another session', async () => (await page.evaluate(() => window.nuri.session?.id)) !== before);
        assert.ok(turned_away > 0);
        const at = await assertPlays(page);
        assert.ok(at.time < 15, `and goes on where the viewer was: ${at.time} s`);
    });

    test('at the end it says so, and can be watched again', async () => {
        await page.evaluate((end) => { document.querySelector('video').currentTime = end; }, seconds - 1.2);
        await state(page, 'message');
        assert.match(await page.innerText('#message'), /The end/);
        await page.keyboard.press('Enter');
        const at = await assertPlays(page);
        assert.ok(at.time < 10, `from the start: ${at.time}`);
        assert.deepEqual(page.complaints, []);
    });
});

test('when the licence ends, the picture stops with the reason at the next heartbeat', async () => {
    const licence = await service.do('licence', 'add', '--title', 'brief', '--territories', 'MX', '--from', '2020-01-01', '--json');
    await service.ingest(await film({ seconds: 12, width: 256, height: 144, audio: [{ language: 'eng', hz: 440 }] }), 'brief', ['--ladder', '144']);
    const { context, page } = await visitor();
    await open(page, 'brief');
    await assertPlays(page);
    await service.do('licence', 'end', String(licence.json.id));
    await page.keyboard.press('Space');  // a pause is reported at once
    await state(page, 'message');
    assert.equal(await page.getAttribute('#stage', 'data-reason'), 'closed');
    await context.close();
});

const refusals = [
    // reason, title, territory, words in English and Korean
    ['service_unavailable', 'dawn-over-hanok', 'CN', /not offered here/, /제공되지 않습니다/],
    ['service_not_launched', 'dawn-over-hanok', 'GB', /Not open here yet/, /아직 시작하지 않은/],
    ['denied', 'held-back', 'MX', /Held back/, /보류/],
    ['not_open_yet', 'not-yet', 'MX', /Not open yet/, /아직 공개 전/],
    ['closed', 'over', 'MX', /No longer here/, /공개가 끝났습니다/],
    ['no_licence', 'dawn-over-hanok', 'KR', /Not available where you are/, /이 지역에서는 볼 수 없습니다/],
    ['not_ready', 'unready', 'MX', /Not ready yet/, /준비 중/],
    ['not_found', 'no-such-title', 'MX', /No such title/, /없는 작품/],
];
// These ask for members of other kinds; the page is shown the service's answer and no more.
const posed = ['plan', 'streams', 'maturity', 'device'];

describe('a refusal tells the true reason', () => {
    for (const [locale, at] of [['en-GB', 3], ['ko-KR', 4]]) {
        for (const row of refusals) {
            const [reason, title, territory] = row;
            test(`${reason}, in ${locale}`, async () => {
                const { context, page } = await visitor({ locale, territory });
                await open(page, title);
                await state(page, 'message');
                assert.equal(await page.getAttribute('#stage', 'data-reason'), reason);
                assert.match(await page.innerText('#message'), row[at]);
                assert.equal(await page.getAttribute('html', 'lang'), locale);
                if (reason === 'not_open_yet') {
                    const when = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(opening);
                    assert.ok((await page.innerText('#message-more')).includes(when), `${await page.innerText('#message-more')} has ${when}`);
                }
                assert.equal(await page.evaluate(() => document.querySelector('video').readyState), 0, 'not a frame was loaded');
                await assertAccessible(page, reason);
                assert.deepEqual(page.complaints, []);
                await context.close();
            });
        }
    }
});

test('the sign-in form has nothing serious in anybody’s way', async () => {
    for (const locale of ['en-GB', 'ko-KR']) {
        const { context, page } = await visitor({ locale, signed_in: false, size: sizes[0] });
        await open(page);
        await state(page, 'sign-in');
        await assertAccessible(page, 'sign-in');
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than a telephone');
        await context.close();
    }
});

test('the controls fit a telephone', async () => {
    const { context, page } = await visitor({ size: sizes[0], more: { hasTouch: true, isMobile: true } });
    await open(page);
    await assertPlays(page);
    await page.touchscreen.tap(195, 800);
    const outside = await page.evaluate(() => [...document.querySelectorAll('#controls button, #controls select, #controls input, #heading h1')]
        .filter((node) => node.offsetParent !== null)
        .filter((node) => { const box = node.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight; })
        .map((node) => node.id));
    assert.deepEqual(outside, []);
    await context.close();
});

if (shots) {
    test('pictures of every state', { timeout: 300_000 }, async () => {
        for (const locale of ['en-GB', 'ko-KR']) {
            for (const size of sizes) {
                const name = (what) => `${what}-${locale.slice(0, 2)}-${size.join('x')}`;
                const out = await visitor({ locale, size, signed_in: false });
                await open(out.page);
                await state(out.page, 'sign-in');
                await shoot(out.page, name('sign-in'));
                await out.context.close();

                const { context, page } = await visitor({ locale, size });
                await open(page);
                await assertPlays(page);
                await page.keyboard.press('c');
                await until('a cue', async () => /\S \d/.test(await page.innerText('#captions')));
                await page.mouse.move(200, 200);
                await shoot(page, name('playing'));
                await page.waitForFunction(() => document.getElementById('stage').hasAttribute('data-idle'));
                await page.waitForFunction(() => getComputedStyle(document.getElementById('controls')).opacity === '0');
                await shoot(page, name('playing-idle'));
                await page.keyboard.press('Space');
                await page.waitForFunction(() => getComputedStyle(document.getElementById('controls')).opacity === '1');
                await shoot(page, name('paused'));
                for (const reason of posed) {
                    await page.route('**/api/v1/playback-sessions', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ status: 403, title: 'Forbidden', reason }) }));
                    await open(page);
                    await state(page, 'message');
                    await shoot(page, name(`refused-${reason}`));
                    await page.unroute('**/api/v1/playback-sessions');
                }
                await page.route('**/api/v1/playback-sessions', (route) => route.abort());
                await open(page);
                await state(page, 'message');
                await shoot(page, name('no-network'));
                await context.close();

                for (const [reason, title, territory] of refusals) {
                    const one = await visitor({ locale, size, territory });
                    await open(one.page, title);
                    await state(one.page, 'message');
                    await shoot(one.page, name(`refused-${reason}`));
                    await one.context.close();
                }
            }
        }
    });
}
