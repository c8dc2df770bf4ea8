// A house that is full, for the tests of the web applications: a small catalogue of many countries with something to
// play in every title, a member, and browsers of people who visit.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { film, subtitles } from './films.mjs';
import { Service, days, root, time } from './harness.mjs';

export const sizes = { phone: [390, 844], laptop: [1280, 800], wall: [1920, 1080] };
export const built = (application) => existsSync(resolve(root, process.env.NURI_BUILD ?? 'build', `share/nuri/web/${application}/index.html`));

/** Of the one film that is long enough to seek in. */
export const seconds = 59;
/** When "Not Yet" opens, and when the licence of "Dawn Over Hanok" ends. */
export const opening = Date.now() + days(20), closing = Date.now() + days(30);

/** [slug, original language, names, story, story in Korean, country, genres, year, rating in Mexico, advisories]. All of it is invented. */
const films = [
    ['tide-line', 'ko', { ko: '물때', en: 'Tide Line' }, 'A salt farmer and a cartographer have eleven days before the sea wall closes for good. Neither of them says what the map is for.', '소금을 만드는 사람과 지도를 그리는 사람에게 남은 열하루. 방조제가 닫히기 전에, 지도가 무엇을 위한 것인지는 아무도 말하지 않는다.', 'KR,GB', 'drama,romance', 2025, 'B', ['language', 'smoking']],
    ['lanterns', 'es', { es: 'Faroles de Oaxaca', en: 'Lanterns of Oaxaca', ko: '오아하카의 등불' }, 'A lamp maker receives an order for a thousand lanterns, signed by her dead brother.', '죽은 오빠의 서명이 적힌 등불 천 개의 주문서.', 'MX', 'drama,mystery', 2023, 'A', []],
    ['quiet-harbour', 'ja', { ja: '静かな港', en: 'The Quiet Harbour', ko: '고요한 항구' }, 'The ferry has stopped. The man who sold the tickets still opens his window.', '여객선은 멈추었다. 표를 팔던 남자는 여전히 창구를 연다.', 'JP', 'drama', 2022, 'A', []],
    ['desert-radio', 'ar', { ar: 'إذاعة الصحراء', en: 'Desert Radio', ko: '사막 라디오' }, 'The only station within five hundred kilometres has one record left.', '오백 킬로미터 안에 하나뿐인 방송국. 남은 음반은 한 장.', 'AE', 'comedy,music', 2022, 'A', []],
    ['seoul-0', 'ko', { ko: '서울 0도', en: 'Seoul 0°' }, 'The night the river froze, every taxi received the same passenger.', '강이 얼던 밤, 모든 택시가 같은 손님을 태웠다.', 'KR', 'thriller,mystery', 2025, 'B15', ['violence', 'threat', 'flashing-lights']],
    ['monsoon-letters', 'hi', { hi: 'बारिश की चिट्ठियाँ', en: 'Monsoon Letters', ko: '우기의 편지' }, 'A postman in the hills reads aloud to those who cannot, and begins to change the endings.', '글을 모르는 이들에게 편지를 읽어 주던 집배원이 끝맺음을 바꾸기 시작한다.', 'IN', 'drama,comedy', 2021, 'A', []],
    ['night-market', 'zh-Hant', { 'zh-Hant': '雨夜市集', en: 'The Night Market in the Rain', ko: '비 오는 야시장' }, 'Forty stalls, one umbrella, and a debt that falls due at dawn.', '노점 마흔 곳, 우산 하나, 그리고 새벽에 갚아야 할 빚.', 'TW', 'comedy,romance', 2024, 'B', ['language']],
    ['paper-boats', 'th', { th: 'เรือกระดาษ', en: 'Paper Boats', ko: '종이배' }, 'Two sisters fold a boat for every day their father is away, and the canal brings one back.', '아버지가 떠난 날마다 종이배를 접는 자매. 어느 날 물길이 하나를 돌려보낸다.', 'TH', 'drama,family', 2023, 'AA', []],
    ['the-long-thaw', 'sv', { sv: 'Det långa töväder', en: 'The Long Thaw', ko: '긴 해빙' }, 'A village waits for the ice road to break, and for the one lorry that is still on it.', '얼음길이 갈라지기를 기다리는 마을. 그 위에는 아직 트럭 한 대가 있다.', 'SE', 'thriller,drama', 2020, 'B15', ['threat']],
    ['cidade-das-mares', 'pt-BR', { 'pt-BR': 'Cidade das Marés', en: 'City of Tides', ko: '밀물의 도시' }, 'When the water rises for the third time, the samba school moves to the roof.', '물이 세 번째로 차오르자 삼바 학교는 옥상으로 올라간다.', 'BR', 'music,drama', 2024, 'B', ['drug-use']],
    ['kite-season', 'id', { id: 'Musim Layang-layang', en: 'Kite Season', ko: '연 날리는 계절' }, 'A boy who has never lost a kite meets a girl who has never flown one.', '연을 놓쳐 본 적 없는 소년과 날려 본 적 없는 소녀.', 'ID', 'family,comedy', 2022, 'AA', []],
    ['red-lacquer', 'zh-Hans', { 'zh-Hans': '朱漆', en: 'Red Lacquer', ko: '주칠' }, 'An appraiser is asked to authenticate a box that she made herself.', '감정사에게 맡겨진 상자는 그가 직접 만든 것이었다.', 'SG', 'mystery,thriller', 2023, 'B15', ['violence']],
];
const house = { 'dawn-over-hanok': [['The Key', '열쇠'], ['Ondol', '온돌']] };

/** A service with the catalogue in it, running; payments are the test provider's. `plain` is a member, `signed` the storage of a browser
    where she is signed in. */
export class House {
    /** `films`: how many of them, where not all are wanted. */
    constructor(name, { films: count = films.length } = {}) {
        this.films = films.slice(0, count);
        this.service = new Service(name);
        this.contexts = [];
    }

    async open() {
        const { service } = this;
        await service.launch('MX', 'KR', 'US');
        await service.do('territory', 'set', 'GB', 'announced', '--on', '2035-01-01');
        await service.do('operator', 'add', 'boss@example.org', '--password-stdin', { stdin: 'rain on the tin roof\n' });
        const token = (await service.do('token', 'create', '--operator', 'boss@example.org')).stdout.match(/nuri_[\w-]+/)[0];
        for (const [plan, pesos, won] of [['basic', '99.00', '9900'], ['standard', '159.00', '13900'], ['premium', '229.00', '17900']]) {
            await service.do('plan', 'set-price', plan, 'MX', pesos, 'MXN');
            await service.do('plan', 'set-price', plan, 'KR', won, 'KRW');
        }
        this.plain = await service.member('maria@example.org', { plan: 'basic' });
        await service.start({ config: '[payments]\nprovider = "test"\n[home]\npopular_viewers_min = 2\n' });
        this.staff = service.client({ token });
        await this.fill();
        this.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
        this.signed = await this.signIn(this.plain);
    }

    async close() {
        await this.leave();
        await this.browser?.close();
        await this.service.remove();
    }

    /** What an operator adds or changes; it must succeed. */
    async staffed(method, path, body) {
        const answer = await this.staff[method](`/api/v1/operator/${path}`, body);
        assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
        return answer.json;
    }

    async fill() {
        const add = (title) => this.staffed('post', 'titles', title);
        const licence = (title, more = {}) => this.staffed('post', 'licences', { title, territories: 'MX + KR + US', from: '2020-01-01', ...more });
        for (const [slug, original_language, names, en, ko, countries, genres, release_year, label, advisories] of this.films) {
            await add({
                slug, kind: 'film', names, original_language, synopses: { en, ko }, countries: countries.split(','), genres: genres.split(','), release_year, runtime_seconds: 5400 + slug.length * 60, advisories,
                ratings: [{ system: 'MX-RTC', label }],
                credits: slug === 'tide-line' ? [{ names: { en: 'Han Seoyun', ko: '한서윤' }, role: 'cast', character: 'Mi-ran' }, { names: { en: 'Tom Ashby' }, role: 'cast', character: 'Alder' }, { names: { en: 'Oh Jihun', ko: '오지훈' }, role: 'director' }] : [],
            });
            await licence(slug);
        }
        await add({ slug: 'dawn-over-hanok', kind: 'series', names: { ko: '한옥의 새벽', en: 'Dawn Over Hanok' }, original_language: 'ko', countries: ['KR'], genres: ['drama', 'mystery'], release_year: 2024, ratings: [{ system: 'MX-RTC', label: 'B' }],
            synopses: { en: 'An architect inherits a house nobody has slept in for forty years.', ko: '마흔 해 동안 아무도 잠들지 않은 집을 물려받은 건축가.' } });
        await add({ slug: 'dawn-1', kind: 'season', parent: 'dawn-over-hanok', number: 1, names: { en: 'Season 1', ko: '시즌 1' } });
        for (const [at, [en, ko]] of house['dawn-over-hanok'].entries()) await add({ slug: `dawn-1-${at + 1}`, kind: 'episode', parent: 'dawn-1', number: at + 1, names: { en, ko }, runtime_seconds: 3120, synopses: { en: 'The door opens from the inside.', ko: '문은 안에서 열린다.' } });
        await licence('dawn-over-hanok', { territories: 'MX', to: time(closing) });
        await add({ slug: 'not-yet', kind: 'film', names: { en: 'Not Yet' } });
        await licence('not-yet', { territories: 'MX', from: time(opening) });

        // A little wider than 16:9, so that the rung is not the number of lines.
        const long = await film({ seconds, width: 640, height: 266, audio: [{ language: 'kor', hz: 440 }, { language: 'eng', hz: 660 }] });
        const short = await film({ seconds: 6, width: 320, height: 180 }), brief = await film({ seconds: 2, width: 320, height: 180 });
        await this.service.ingest(long, 'tide-line', ['--ladder', '360,180', '--subtitle', `ko=${subtitles('물때', seconds)}`, '--subtitle', `en=${subtitles('tide', seconds)}`]);
        for (const episode of ['dawn-over-hanok/s1e1', 'dawn-over-hanok/s1e2']) await this.service.ingest(short, episode, ['--ladder', '180']);
        for (const [slug] of this.films.slice(1)) await this.service.ingest(brief, slug, ['--ladder', '180']);
    }

    /** The storage of a browser in which this member is signed in. */
    async signIn({ email, password }, territory = 'MX') {
        const context = await this.browser.newContext({ extraHTTPHeaders: { 'X-Nuri-Territory': territory } });
        const answer = await context.request.post(`${this.service.url}/api/v1/log-in`, { data: { email, password } });
        assert.equal(answer.status(), 200, await answer.text());
        const storage = await context.storageState();
        await context.close();
        return storage;
    }

    /** A browser of somebody in `territory` who reads `locale`; what its console complains of is collected. */
    async visitor({ territory = 'MX', locale = 'en-GB', size = sizes.laptop, member = true, storage = member ? this.signed : undefined, ...more } = {}) {
        const context = await this.browser.newContext({ locale, viewport: { width: size[0], height: size[1] }, reducedMotion: 'reduce', extraHTTPHeaders: { 'X-Nuri-Territory': territory }, storageState: storage, ...more });
        this.contexts.push(context);
        context.setDefaultTimeout(10_000);
        const page = await context.newPage();
        page.complaints = [];
        page.on('pageerror', (error) => page.complaints.push(String(error)));
        page.on('console', (message) => {
            const refusal = /status of 4\d\d/.test(message.text()) && /\/api\/v1\//.test(message.location().url);
            if (message.type() === 'error' && !refusal) page.complaints.push(`${message.text()} ${message.location().url}`);
        });
        return { context, page, open: (path) => page.goto(this.service.url + path) };
    }

    /** Closes every visitor's browser, and ends what plays there. */
    async leave() {
        await Promise.all(this.contexts.splice(0).map((context) => context.close()));
        if (!this.plain || !this.service.child) return;
        const member = this.service.client({ territory: 'MX', token: this.plain.token });
        for (const { id } of (await member.get('/api/v1/playback-sessions')).json.playback_sessions) await member.post(`/api/v1/playback-sessions/${id}/stop`);
    }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing serious by axe, nothing on the console, and nothing wider than the window. */
export async function looksRight(page, what) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`));
    assert.deepEqual(found, [], `axe on ${what}`);
    assert.deepEqual(page.complaints, [], `the console on ${what}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${what} is ${wide} px wider than its window`);
}

export const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.textContent?.trim() ?? '');

/** Waits until the film on the page plays. */
export async function playing(page) {
    await page.waitForFunction(() => { const video = document.querySelector('main video'); return video && !video.paused && video.currentTime > 0.2 && video.videoWidth > 0; }, null, { timeout: 15_000 }).catch(async (error) => {
        throw new Error(`nothing plays at ${page.url()}: ${await page.innerText('body').catch(String)}: ${page.complaints.join('; ')}`, { cause: error });
    });
}
