// The player of `watch` in Debian's Chromium, as a member uses it: picture, sound by its pitch, subtitles, keys, fingers, and
// what it says where there is nothing to see.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every state in three sizes and two languages.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { film } from './films.mjs';
import { until } from './harness.mjs';
import { House, built, focused, looksRight, opening, playing, seconds, sizes } from './house.mjs';
import { Shots } from './shots.mjs';

const hz = { Korean: 440, English: 660 };
const house = new House('player', { films: 2 }), { service } = house;
const visitor = (options) => house.visitor(options);
/** Browsers of a member with four screens who likes English sound, and of one who reads Korean. */
let ann, minji;

before(async () => {
    assert.ok(built('watch'), 'watch is not built: ./dev build');
    await house.open();
    await service.do('territory', 'set', 'CN', 'unavailable', '--reason', 'embargo');
    for (const slug of ['held-back', 'over', 'unready', 'brief']) await service.do('title', 'add', slug, '--kind', 'film', '--name', `en=${slug}`);
    const license = (slug, ...more) => service.do('licence', 'add', '--title', slug, '--territories', 'MX', '--from', '2020-01-01', ...more);
    await license('held-back', '--deny', 'holdback');
    await license('over', '--to', '2021-01-01');
    await license('unready');
    await service.ingest(await film({ seconds: 6, width: 320, height: 180 }), 'brief', ['--ladder', '180']);
    ann = await member('ann@example.org', { audio_languages: ['en'] });
    minji = await member('minji@example.org', { language: 'ko' });
});
after(() => house.close());
afterEach(() => house.leave());

/** The storage of a browser in which a new member is signed in, whose profile has these settings. */
async function member(email, settings) {
    const storage = await house.signIn(await service.member(email, { plan: 'premium' }));
    const context = await house.browser.newContext({ storageState: storage });
    const me = await (await context.request.get(`${service.url}/api/v1/me`)).json();
    const answer = await context.request.patch(`${service.url}/api/v1/me/profiles/${me.profiles[0].id}`, { headers: { 'X-CSRF-Token': me.csrf_token }, data: settings });
    assert.equal(answer.status(), 200, await answer.text());
    await context.close();
    return storage;
}

const film_at = (page) => page.evaluate(() => {
    const { currentTime, paused, muted, videoWidth, playbackRate } = document.querySelector('video');
    return { time: currentTime, frames: document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames, paused, muted, width: videoWidth, rate: playbackRate };
});
/** Time and decoded frames go on. */
async function goesOn(page) {
    await playing(page);
    const from = await until('the first frames', async () => { const at = await film_at(page); return at.frames > 2 && at.time > 0 && at; });
    return until('time and frames go on', async () => { const at = await film_at(page); return at.frames >= from.frames + 20 && at.time >= from.time + 0.8 && at; });
}
const seek = (page, to) => page.evaluate((to) => { document.querySelector('video').currentTime = to; }, to);
const at = (page, what, test) => until(what, async () => { const now = await film_at(page); return test(now) && now; });
const control = (name) => `[data-control="${name}"]`;
let nudge = 0;
/** Moves the pointer, so that the controls are there. */
const wake = (page) => page.mouse.move(300 + (++nudge % 2), 300);
async function openMenu(page, name) {
    await wake(page);
    await page.click(control(name));
    await page.waitForSelector('.settings');
}
/** Chooses from a menu as somebody with a mouse does. */
async function choose(page, name, group, what) {
    await openMenu(page, name);
    await page.getByRole('menu', { name: group, exact: true }).getByRole('menuitemradio', { name: what }).click();
    await page.keyboard.press('Escape');
    await page.waitForSelector('.settings', { state: 'detached' });
}
const written = async (page) => (await page.innerText('.captions')).trim();
const heading = (page, name) => page.getByRole('heading', { name }).waitFor();
/** The playback sessions that the page asks for. */
const asked = '**/api/v1/playback-sessions?*';

test('the short address leads to the player; a member signs in by the keyboard alone, and the film plays', async () => {
    const { page, open } = await visitor({ member: false });
    await open('/play/tide-line');
    await page.waitForURL('**/sign-in?to=*');
    await page.waitForSelector('[name=email]:focus');
    await page.keyboard.type(house.plain.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type('not the password at all');
    await page.keyboard.press('Enter');
    await page.getByText('The e-mail or the password is not right.').waitFor();
    await page.focus('[name=password]');
    await page.keyboard.press('Control+A');
    await page.keyboard.type(house.plain.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/watch/tide-line');
    await goesOn(page);
    assert.equal(await page.title(), 'Tide Line · nuri');
    assert.equal(await page.locator('header h1').textContent(), 'Tide Line');
    assert.equal(await page.locator('header p').textContent(), '물때');
    assert.deepEqual(page.complaints, []);
});

describe('one film', () => {
    let page, context;
    before(async () => {
        ({ context, page } = await visitor({ storage: ann }));
        house.contexts.splice(house.contexts.indexOf(context), 1);  // it stays from test to test
        await page.goto(`${service.url}/watch/tide-line`);
        await goesOn(page);
    });
    after(async () => {
        await context?.close();
    });

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
    const hears = (language) => until(`a tone of ${hz[language]} Hz`, async () => Math.abs((await pitch()) - hz[language]) < 15, { within_ms: 12_000, every_ms: 100 });

    test('the sound starts in the profile’s language, and another is chosen from the menu', async () => {
        await hears('English');
        await openMenu(page, 'tracks');
        assert.deepEqual(await page.getByRole('menu', { name: 'Sound' }).getByRole('menuitemradio').allInnerTexts(), ['Korean', 'English']);
        assert.equal(await page.getByRole('menuitemradio', { name: 'English', checked: true }).count(), 1);
        await page.keyboard.press('Escape');
        for (const language of ['Korean', 'English']) {
            await choose(page, 'tracks', 'Sound', language);
            await hears(language);
        }
        await goesOn(page);
    });

    test('subtitles are chosen from the menu, and a cue’s text is on the picture in its moment', async () => {
        for (const [language, word] of [['Korean', '물때'], ['English', 'tide']]) {
            await choose(page, 'tracks', 'Subtitles', language);
            const text = await until(`“${word} …” on the screen`, async () => { const shown = await written(page); return new RegExp(`${word} \\d+`).test(shown) && shown; });
            const { time } = await film_at(page);
            assert.ok(Math.abs(Number(/\d+/.exec(text)[0]) - time) < 2.5, `the cue of the moment: ${text} at ${time}`);
        }
        const box = await until('a cue on the picture', () => page.evaluate(() => {
            const cue = [...document.querySelectorAll('.captions *')].filter((node) => /tide \d/.test(node.textContent)).at(-1)?.getBoundingClientRect();
            return cue && { top: cue.top, bottom: cue.bottom, left: cue.left, right: cue.right, height: innerHeight, width: innerWidth };
        }));
        assert.ok(box.top > box.height / 2 && box.bottom <= box.height && box.left >= 0 && box.right <= box.width, `the cue stands in the lower half: ${JSON.stringify(box)}`);
        await choose(page, 'tracks', 'Subtitles', 'Off');
        await until('no cue on the screen', async () => (await written(page)) === '');
    });

    test('how subtitles look is chosen beside them, and kept', async () => {
        await choose(page, 'tracks', 'Subtitles', 'English');
        const look = () => page.evaluate(() => {
            const cue = [...document.querySelectorAll('.captions span')].filter((node) => /tide/.test(node.textContent)).at(-1);
            if (!cue) return null;
            const { color, backgroundColor, fontSize } = getComputedStyle(cue);
            return { color, ground: backgroundColor, size: parseFloat(fontSize), top: cue.getBoundingClientRect().top };
        });
        const before = await until('a cue', look);
        await choose(page, 'tracks', 'Colour', 'Yellow');
        await choose(page, 'tracks', 'Background', 'Solid');
        await choose(page, 'tracks', 'Size', 'Very large');
        await choose(page, 'tracks', 'Place', 'Above');
        const now = await until('a larger cue above', async () => { const shown = await look(); return shown && shown.size > before.size * 1.3 && shown.top < 400 && shown; });
        assert.deepEqual([now.color, now.ground], ['rgb(255, 230, 107)', 'rgb(6, 8, 15)']);
        assert.match(await page.evaluate(() => localStorage.getItem('nuri-player')), /"yellow"/);
        await page.evaluate(() => localStorage.removeItem('nuri-player'));
    });

    test('the quality is chosen by its rung from the menu, and the picture has it', async () => {
        await openMenu(page, 'picture');
        assert.match((await page.getByRole('menu', { name: 'Quality' }).getByRole('menuitemradio').allInnerTexts()).join(), /^Automatic \((360|180)p\),360p,180p$/);
        await page.keyboard.press('Escape');
        for (const [rung, width] of [['180p', 320], ['360p', 640], ['180p', 320]]) {
            await choose(page, 'picture', 'Quality', new RegExp(`^${rung}`));
            await at(page, `a picture of ${rung}`, (now) => now.width === width);
        }
        await choose(page, 'picture', 'Quality', /^Automatic/);
        await choose(page, 'picture', 'Speed', '1.5×');
        await at(page, 'one and a half times as fast', ({ rate }) => rate === 1.5);
        await choose(page, 'picture', 'Speed', 'Normal');
        await goesOn(page);
    });

    test('the keyboard does it all', async () => {
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press('Space');
        await at(page, 'a pause', ({ paused }) => paused);
        await page.keyboard.press('k');
        await at(page, 'no pause', ({ paused }) => !paused);
        await seek(page, 20);
        await page.keyboard.press('ArrowRight');
        await at(page, 'ten seconds on', ({ time }) => time >= 30 && time < 40);
        await page.keyboard.press('j');
        await at(page, 'ten seconds back', ({ time }) => time > 19 && time < 30);
        await page.keyboard.press('5');
        await at(page, 'the middle', ({ time }) => Math.abs(time - seconds / 2) < 3);
        await page.keyboard.press('m');
        await at(page, 'silence', ({ muted }) => muted);
        await page.keyboard.press('m');
        await at(page, 'sound', ({ muted }) => !muted);
        await page.keyboard.press('c');
        await until('no cue on the screen', async () => (await written(page)) === '');
        await page.keyboard.press('c');
        await until('a cue on the screen', async () => /tide \d/.test(await written(page)));
        await page.keyboard.press('>');
        await at(page, 'faster', ({ rate }) => rate === 1.25);
        await page.keyboard.press('<');
        await at(page, 'as it was', ({ rate }) => rate === 1);
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement !== null);
        await page.keyboard.press('f');
        await page.waitForFunction(() => document.fullscreenElement === null);
        await page.keyboard.press('?');
        await page.getByRole('dialog').getByText('Ten seconds back, forward').waitFor();
        await looksRight(page, 'the keys');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await goesOn(page);
    });

    test('whoever only watches sees the film alone, and a key brings the controls back', async () => {
        await page.waitForSelector('.stage.idle');
        await page.keyboard.press('ArrowDown');
        await page.waitForSelector('.stage:not(.idle)');
        assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'slider', 'and the arrow is on the timeline');
        await page.keyboard.press('ArrowDown');
        assert.equal(await page.evaluate(() => document.activeElement.dataset.control), 'play');
        await page.keyboard.press('ArrowRight');
        assert.equal(await page.evaluate(() => document.activeElement.dataset.control), 'back');
        const walked = [];
        for (const way of ['Up', 'Up', 'Down']) {
            await page.keyboard.press(`Arrow${way}`);
            walked.push(await page.evaluate(() => document.activeElement.dataset.control ?? document.activeElement.getAttribute('role')));
        }
        assert.deepEqual(walked, ['slider', 'leave', 'slider'], 'up to the way out, and down again');
    });

    test('every control is reached by Tab, has a name, and shows that it has the focus', async () => {
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press('Space');
        await at(page, 'a pause', ({ paused }) => paused);
        const reached = new Map();
        for (let n = 0; n < 18; ++n) {
            await page.keyboard.press('Tab');
            const { id, ...rest } = await page.evaluate(() => {
                const node = document.activeElement;
                return { id: node.dataset.control ?? node.getAttribute('role') ?? node.type, name: node.getAttribute('aria-label'), outline: getComputedStyle(node).outlineStyle };
            });
            reached.set(id, rest);
        }
        for (const id of ['leave', 'slider', 'play', 'back', 'forward', 'mute', 'range', 'tracks', 'picture', 'help', 'full']) {
            assert.ok(reached.get(id)?.name?.trim(), `${id} is reached and has a name: ${[...reached.keys()]}`);
            assert.notEqual(reached.get(id).outline, 'none', `${id} shows its focus`);
        }
        await page.evaluate(() => document.activeElement?.blur());
        await page.keyboard.press('Space');
        await looksRight(page, 'the player');
    });

    test('pointing at the timeline shows the moment, and pressing goes there', async () => {
        const box = await page.locator('.timeline').boundingBox();
        await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await page.waitForSelector('.peek img');
        assert.match(await page.innerText('.peek'), /0:(29|30)/);
        await page.mouse.down();
        await page.mouse.up();
        await at(page, 'the middle', ({ time }) => Math.abs(time - seconds / 2) < 3);
    });

    test('after a reload it goes on where it was', async () => {
        await seek(page, 33);
        await at(page, 'the picture at 33 s', ({ time }) => time >= 33.2);
        await page.reload();
        const { time } = await goesOn(page);
        assert.ok(time >= 32 && time < 40, `it goes on at ${time} s`);
    });

    test('a grant that has run out is renewed without the viewer’s doing', async () => {
        const grant = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => /\/m\/([^/]+)\//.exec(name)?.[1]).filter(Boolean).at(-1));
        let turned_away = 0, renewed = 0;
        page.on('request', (request) => { if (request.method() === 'POST' && /playback-sessions\?/.test(request.url())) ++renewed; });
        await page.route(`**/m/${grant}/**`, (route) => { ++turned_away; return route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"status":403,"reason":"expired"}' }); });
        await seek(page, 2);
        await until('another session', () => renewed === 1);
        assert.ok(turned_away > 0 && turned_away <= 4, `what is refused is not asked for again: ${turned_away} times`);
        const { time } = await goesOn(page);
        assert.ok(time < 15, `and goes on where the viewer was: ${time} s`);
        page.complaints.length = 0;
    });

    test('at the end it says so, and Enter shows it again', async () => {
        await seek(page, seconds - 1.2);
        await heading(page, 'The end');
        await looksRight(page, 'the end');
        await page.keyboard.press('Enter');
        const { time } = await goesOn(page);
        assert.ok(time < 10, `from the start: ${time}`);
        assert.deepEqual(page.complaints, []);
    });
});

describe('coming and going', () => {
    test('leaving leads to the title, which knows how far one came, and so does the home', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        await seek(page, 31);
        await at(page, '31 s', ({ time }) => time >= 31.2);
        await page.keyboard.press('Escape');
        await page.waitForURL('**/title/tide-line');
        await page.getByRole('link', { name: 'Resume' }).waitFor();
        await open('/');
        await page.getByRole('heading', { name: 'Continue watching' }).waitFor();
        await page.locator('[aria-labelledby] .progress').first().click();
        await playing(page);
        assert.ok((await film_at(page)).time >= 30, 'it resumes');
    });

    test('whoever closes the page gives the screen back', async () => {
        const { page, open } = await visitor();
        const other = service.client({ territory: 'MX', token: house.plain.token });
        const streams = async () => (await other.get('/api/v1/playback-sessions')).json.playback_sessions.length;
        await open('/watch/tide-line');
        await playing(page);
        assert.equal(await streams(), 1);
        await page.goto('about:blank');
        await until('no stream in use', async () => (await streams()) === 0);
    });

    test('the small window is offered where there is one, follows its key, and its button says what it does', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        await wake(page);
        await page.click(control('pip'));
        await page.waitForFunction(() => document.pictureInPictureElement === document.querySelector('video'));
        await page.locator(control('pip')).and(page.getByRole('button', { name: 'Back from the small window', pressed: true })).waitFor();
        await page.keyboard.press('p');
        await page.waitForFunction(() => document.pictureInPictureElement === null);
        await page.getByRole('button', { name: 'Picture in picture', pressed: false }).waitFor();
        await page.keyboard.press('p');
        await page.waitForFunction(() => document.pictureInPictureElement !== null);
        await page.keyboard.press('Escape');
        await page.waitForURL('**/title/tide-line');
        await page.waitForFunction(() => document.pictureInPictureElement === null);
    });

    test('without a small window there is no button for it, and its key does no harm', async () => {
        const { page, open } = await visitor();
        // As in Firefox, which keeps it to itself.
        await page.addInitScript(() => {
            delete Document.prototype.pictureInPictureEnabled;
            delete HTMLVideoElement.prototype.requestPictureInPicture;
        });
        await open('/watch/tide-line');
        await playing(page);
        assert.equal(await page.locator(control('full')).count(), 1);
        assert.equal(await page.locator(control('pip')).count(), 0);
        await page.keyboard.press('p');
        await goesOn(page);
        assert.deepEqual(page.complaints, []);
    });

    test('media keys do what they say, know the next episode, and are given back', async () => {
        const { page, open } = await visitor();
        await page.addInitScript(() => {
            globalThis.held = {};
            globalThis.told = {};
            const { setActionHandler, setPositionState } = MediaSession.prototype;
            MediaSession.prototype.setActionHandler = function (name, act) { globalThis.held[name] = act; return setActionHandler.call(this, name, act); };
            MediaSession.prototype.setPositionState = function (state) { globalThis.told = state; return setPositionState.call(this, state); };
        });
        const press = (key, details = {}) => page.evaluate(([key, details]) => globalThis.held[key]({ action: key, ...details }), [key, details]);
        const held = () => page.evaluate(() => Object.keys(globalThis.held).filter((name) => globalThis.held[name]).sort());
        await open('/watch/tide-line');
        await playing(page);
        assert.deepEqual(await held(), ['pause', 'play', 'seekbackward', 'seekforward', 'seekto', 'stop']);
        assert.deepEqual(await page.evaluate(() => [navigator.mediaSession.metadata.title, navigator.mediaSession.playbackState]), ['Tide Line', 'playing']);
        await press('pause');
        await at(page, 'a pause', ({ paused }) => paused);
        await page.waitForFunction(() => navigator.mediaSession.playbackState === 'paused');
        await press('seekto', { seekTime: 20 });
        await press('seekforward');
        await at(page, '30 s', ({ time }) => Math.abs(time - 30) < 0.5);
        await press('seekbackward', { seekOffset: 5 });
        await at(page, '25 s', ({ time }) => Math.abs(time - 25) < 0.5);
        await page.waitForFunction(() => Math.abs(globalThis.told.position - 25) < 0.5 && globalThis.told.duration > 58);
        await press('play');
        await at(page, 'no pause', ({ paused }) => !paused);
        await press('stop');
        await page.waitForURL('**/title/tide-line');
        await until('all of them given back', async () => (await held()).length === 0);
        await open('/watch/dawn-over-hanok/s1e1');
        await playing(page);
        assert.deepEqual(await page.evaluate(() => { const { title, artist } = navigator.mediaSession.metadata; return [title, artist]; }), ['The Key', 'Dawn Over Hanok']);
        await press('nexttrack');
        await page.waitForURL('**/watch/dawn-over-hanok/s1e2');
        await playing(page);
        await until('no next one', async () => !(await held()).includes('nexttrack'));
    });

    test('fingers: a tap shows and hides, a double tap jumps or fills the screen, a swipe seeks', async () => {
        const { context, page, open } = await visitor({ size: [844, 390], hasTouch: true, isMobile: true });
        await page.addInitScript(() => {
            globalThis.filled = 0;
            Element.prototype.requestFullscreen = function () { ++globalThis.filled; return Promise.resolve(); };
        });
        await open('/watch/tide-line');
        await playing(page);
        const devtools = await context.newCDPSession(page);
        const touch = (type, x, y) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
        const tap = (x) => Promise.all([touch('touchStart', x, 200), touch('touchEnd')]);
        const tapTwice = (x) => Promise.all([tap(x), tap(x)]);
        await page.waitForSelector('.stage.idle');
        await tap(422);
        await page.waitForSelector('.stage:not(.idle)');
        await tap(422);
        await page.waitForSelector('.stage.idle');
        assert.equal((await film_at(page)).paused, false, 'a tap does not pause');
        await seek(page, 20);
        await tapTwice(760);
        await page.getByText('Ten seconds forward').waitFor();
        await at(page, '30 s', ({ time }) => time >= 30 && time < 34);
        await tapTwice(80);
        await page.getByText('Ten seconds back').waitFor();
        await at(page, '20 s', ({ time }) => time >= 20 && time < 26);
        await touch('touchStart', 300, 200);
        for (const x of [340, 400, 440]) await touch('touchMove', x, 202);
        await page.locator('p').filter({ hasText: /^0:(4|39)/ }).waitFor();
        await touch('touchEnd');
        await at(page, 'twenty seconds on', ({ time }) => time >= 39 && time < 48);
        await tapTwice(422);
        await page.waitForFunction(() => globalThis.filled === 1);
        assert.deepEqual(page.complaints, []);
    });

    test('the controls fit a telephone, and those for a mouse are not there', async () => {
        const { page, open } = await visitor({ size: sizes.phone, hasTouch: true, isMobile: true });
        await open('/watch/tide-line');
        await playing(page);
        await page.touchscreen.tap(195, 300);
        const shown = await page.evaluate(() => [...document.querySelectorAll('.controls button, .controls input, .timeline, header h1')].filter((node) => node.checkVisibility()).map((node) => {
            const { left, right, bottom, width, height } = node.getBoundingClientRect();
            return { name: node.dataset.control ?? node.localName, fits: left >= 0 && right <= innerWidth && bottom <= innerHeight, large: Math.min(width, height) };
        }));
        assert.deepEqual(shown.filter(({ fits }) => !fits), []);
        assert.deepEqual(shown.filter(({ name }) => /pip|help/.test(name)), []);
        assert.ok(shown.length >= 8, `${shown.map(({ name }) => name)}`);
        assert.deepEqual(shown.filter(({ name, large }) => large < 36 && !/div|h1/.test(name)), [], 'too small for a finger');
    });
});

describe('parts and episodes', () => {
    test('recap, intro and credits are skipped by a button that names them, and only while they play', async () => {
        await service.do('asset', 'mark', 'tide-line', 'recap=0:00-0:15', 'intro=0:15-0:25', 'credits=0:40-0:50');
        const { page, open } = await visitor();
        const skip = (name) => page.getByRole('button', { name, exact: true });
        await open('/watch/tide-line');
        await playing(page);
        await seek(page, 1);
        await skip('Skip recap').click();
        await at(page, 'the intro', ({ time }) => time >= 15 && time < 20);
        await skip('Skip intro').waitFor();
        await page.evaluate(() => document.activeElement.blur());
        for (const key of ['ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
        assert.equal(await focused(page), 'Skip intro', 'above the timeline');
        await page.keyboard.press('Enter');
        await at(page, 'the film', ({ time }) => time >= 25 && time < 30);
        await page.locator(control('skip')).waitFor({ state: 'detached' });
        await seek(page, 42);
        await skip('Skip credits').click();
        await at(page, 'what follows', ({ time }) => time >= 50);
        await page.locator(control('skip')).waitFor({ state: 'detached' });
        await service.do('asset', 'mark', 'tide-line', 'credits=0:40-0:58');
        await open('/watch/tide-line');
        await playing(page);
        await seek(page, 42);
        await at(page, 'the credits', ({ time }) => time >= 42.2);
        assert.equal(await page.locator(control('skip')).count(), 0, 'credits that nothing follows are not skipped');
        await service.do('asset', 'mark', 'tide-line');
    });

    test('the next episode announces itself where the credits begin, waits for who pauses, and comes by itself', async () => {
        await service.do('asset', 'mark', 'dawn-over-hanok/s1e1', 'credits=0:02-0:06');
        const { page, open } = await visitor();
        await open('/watch/dawn-over-hanok/s1e1');
        const left = async () => Number(/\d+/.exec(await page.locator('[role=timer]').innerText())[0]);
        await page.locator('[role=timer]').waitFor();
        await page.getByText('Ondol', { exact: true }).waitFor();
        await page.mouse.click(400, 200);
        await at(page, 'a pause', ({ paused }) => paused);
        const held = await left();
        await until('two seconds', () => page.evaluate(() => new Promise((done) => setTimeout(done, 2000, true))));
        assert.equal(await left(), held, 'it does not count while the film stands');
        await looksRight(page, 'the next episode');
        await page.mouse.click(400, 200);
        await page.waitForURL('**/watch/dawn-over-hanok/s1e2', { timeout: 15_000 });
        await goesOn(page);
        await service.do('asset', 'mark', 'dawn-over-hanok/s1e1');
    });

    test('at the end of an episode one may stay, or take the next at once; after the last there is the end', async () => {
        const { page, open } = await visitor();
        await open('/watch/dawn-over-hanok/s1e1');
        await playing(page);
        await seek(page, 5);
        await page.getByRole('button', { name: 'Stay here' }).click();
        await heading(page, 'The end');
        const other = service.client({ territory: 'MX', token: house.plain.token });
        await until('the screen given back', async () => (await other.get('/api/v1/playback-sessions')).json.playback_sessions.length === 0);
        await page.getByRole('button', { name: 'Watch again' }).click();
        await playing(page);
        await page.keyboard.press('n');
        await page.waitForURL('**/watch/dawn-over-hanok/s1e2');
        await playing(page);
        await open('/watch/dawn-over-hanok/s1e1');
        await playing(page);
        await seek(page, 5);
        await until('the focus on what comes next', async () => (await focused(page)) === 'Play now');
        await page.keyboard.press('Enter');
        await page.waitForURL('**/watch/dawn-over-hanok/s1e2');
        await playing(page);
        await seek(page, 5);
        await heading(page, 'The end');
        assert.equal(await page.locator('[role=timer]').count(), 0);
    });
});

describe('when something is in the way', () => {
    // From the beginning, with most of the film not loaded yet.
    beforeEach(async () => { assert.equal((await service.client({ territory: 'MX', token: house.plain.token }).delete('/api/v1/watched/tide-line')).status, 204); });

    test('a service that is not reached is told, tried again, and the film begins', async () => {
        const { page, open } = await visitor();
        await page.route(asked, (route) => route.abort(), { times: 1 });
        await open('/watch/tide-line');
        await heading(page, 'We cannot reach the service');
        await page.getByText(/We try again in/).waitFor();
        page.complaints.length = 0;
        await looksRight(page, 'a broken connection');
        await playing(page);
    });

    test('a connection that breaks in the middle is told, and the film goes on where it was', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        let broken = true;
        await page.route('**/m/**', (route) => (broken ? route.abort() : route.continue()));
        await seek(page, 50);
        await page.getByText(/and go on where you were/).waitFor({ timeout: 20_000 });
        broken = false;
        await page.getByRole('button', { name: 'Try now' }).click();
        const { time } = await goesOn(page);
        assert.ok(time >= 50 && time < 57, `at ${time} s`);
    });

    test('who has waited for long is told that the connection is slow, until it is not', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        let release;
        const open_again = new Promise((done) => (release = done));
        await page.route('**/m/**', async (route) => { await open_again; await route.continue().catch(() => {}); });
        await seek(page, 50);
        await page.getByText('The connection is slow. One moment …').waitFor();
        await looksRight(page, 'a slow connection');
        release();
        await page.getByText('The connection is slow.').waitFor({ state: 'detached' });
        await goesOn(page);
    });

    test('when every screen is in use it names them, and stopping one lets this one play', async () => {
        const { page, open } = await visitor();
        const other = service.client({ territory: 'MX', token: house.plain.token });
        assert.equal((await other.play('lanterns', { device: 'kitchen' })).status, 201);
        await open('/watch/tide-line');
        await heading(page, 'Every screen is in use');
        await page.getByText('Lanterns of Oaxaca').waitFor();
        await looksRight(page, 'too many streams');
        await page.getByRole('button', { name: 'Stop it' }).click();
        await playing(page);
    });

    test('a screen that was stopped from another says so, and goes on there when asked', async () => {
        const { page, open } = await visitor();
        await open('/watch/tide-line');
        await playing(page);
        await seek(page, 25);
        await at(page, '25 s', ({ time }) => time >= 25);
        const other = service.client({ territory: 'MX', token: house.plain.token });
        const { json: { playback_sessions: [stream] } } = await other.get('/api/v1/playback-sessions');
        assert.equal((await other.post(`/api/v1/playback-sessions/${stream.id}/stop`)).status, 204);
        await page.keyboard.press('Space');  // a pause is reported at once
        await heading(page, 'Stopped from another screen');
        await looksRight(page, 'a screen that was stopped');
        await page.keyboard.press('Enter');
        const { time } = await goesOn(page);
        assert.ok(time >= 24 && time < 32, `where it was: ${time}`);
    });

    test('whoever was signed out elsewhere signs in, and is back at the film', async () => {
        const { page, open } = await visitor({ storage: await house.signIn(house.plain) });
        await open('/watch/tide-line');
        await playing(page);
        await page.context().clearCookies();
        await page.keyboard.press('Space');
        await page.waitForURL('**/sign-in?to=%2Fwatch%2Ftide-line');
    });

    test('when the licence ends, the picture stops with the reason at the next heartbeat', async () => {
        const licence = await service.do('licence', 'add', '--title', 'brief', '--territories', 'MX', '--from', '2020-01-01', '--json');
        const { page, open } = await visitor();
        await open('/watch/brief');
        await playing(page);
        await service.do('licence', 'end', String(licence.json.id));
        await page.keyboard.press('Space');
        await heading(page, 'It has left');
        await page.getByRole('link', { name: 'Back', exact: true }).waitFor();
    });
});

const refusals = [
    // what, title, territory, words in English and Korean
    ['service_unavailable', 'tide-line', 'CN', 'We are not here yet', '아직 이곳에는 없습니다'],
    ['service_not_launched', 'tide-line', 'GB', 'Coming to you', '곧 찾아갑니다'],
    ['denied', 'held-back', 'MX', 'Held back where you are', '이 지역에서는 보류 중입니다'],
    ['not_open_yet', 'not-yet', 'MX', 'Not open yet', '아직 공개 전입니다'],
    ['closed', 'over', 'MX', 'It has left', '공개가 끝났습니다'],
    ['no_licence', 'dawn-over-hanok', 'KR', 'Not available where you are', '이 지역에서는 볼 수 없습니다'],
    ['not_ready', 'unready', 'MX', 'Almost ready', '거의 준비되었습니다'],
    ['not_found', 'no-such-title', 'MX', 'There is nothing here', '여기에는 아무것도 없습니다'],
];
// These ask for members of other kinds; the page is shown the service's answer and no more.
const posed = ['plan', 'streams', 'maturity', 'device'];

for (const [language, tag, words_at] of [['English', 'en', 3], ['Korean', 'ko', 4]]) {
    test(`a refusal tells the true reason in ${language}, and loads not a frame`, async () => {
        const { context, page, open } = await visitor({ storage: tag === 'ko' ? minji : ann });
        for (const row of refusals) {
            const [reason, title, territory] = row;
            await context.setExtraHTTPHeaders({ 'X-Nuri-Territory': territory });
            await open(`/watch/${title}`);
            await page.getByRole('heading', { name: row[words_at] }).waitFor().catch(async () => assert.fail(`${reason}: ${await page.innerText('body')}`));
            assert.equal(await page.getAttribute('html', 'lang'), tag, reason);
            if (reason === 'not_open_yet') {
                const when = new Intl.DateTimeFormat(tag === 'ko' ? 'ko' : 'en-GB', { dateStyle: 'long' }).format(opening);
                assert.ok((await page.innerText('.veil')).includes(when), `${await page.innerText('.veil')} has ${when}`);
            }
            assert.equal(await page.evaluate(() => document.querySelector('video').readyState), 0, `${reason}: not a frame was loaded`);
            await looksRight(page, reason);
        }
    });
}

test('pictures of every state', { skip: !Shots.wanted, timeout: 400_000 }, async () => {
    const shots = new Shots('player');
    for (const [locale, storage] of [['en', ann], ['ko', minji]]) for (const size of Object.keys(sizes)) {
        const { context, page, open } = await visitor({ storage, size: sizes[size], ...(size === 'phone' ? { hasTouch: true, isMobile: true } : {}) });
        const take = (what) => shots.take(page, what, locale, size);
        await open('/watch/tide-line');
        await goesOn(page);
        await page.keyboard.press('c');
        await until('a cue', async () => /\S \d/.test(await written(page)));
        await page.waitForSelector('.stage.idle');
        await take('idle');
        await page.keyboard.press('Space');
        await page.waitForSelector('.stage:not(.idle)');
        await take('paused');
        await page.hover('.timeline');
        await page.waitForSelector('.peek img');
        await take('timeline');
        for (const menu of ['tracks', 'picture']) {
            await page.click(control(menu));
            await page.waitForSelector('.settings');
            await take(menu);
            await page.keyboard.press('Escape');
        }
        if (size !== 'phone') {
            await page.keyboard.press('?');
            await take('keys');
            await page.keyboard.press('Escape');
        }
        await page.keyboard.press('k');
        await seek(page, seconds - 1);
        await page.locator('[data-phase=ended]').waitFor();
        await take('end');
        await open('/watch/dawn-over-hanok/s1e1');
        await playing(page);
        await seek(page, 5);
        await page.locator('[role=timer]').waitFor();
        await take('next');
        for (const reason of posed) {
            const streams = reason === 'streams' ? [{ id: '0'.repeat(32), title: { ref: 'lanterns', name: locale === 'ko' ? '오아하카의 등불' : 'Lanterns of Oaxaca' }, device: 'Chrome · Android', territory: 'MX' }] : [];
            await page.route(asked, (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ status: 403, title: 'Forbidden', reason, streams }) }));
            await open('/watch/tide-line');
            await page.waitForSelector('.veil h1');
            await take(`refused-${reason}`);
            await page.unroute(asked);
        }
        await page.route(asked, (route) => route.abort());
        await open('/watch/tide-line');
        await page.waitForSelector('.veil h1');
        await shots.take(page, 'no-network', locale, size);
        await page.unroute(asked);
        for (const [reason, title, territory] of refusals) {
            await context.setExtraHTTPHeaders({ 'X-Nuri-Territory': territory });
            await open(`/watch/${title}`);
            await page.waitForSelector('.veil h1');
            await take(`refused-${reason}`);
        }
    }
    await shots.sheet(house.browser);
});
