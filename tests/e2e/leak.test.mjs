// What a viewer may not see is nowhere: not in an answer of the API, a page, a search, a manifest, a picture or a count.
//
// The catalogue holds titles that this viewer cannot watch, each for another reason, and each with words of its own in
// every field that could come out: canaries. Every GET that the API describes is asked, for every title, by visitors and
// members in several places; no canary may sing. Titles that can be watched are the control: they must be found the same way.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { Service, days, time } from './harness.mjs';
import { film, subtitles } from './films.mjs';

const service = new Service('leak');
const now = Date.now();
const past = '2020-01-01';

/** Words that nobody else would use, made of a title's slug. */
const canary = (slug) => {
    const mark = slug.replaceAll('-', '').replace(/[aeiou]/g, 'y');
    return { name: `Zq${mark}name`, korean: `쀍${mark}이름`, original: `Zq${mark}original`, synopsis: `zq${mark}synopsis`, person: `Zq${mark}person`, character: `Zq${mark}role`, alid: `md:alid:zq:${mark}alid`, subtitle: `zq${mark}cue` };
};
const has_mark = (slug) => slug.replaceAll('-', '').replace(/[aeiou]/g, 'y');

// slug: where it can be watched, by whom, and what stands in the way elsewhere.
const titles = {
    'open-water': { seen: ['MX', 'KR'], licences: [['MX + KR']] },
    'mexico-only': { seen: ['MX'], licences: [['MX']] },
    'korea-only': { seen: ['KR'], licences: [['KR']] },
    'nowhere-licensed': { seen: [], licences: [] },
    'window-over': { seen: [], licences: [['001', '--to', '2021-01-01']] },
    'window-ahead': { seen: [], licences: [['001', '--from', time(now + days(30))]] },
    'held-back-there': { seen: ['KR'], licences: [['MX + KR'], ['MX', '--deny', 'holdback']] },
    'blacked-out': { seen: [], licences: [['001'], ['001', '--deny', 'blackout']] },
    'for-sale-only': { seen: [], licences: [['001', '--license-type', 'EST']] },
    'licence-ended': { seen: [], licences: [['001']], ended: true },
    'not-made-yet': { seen: [], licences: [['001']], film: false },
    'grown-up': { seen: ['MX', 'KR'], licences: [['001']], adult: true },
};
const assets = {};
let api, member, child, token_of, operator;

/** Which of the titles a viewer in a place may see. */
const visibleTo = ({ territory, is_child }) => Object.entries(titles).filter(([, title]) => title.seen.includes(territory) && !(is_child && title.adult)).map(([slug]) => slug);

before(async () => {
    await service.launch('MX', 'KR');
    await service.do('territory', 'set', 'GB', 'announced', '--on', '2035-01-01');
    await service.do('operator', 'add', 'boss@example.org', '--password-stdin', { stdin: 'rain on the tin roof\n' });
    operator = (await service.do('token', 'create', '--operator', 'boss@example.org')).stdout.trim();
    token_of = (await service.member('maria@example.org', { plan: 'premium' })).token;
    await service.start();
    member = { token: token_of };

    const staff = service.client({ token: operator });
    const small = await film({ seconds: 3, width: 256, height: 144, audio: [{ language: 'eng', hz: 440 }] });
    for (const [slug, { licences, ended, film: made = true, adult }] of Object.entries(titles)) {
        const words = canary(slug);
        const added = await staff.post('/api/v1/operator/titles', {
            slug, kind: 'film', original_language: 'ko', original_title: words.original, alid: words.alid,
            names: { en: words.name, ko: words.korean }, synopses: { en: words.synopsis, ko: `${words.synopsis} ko` },
            ratings: [{ system: adult ? 'MX-RTC' : 'KR-KMRB', label: adult ? 'D' : 'ALL' }, ...(adult ? [{ system: 'KR-KMRB', label: '19' }] : [{ system: 'MX-RTC', label: 'AA' }])],
            credits: [{ role: 'cast', character: words.character, names: { en: words.person } }],
            genres: ['drama'], countries: ['KR'],
        });
        assert.equal(added.status, 201, added.text);
        for (const [territories, ...more] of licences) {
            const licence = await service.do('licence', 'add', '--title', slug, '--territories', territories, ...(more.includes('--from') ? [] : ['--from', past]), ...more, '--json');
            if (ended) await service.do('licence', 'end', String(licence.json.id));
        }
        if (made) assets[slug] = (await service.ingest(small, slug, ['--ladder', '144', '--subtitle', `en=${subtitles(words.subtitle, 3)}`])).json.asset;
    }
    // A series of which one episode may be seen and another not.
    for (const words of [['half-a-series', '--kind', 'series', '--name', 'en=Half A Series'], ['half-a-series-s1', '--kind', 'season', '--parent', 'half-a-series', '--number', '1', '--name', 'en=Season One'],
        ['seen-episode', '--kind', 'episode', '--parent', 'half-a-series-s1', '--number', '1', '--name', 'en=The Seen One'],
        ['unseen-episode', '--kind', 'episode', '--parent', 'half-a-series-s1', '--number', '2', '--name', `en=${canary('unseen-episode').name}`]]) await service.do('title', 'add', ...words);
    await service.do('licence', 'add', '--title', 'seen-episode', '--territories', 'MX', '--from', past);
    await service.ingest(small, 'seen-episode', ['--ladder', '144']);
    await service.ingest(small, 'unseen-episode', ['--ladder', '144']);

    // A child's profile of the same member.
    const owner = service.client({ territory: 'MX', token: token_of });
    const made = await owner.post('/api/v1/me/profiles', { name: 'Nico', kids: true, maturity_age: 7 });
    assert.equal(made.status, 201, made.text);
    child = { token: token_of, profile: made.json.id };

    const described = await service.client().get('/api/v1/openapi.yaml');
    assert.equal(described.status, 200);
    api = parse(described.text);
});
after(() => service.remove());

const viewers = [
    { name: 'a visitor in MX', territory: 'MX' },
    { name: 'a member in MX', territory: 'MX', who: () => member },
    { name: 'a child in MX', territory: 'MX', who: () => child, is_child: true },
    { name: 'a visitor in KR', territory: 'KR' },
    { name: 'a member in KR', territory: 'KR', who: () => member },
    { name: 'a member in GB', territory: 'GB', who: () => member },
    { name: 'a member in CN', territory: 'CN', who: () => member },
    { name: 'a member in a place nobody can tell', territory: undefined, who: () => member },
];

/** Every GET that the API describes, with each of `refs` where a title is asked for. */
function* questions(refs) {
    for (const [path, operations] of Object.entries(api.paths)) {
        if (!operations.get) continue;
        const full = path.startsWith('/api/') ? path : `/api/v1${path}`;
        const of_title = /\{ref/.test(full);
        for (const ref of of_title ? refs : ['']) {
            for (const kind of /\{kind\}/.test(full) ? ['poster', 'backdrop', 'logo', 'still'] : ['']) {
                for (const row of /\{row\}/.test(full) ? ['new', 'originals', 'leaving_soon', 'my_list', 'continue_watching', 'country:KR', 'language:ko', 'genre:drama'] : [''])
                for (const id of /\{(id|code|number)\}/.test(full) ? ['1', '2', '7', 'MX'] : ['']) {
                    const filled = full.replace(/\{ref[^}]*\}/, encodeURIComponent(ref)).replace('{kind}', kind).replace('{row}', row).replace(/\{(id|code|number)\}/, id).replace(/\{[^}]+\}/g, '1');
                    for (const query of /search/.test(full) ? ['?q=z', '?q=the'] : /titles$/.test(full) ? ['', '?limit=1', '?limit=100', '?kind=film', '?kind=series', '?cursor=3', '?locale=ko'] : ['']) yield { url: `${filled}${query}`, ref };
                }
            }
        }
    }
}
const pages = (refs) => ['/', '/robots.txt', '/sitemap.xml', '/metrics', '/healthz', '/readyz', ...refs.flatMap((ref) => [`/watch/${ref}`, `/title/${ref}`, `/play/${ref}`])];

for (const viewer of viewers) {
    describe(viewer.name, () => {
        const client = (more = {}) => service.client({ territory: viewer.territory, token: viewer.who?.().token, ...more });
        const of_profile = (url) => (viewer.is_child ? `${url}${url.includes('?') ? '&' : '?'}profile=${child.profile}` : url);
        const visible = visibleTo(viewer);
        const hidden = Object.keys(titles).filter((slug) => !visible.includes(slug));
        const series_here = viewer.territory === 'MX' && !viewer.is_child;

        /** No word, slug or asset of a hidden title, but for what was said in the asking. */
        function assertSilent(answer, asked) {
            const said = `${answer.text}\n${[...answer.headers].join('\n')}`;
            for (const slug of [...hidden, 'unseen-episode']) {
                assert.ok(!said.includes(has_mark(slug)), `${asked} sings of ${slug}: ${said.slice(0, 600)}`);
                if (!asked.includes(slug)) assert.ok(!said.includes(slug), `${asked} names ${slug}: ${said.slice(0, 600)}`);
                if (assets[slug]) assert.ok(!said.includes(assets[slug]), `${asked} names the asset of ${slug}: ${said.slice(0, 600)}`);
            }
        }

        test('every GET of the API is silent about what is hidden, and tells what is not', async () => {
            const me = client();
            const refs = [...Object.keys(titles), 'half-a-series', 'half-a-series/s1', 'half-a-series/s1e1', 'half-a-series/s1e2', 'unseen-episode', 'no-such-title', ...hidden.map((slug) => canary(slug).alid)];
            const heard = new Set();
            let asked = 0;
            for (const { url } of questions(refs)) {
                const answer = await me.get(of_profile(url), { headers: { 'Accept-Language': asked % 2 ? 'ko' : 'en' } });
                ++asked;
                assert.ok(answer.status < 500, `${url}: ${answer.status} ${answer.text}`);
                if (url.includes('/operator/')) assert.ok([401, 403].includes(answer.status), `${url} is for the staff: ${answer.status}`);
                assertSilent(answer, decodeURIComponent(url));
                for (const slug of visible) if (answer.text.includes(has_mark(slug))) heard.add(slug);
            }
            assert.ok(asked > 100, `${asked} questions`);
            assert.deepEqual([...heard].sort(), [...visible].sort(), 'the control: what may be seen is found by the same questions');
        });

        test('counts count what can be seen', async () => {
            const wanted = visible.length + (series_here ? 1 : 0);
            for (const query of ['?limit=1', '?limit=100']) {
                const { json, status } = await client().get(of_profile(`/api/v1/titles${query}`));
                assert.equal(status, 200);
                assert.equal(json.total, wanted);
            }
            const seen = [];
            for (let cursor = null, pages = 0; pages < 30; ++pages) {
                const { json } = await client().get(of_profile(`/api/v1/titles?limit=2${cursor ? `&cursor=${cursor}` : ''}`));
                seen.push(...json.titles.map(({ ref }) => ref));
                cursor = json.next_cursor;
                if (!cursor) break;
            }
            assert.deepEqual(seen.sort(), [...visible, ...(series_here ? ['half-a-series'] : [])].sort());
        });

        test('search answers for a hidden title’s every word as for a word that nobody ever wrote', async () => {
            const me = client();
            const nothing = await me.get(of_profile('/api/v1/search?q=xyzzyplugh'));
            for (const slug of [...hidden, 'unseen-episode']) {
                for (const word of Object.values(canary(slug))) {
                    for (const asked of [word, word.slice(0, 6), word.toUpperCase()]) {
                        const answer = await me.get(of_profile(`/api/v1/search?q=${encodeURIComponent(asked)}`));
                        if (asked === word) assert.equal(answer.text.replaceAll(asked, ''), nothing.text.replaceAll('xyzzyplugh', ''), `search for ${asked}`);
                        assertSilent(answer, `search for ${asked} ${slug}`);
                    }
                }
            }
            for (const slug of visible) {
                for (const word of [canary(slug).name, canary(slug).korean, canary(slug).original, canary(slug).person]) {
                    const answer = await me.get(of_profile(`/api/v1/search?q=${encodeURIComponent(word)}`));
                    assert.equal(answer.json.total, 1, `${word}: ${answer.text}`);
                    assert.equal(answer.json.titles[0].ref, slug);
                }
            }
        });

        test('pages are the same for a hidden title and for none', async () => {
            const me = client();
            const none = Object.fromEntries(await Promise.all(['watch', 'title', 'play'].map(async (page) => [page, (await me.get(`/${page}/no-such-title`)).text])));
            for (const url of pages([...Object.keys(titles), 'half-a-series/s1e2'])) {
                const answer = await me.get(url);
                assertSilent(answer, url);
                const [, page] = /^\/(watch|title|play)\//.exec(url) ?? [];
                if (page) assert.equal(answer.text, none[page], url);
            }
        });

        test('the pictures of a hidden title are refused with the reason, or are not there', async () => {
            for (const slug of hidden) {
                for (const kind of ['poster', 'backdrop', 'logo', 'still']) {
                    const answer = await client().get(of_profile(`/api/v1/artwork/${kind}/${slug}`));
                    assert.ok([403, 404, 409].includes(answer.status), `${kind} of ${slug}: ${answer.status}`);
                    assert.doesNotMatch(answer.headers.get('content-type'), /^image/);
                }
            }
        });

        if (viewer.who) {
            test('to play a hidden title gives the reason and not a word more', async () => {
                for (const slug of [...hidden, 'half-a-series/s1e2', ...hidden.map((slug) => canary(slug).alid)]) {
                    const answer = await client().play(slug, viewer.is_child ? { profile: child.profile } : {});
                    assert.ok([403, 404, 409].includes(answer.status), `${slug}: ${answer.status} ${answer.text}`);
                    assertSilent(answer, `to play ${slug}`);
                    assert.deepEqual(Object.keys(answer.json).filter((key) => !['type', 'title', 'status', 'detail', 'instance', 'reason', 'opens_at'].includes(key)), [], answer.text);
                }
            });
        }

        for (const slug of visible.slice(0, 1)) {
            if (!viewer.who) continue;
            test('the manifests and media of what can be watched name nothing that cannot', async () => {
                const me = client();
                const started = await me.play(slug, { device: viewer.name, ...(viewer.is_child ? { profile: child.profile } : {}) });
                assert.equal(started.status, 201, started.text);
                assertSilent(started, `to play ${slug}`);
                for (const url of [started.json.hls, started.json.dash]) assertSilent(await me.get(url), url);
                const grant = /\/m\/([^/]+)\//.exec(started.json.hls)[1];
                for (const other of hidden) {
                    if (!assets[other]) continue;
                    for (const path of ['master.m3u8', 'manifest.mpd', 'video-avc-144/init.mp4', 'video-avc-144/0.m4s', 'subtitles.vtt', 'thumbnails/1.jpg']) {
                        const answer = await me.get(`/m/${grant}/${assets[other]}/${path}`);
                        assert.equal(answer.status, 403, `${path} of ${other}`);
                        assertSilent({ text: answer.text.replaceAll(assets[other], ''), headers: new Headers() }, path);
                    }
                }
                await me.post(`/api/v1/playback-sessions/${started.json.id}/stop`);
            });
        }
    });
}

test('what a member was watching is gone from their lists when its licence ends', async () => {
    await service.do('title', 'add', 'soon-gone', '--kind', 'film', '--name', `en=${canary('soon-gone').name}`);
    const licence = await service.do('licence', 'add', '--title', 'soon-gone', '--territories', 'MX', '--from', past, '--json');
    await service.ingest(await film({ seconds: 90, fps: 10, width: 256, height: 144, audio: [{ language: 'eng', hz: 440 }] }), 'soon-gone', ['--ladder', '144']);
    const me = service.client({ territory: 'MX', token: token_of });
    const started = await me.play('soon-gone');
    assert.equal(started.status, 201, started.text);
    const beat = await me.post(`/api/v1/playback-sessions/${started.json.id}/heartbeat`, { position_ms: 50_000, state: 'playing', watched_ms: 5000 });
    assert.ok(beat.status < 300, beat.text);
    const mark = has_mark('soon-gone');
    assert.equal((await me.put('/api/v1/my-list/soon-gone')).status, 204);
    const places = ['/api/v1/continue-watching', '/api/v1/my-list', '/api/v1/home'];
    for (const url of places) assert.ok((await me.get(url)).text.includes(mark), `${url} has it while it can be watched`);
    await service.do('licence', 'end', String(licence.json.id));
    for (const url of [...places, '/api/v1/home/rows/my_list', '/api/v1/playback-sessions', '/api/v1/titles', '/api/v1/search?q=Zq']) {
        const answer = await me.get(url);
        assert.equal(answer.status, url.endsWith('/my_list') ? 404 : 200, url);
        assert.ok(!answer.text.includes(mark) && !answer.text.includes('soon-gone'), `${url}: ${answer.text}`);
    }
    const stopped = await me.post(`/api/v1/playback-sessions/${started.json.id}/stop`);
    assert.ok(!stopped.text.includes(mark));
});

test('the log of the service names no secret', () => {
    assert.ok(!service.log.includes(token_of) && !service.log.includes(operator), 'a token is in the log');
    assert.ok(!/\/m\/[\w-]{94}\//.test(service.log), 'a grant is in the log');
});
