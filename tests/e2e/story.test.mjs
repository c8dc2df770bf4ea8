// The reference story, end to end: a licensed Korean series and an original of our own, decided, delivered, played and
// refused with the true reason, through the ordinary paths.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Service, days, time } from './harness.mjs';
import { film, probe, subtitles } from './films.mjs';

const launched = ['US', 'CA', 'MX', 'BR', 'KR', 'JP', 'TH', 'SG', 'IN', 'ID', 'MY'];
const announced = ['GB', 'DE'];
const unavailable = ['CN', 'KP'];

/** The series and the original, with everything the story says of them, licensed in [from, to). */
async function tell(service, from, to) {
    for (const territory of launched) await service.do('territory', 'set', territory, 'launched');
    for (const territory of announced) await service.do('territory', 'set', territory, 'announced', '--on', '2035-01-01');
    for (const territory of unavailable) await service.do('territory', 'set', territory, 'unavailable', '--reason', 'embargo');

    await service.do('title', 'add', 'dawn-over-hanok', '--kind', 'series', '--original-language', 'ko',
        '--name', 'ko=한옥의 새벽', '--name', 'en=Dawn Over Hanok', '--name', 'es-419=Amanecer sobre Hanok');
    await service.do('title', 'add', 'dawn-over-hanok-s1', '--kind', 'season', '--parent', 'dawn-over-hanok', '--number', '1', '--name', 'en=Season 1', '--name', 'ko=시즌 1');
    await service.do('title', 'add', 'dawn-over-hanok-s1e1', '--kind', 'episode', '--parent', 'dawn-over-hanok-s1', '--number', '1', '--name', 'en=The Gate', '--name', 'ko=대문');
    await service.do('title', 'add', 'dawn-over-hanok-s1e2', '--kind', 'episode', '--parent', 'dawn-over-hanok-s1', '--number', '2', '--name', 'en=The Well', '--name', 'ko=우물');
    const licence = (await service.do('licence', 'add', '--title', 'dawn-over-hanok', '--territories', 'US + CA + 419', '--from', from, '--to', to,
        '--license-type', 'SVOD', '--audio', 'ko,en', '--subtitles', 'ko,es,en', '--max-height', '1080', '--partner', 'Hanok Pictures', '--contract', 'HP-1', '--json')).json;
    await service.do('title', 'add', 'tide-line', '--kind', 'film', '--original-language', 'ko', '--name', 'ko=물때', '--name', 'en=Tide Line');
    await service.do('licence', 'add', '--title', 'tide-line', '--territories', '001', '--from', '2020-01-01');
    return licence.id;
}

describe('the story on paper: 1 June to 1 September 2025', () => {
    const service = new Service('story-paper');
    const from = '2025-06-01T00:00:00Z', to = '2025-09-01T00:00:00Z';
    before(() => tell(service, from, to));
    after(() => service.remove());

    const rows = [
        // place, moment, reason for the episode, reason for the original
        ['MX', '2025-05-31T23:59:59Z', 'not_open_yet', 'licensed'],
        ['MX', '2025-06-01T00:00:00Z', 'licensed', 'licensed'],
        ['BR', '2025-07-15T12:00:00Z', 'licensed', 'licensed'],
        ['US', '2025-08-31T23:59:59Z', 'licensed', 'licensed'],
        ['CA', '2025-09-01T00:00:00Z', 'closed', 'licensed'],
        ['KR', '2025-07-15T12:00:00Z', 'no_licence', 'licensed'],
        ['JP', '2025-07-15T12:00:00Z', 'no_licence', 'licensed'],
        ['GB', '2025-07-15T12:00:00Z', 'service_not_launched', 'service_not_launched'],
        ['CN', '2025-07-15T12:00:00Z', 'service_unavailable', 'service_unavailable'],
        ['KP', '2025-07-15T12:00:00Z', 'service_unavailable', 'service_unavailable'],
    ];
    for (const [territory, at, episode, original] of rows) {
        test(`${territory} at ${at}: ${episode}, and ${original}`, async () => {
            for (const [title, reason] of [['dawn-over-hanok/s1e1', episode], ['dawn-over-hanok', episode], ['tide-line', original]]) {
                const decision = await service.decide(title, territory, ['--at', at]);
                assert.equal(decision.reason, reason, `${title}: ${JSON.stringify(decision)}`);
                assert.equal(decision.allowed, reason === 'licensed');
                if (reason === 'not_open_yet') assert.equal(decision.opens_at, from);
                if (reason === 'licensed' && title !== 'tide-line') {
                    assert.equal(decision.valid_until, to);
                    assert.equal(decision.max_height, 1080);
                    assert.deepEqual([...decision.audio].sort(), ['en', 'ko']);
                }
                if (reason === 'licensed' && title === 'tide-line') assert.equal(decision.audio ?? null, null, 'any language');
            }
        });
    }

    test('a subscriber of KR who is in MX sees what is licensed in MX, and the other way round', async () => {
        assert.equal((await service.decide('dawn-over-hanok/s1e1', 'MX', ['--at', from, '--home', 'KR'])).allowed, true);
        assert.equal((await service.decide('dawn-over-hanok/s1e1', 'KR', ['--at', from, '--home', 'MX'])).reason, 'no_licence');
    });

    test('in KR another holds it: with a holdback on file the reason says so', async () => {
        await service.do('licence', 'add', '--title', 'dawn-over-hanok', '--territories', 'KR', '--from', from, '--to', to, '--deny', 'holdback', '--partner', 'Seoul Channel');
        assert.equal((await service.decide('dawn-over-hanok/s1e1', 'KR', ['--at', from])).reason, 'denied');
        assert.equal((await service.decide('dawn-over-hanok/s1e1', 'KR', ['--at', to])).reason, 'no_licence');
    });
});

describe('the story played, with now inside the window', () => {
    const service = new Service('story');
    let licence, member, client;
    before(async () => {
        licence = await tell(service, time(Date.now() - days(30)), time(Date.now() + days(60)));
        const file = await film({ seconds: 14, width: 640, height: 360, audio: [{ language: 'kor', hz: 440 }, { language: 'eng', hz: 660 }] });
        await service.ingest(file, 'dawn-over-hanok/s1e1', ['--ladder', '360,180',
            '--subtitle', `ko=${subtitles('새벽', 14)}`, '--subtitle', `es=${subtitles('amanecer', 14)}`, '--subtitle', `en=${subtitles('dawn', 14)}`]);
        member = await service.member('maria@example.org', { country: 'MX' });
        // Heartbeats see a licence that ends at once; grants are left to expire.
        await service.start();
        client = service.client({ territory: 'MX', token: member.token });
    });
    after(() => service.remove());

    const from = (territory) => service.client({ territory, token: member.token });

    test('a member in Mexico is given a session, whose manifests list both sounds and all subtitles', async () => {
        const started = await client.play('dawn-over-hanok/s1e1');
        assert.equal(started.status, 201, started.text);
        const { id, hls, dash, expires_at } = started.json;
        assert.ok(id);
        assert.ok(Date.parse(expires_at) > Date.now(), expires_at);
        const master = await client.get(hls);
        assert.equal(master.status, 200, master.text);
        for (const language of ['ko', 'en']) assert.match(master.text, new RegExp(`TYPE=AUDIO[^\\n]*LANGUAGE="${language}"`), master.text);
        for (const language of ['ko', 'es', 'en']) assert.match(master.text, new RegExp(`TYPE=SUBTITLES[^\\n]*LANGUAGE="${language}"`), master.text);
        assert.match(master.text, /RESOLUTION=640x360/);
        assert.match(master.text, /RESOLUTION=320x180/);
        const manifest = await client.get(dash);
        assert.equal(manifest.status, 200);
        for (const language of ['ko', 'en', 'es']) assert.match(manifest.text, new RegExp(`lang="${language}"`));
        // An ordinary player makes pictures and sound of either.
        for (const url of [hls, dash]) {
            const { streams } = await probe(new URL(url, service.url).href);
            const kinds = streams.map((stream) => stream.codec_type);
            assert.ok(kinds.includes('video') && kinds.includes('audio'), `${url}: ${kinds}`);
        }
        assert.equal((await client.post(`/api/v1/playback-sessions/${id}/stop`)).status < 300, true);
    });

    for (const [territory, reason] of [['KR', 'no_licence'], ['JP', 'no_licence'], ['CN', 'service_unavailable'], ['KP', 'service_unavailable'], ['GB', 'service_not_launched'], ['ZZ', 'service_unavailable'], [undefined, 'service_unavailable']]) {
        test(`the same member in ${territory ?? 'a place nobody can tell'} is refused: ${reason}`, async () => {
            const refused = await from(territory).play('dawn-over-hanok/s1e1');
            assert.equal(refused.status, 403, refused.text);
            assert.match(refused.headers.get('content-type'), /application\/problem\+json/);
            assert.equal(refused.json.reason, reason, refused.text);
            assert.equal(refused.json.hls, undefined);
            assert.equal(refused.json.dash, undefined);
        });
    }

    test('our original is licensed everywhere we are, and says truthfully that it is not ready', async () => {
        for (const territory of ['MX', 'KR', 'JP']) assert.equal((await from(territory).play('tide-line')).json.reason, 'not_ready');
        assert.equal((await from('CN').play('tide-line')).json.reason, 'service_unavailable');
    });

    test('nobody plays without signing in, and nothing is said of the title', async () => {
        const refused = await service.client({ territory: 'MX' }).play('dawn-over-hanok/s1e1');
        assert.equal(refused.status, 401, refused.text);
        assert.ok(!/hanok/i.test(refused.text), refused.text);
    });

    test('progress is kept: a second viewing resumes where the first one stopped', async () => {
        const first = (await client.play('dawn-over-hanok/s1e1')).json;
        const beat = await client.post(`/api/v1/playback-sessions/${first.id}/heartbeat`, { position_ms: 7000, state: 'playing', watched_ms: 7000 });
        assert.ok(beat.status === 200 || beat.status === 204, `${beat.status} ${beat.text}`);
        await client.post(`/api/v1/playback-sessions/${first.id}/stop`, { position_ms: 7400, state: 'paused' });
        const second = (await client.play('dawn-over-hanok/s1e1')).json;
        assert.equal(second.resume_ms, 7400);
        await client.post(`/api/v1/playback-sessions/${second.id}/stop`, { position_ms: 7400, state: 'paused' });
    });

    test('when the licence ends, play is refused and the running session is ended by its next heartbeat', async () => {
        const running = await client.play('dawn-over-hanok/s1e1');
        assert.equal(running.status, 201, running.text);
        const heartbeat = () => client.post(`/api/v1/playback-sessions/${running.json.id}/heartbeat`, { position_ms: 1000, state: 'playing' });
        assert.ok((await heartbeat()).status < 300);
        await service.do('licence', 'end', String(licence));
        const refused = await client.play('dawn-over-hanok/s1e1');
        assert.equal(refused.status, 403);
        assert.equal(refused.json.reason, 'closed');
        const ended = await heartbeat();
        assert.equal(ended.status, 403, ended.text);
        assert.equal(ended.json.reason, 'closed', ended.text);
        assert.ok((await heartbeat()).status >= 400, 'the session is over');
    });
});
