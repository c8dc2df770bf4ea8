// A node whose database is away goes on: pages, films that play, questions about rights; says so to those who watch over
// it; refuses what it would have to write, at once and truthfully; and is whole again when the database is back.
//
// The database is held shut by another process that takes all the bytes by which SQLite's readers and writers lock a file in
// WAL (wal-index format, 2.3.3): none of them gets in, and nothing of the file is harmed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Service, until } from './harness.mjs';
import { film } from './films.mjs';

const service = new Service('away');
let viewer, visitor, staff, session;

/** Holds the records shut until told to let go. */
async function holdShut() {
    const script = String.raw`
        use Fcntl;
        open(my $file, '+<', $ARGV[0]) or die $!;
        my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 120, 8, 0);
        fcntl($file, F_SETLKW, $lock) or die $!;
        $| = 1; print "shut\n"; <STDIN>;`;
    const child = spawn('perl', ['-e', script, join(service.data, 'nuri.db-shm')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    assert.equal(String(said), 'shut\n');
    return async () => { child.stdin.end('\n'); await once(child, 'close'); };
}

const ready = async () => (await visitor.get('/readyz', { headers: { 'X-Forwarded-For': '' } })).text;
const titlesIn = (home) => home.json.rows.flatMap((row) => row.items.map((item) => item.title.ref ?? item.title.slug));

before(async () => {
    await service.launch('MX');
    await service.do('title', 'add', 'tide-line', '--kind', 'film', '--name', 'en=Tide Line');
    await service.do('licence', 'add', '--title', 'tide-line', '--territories', 'MX', '--from', '2020-01-01');
    await service.ingest(await film({ seconds: 3, width: 256, height: 144, audio: [{ language: 'eng', hz: 440 }] }), 'tide-line', ['--ladder', '144']);
    await service.member('ana@example.org', { plan: 'premium' });
    await service.do('operator', 'add', 'boss@example.org', '--password-stdin', { stdin: 'rain on the tin roof\n' });
    const token = (await service.do('token', 'create', '--operator', 'boss@example.org')).stdout.trim();
    await service.start();
    visitor = service.client({ territory: 'MX' });
    viewer = service.client({ territory: 'MX' });
    await viewer.logIn('ana@example.org', 'lantern over the quay');
    staff = service.client({ token });
}, { timeout: 120_000 });
after(() => service.remove());

describe('while the database is away', () => {
    let letGo, watching_before;

    before(async () => {
        const started = await viewer.play('tide-line');
        assert.equal(started.status, 201, started.text);
        session = started.json;
        assert.equal((await viewer.get('/api/v1/home')).status, 200);
        const overview = await staff.get('/api/v1/operator/overview');
        assert.equal(overview.status, 200, overview.text);
        watching_before = overview.json.watching.total;
        assert.equal(await ready(), 'ready\n');
        letGo = await holdShut();
        await until('the node notices', async () => (await ready()).includes('cannot be read'), { within_ms: 40_000 });
    }, { timeout: 60_000 });

    test('it is ready and says what is wrong, to the operator too', async () => {
        assert.match(await ready(), /^ready; the records cannot be read since \d{4}-/);
        const overview = await staff.get('/api/v1/operator/overview');
        assert.equal(overview.status, 200, overview.text);
        assert.deepEqual(overview.json.health.findings.map((finding) => finding.code), ['records_away']);
        assert.equal(overview.json.health.ok, false);
        assert.equal(watching_before, 1);
    });

    test('visitors and members go on looking at pages', async () => {
        for (const client of [visitor, viewer]) {
            const home = await client.get('/api/v1/home');
            assert.equal(home.status, 200, home.text);
            const title = await client.get('/api/v1/titles/tide-line');
            assert.equal(title.status, 200, title.text);
        }
        assert.ok(titlesIn(await viewer.get('/api/v1/home')).includes('tide-line'));
        const elsewhere = await service.client({ territory: 'JP' }).get('/api/v1/titles/tide-line');
        assert.notEqual(elsewhere.status, 200, 'the law is asked as ever');
    });

    test('a film that plays goes on playing', async () => {
        const master = await viewer.get(session.hls);
        assert.equal(master.status, 200, master.text);
        const playlist = master.text.split('\n').find((line) => line && !line.startsWith('#'));
        const media = await viewer.get(new URL(playlist, session.hls).href);
        assert.equal(media.status, 200);
        const segment = media.text.split('\n').find((line) => line && !line.startsWith('#'));
        assert.equal((await viewer.get(new URL(segment, new URL(playlist, session.hls)).href)).status, 200);
    });

    test('what must be written is refused, mostly at once', async () => {
        const took = [];
        for (let n = 0; n < 8; ++n) {
            const start = Date.now();
            const beat = await viewer.post(`/api/v1/playback-sessions/${session.id}/heartbeat`, { position_ms: 1000 + n });
            assert.equal(beat.status, 503, beat.text);
            took.push(Date.now() - start);
        }
        took.sort((a, b) => a - b);
        assert.ok(took[4] < 500, `the median refusal takes ${took[4]} ms`);
        assert.equal((await viewer.play('tide-line')).status, 503);
        assert.equal((await service.client({ territory: 'MX' }).post('/api/v1/log-in', { email: 'ana@example.org', password: 'lantern over the quay' })).status, 503);
        // A stranger's cookie opens nothing.
        const stranger = service.client({ territory: 'MX' });
        stranger.cookies.set('nuri_session', 'x'.repeat(43));
        assert.notEqual((await stranger.get('/api/v1/me')).status, 200);
    });

    test('and it is whole again when the database is back', async () => {
        await letGo();
        await until('the node recovers', async () => (await ready()) === 'ready\n', { within_ms: 40_000 });
        const beat = await viewer.post(`/api/v1/playback-sessions/${session.id}/heartbeat`, { position_ms: 2000 });
        assert.equal(beat.status, 204, beat.text);
        const overview = await staff.get('/api/v1/operator/overview');
        assert.equal(overview.json.watching.total, 1);
        assert.deepEqual(overview.json.health.findings, []);
        await service.do('licence', 'add', '--title', 'tide-line', '--territories', 'MX', '--from', '2020-01-01', '--deny', 'blackout');
        assert.equal((await viewer.post(`/api/v1/playback-sessions/${session.id}/heartbeat`, { position_ms: 2500 })).json.reason, 'denied');
    });
});
