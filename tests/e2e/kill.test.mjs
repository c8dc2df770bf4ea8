// kill -9 at any moment: what was acknowledged is there afterwards, whole and once; what was interrupted goes on.
//
// Fifty kills at moments drawn from a seed, which is printed: NURI_SEED=… draws the same moments again (the machine's
// own timing is not in it).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Service, nuri, processesOf, seeded, time, until } from './harness.mjs';
import { film, subtitles } from './films.mjs';

const seed = Number(process.env.NURI_SEED ?? (Date.now() & 0x7fffffff));
const random = seeded(seed);
let kills = 0;

const service = new Service('kill');
const reference = new Service('kill-reference');
let source, words, wanted, whole_ms;

/** The tracks of an asset, by name and content. */
function tracksOf(one, asset) {
    const folder = join(one.data, 'assets', asset);
    return Object.fromEntries(readdirSync(folder).filter((name) => name !== 'asset.json').sort().map((name) => [name, createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')]));
}
const ingestWords = (title) => ['ingest', source, '--title', title, '--ladder', '240,144', '--subtitle', `en=${words}`, '--json'];
const addFilm = async (one, slug) => {
    await one.do('title', 'add', slug, '--kind', 'film', '--name', `en=${slug}`);
    await one.do('licence', 'add', '--title', slug, '--territories', 'MX', '--from', '2020-01-01');
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

before(async () => {
    console.log(`# seed ${seed}: NURI_SEED=${seed} node --test tests/e2e/kill.test.mjs`);
    source = await film({ seconds: 50, width: 426, height: 240, fps: 24, audio: [{ language: 'kor', hz: 440 }, { language: 'eng', hz: 660 }] });
    words = subtitles('kill', 50);
    for (const one of [service, reference]) {
        await one.launch('MX');
        await addFilm(one, 'by-command');
        await addFilm(one, 'by-server');
        await addFilm(one, 'by-worker');
    }
    const began = Date.now();
    const made = await reference.do(...ingestWords('by-command'), { within_ms: 120_000 });
    whole_ms = Date.now() - began;
    wanted = tracksOf(reference, made.json.asset);
    assert.ok(Object.keys(wanted).length >= 5, JSON.stringify(wanted));
});
after(async () => { await service.remove(); await reference.remove(); });

/** Starts a command and gives {child, ended}; `ended` resolves to {code, signal, stdout, stderr}. */
function begin(args) {
    const child = spawn(nuri, [...args, '--data', service.data], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '', stderr = '';
    child.stdout.on('data', (bytes) => (stdout += bytes));
    child.stderr.on('data', (bytes) => (stderr += bytes));
    return { child, ended: new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr }))) };
}

/** The asset of a title is the one that an undisturbed ingest makes, and there is one of it. */
async function assertWhole(title, assets_before) {
    const fresh = service.assets().filter((asset) => !assets_before.includes(asset));
    assert.equal(fresh.length, 1, `one asset was published: ${fresh}`);
    assert.deepEqual(tracksOf(service, fresh[0]), wanted, `${title} is what it would have been`);
    const work = readdirSync(join(service.data, 'work')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(work, [], 'nothing half-made is left');
}

describe('ingest', () => {
    test('by the command line: killed again and again, the same command goes on and makes the same', { timeout: 120_000 }, async () => {
        const before_it = service.assets();
        let result = null;
        for (let n = 0; n < 8; ++n) {
            const { child, ended } = begin(ingestWords('by-command'));
            const killed = Promise.race([pause(30 + random.below(Math.min(whole_ms, 2500))).then(() => child.kill('SIGKILL')), ended]);
            await killed;
            const end = await ended;
            if (end.signal === 'SIGKILL') { ++kills; continue; }
            assert.equal(end.code, 0, end.stderr);
            result = end;
            break;
        }
        await until('the workers of a dead command are gone', () => processesOf(service.data).length === 0, { within_ms: 5000 });
        if (!result) result = await service.do(...ingestWords('by-command'), { within_ms: 120_000 });
        await assertWhole('by-command', before_it);
        const again = await service.cli(ingestWords('by-command'), { within_ms: 120_000 });
        assert.equal(again.code, 0, again.said);
    });

    test('by the media worker: its death is a step done again, and never the service’s', { timeout: 120_000 }, async () => {
        const before_it = service.assets();
        let last = null;
        for (let tries = 0; tries < 4 && last?.code !== 0; ++tries) {
            const { child, ended } = begin(ingestWords('by-worker'));
            let over = false;
            void ended.then(() => { over = true; });
            for (let n = 0; n < 2 && !over; ++n) {
                await pause(random.below(700));
                const workers = processesOf(service.data).concat(childrenOf(child.pid)).filter(({ command }) => command.includes('nuri-media'));
                if (workers.length) {
                    try { process.kill(random.pick(workers).pid, 'SIGKILL'); ++kills; } catch { /* it had ended by itself */ }
                }
            }
            last = await ended;
            if (last.code !== 0) {
                assert.equal(last.code, 1, last.stderr);
                assert.match(last.stderr, /worker|nuri-media|killed|signal/i, `it says what happened: ${last.stderr}`);
                assert.match(last.stderr, /again|retry/i, `and what to do: ${last.stderr}`);
            }
        }
        if (last.code !== 0) await service.do(...ingestWords('by-worker'), { within_ms: 120_000 });
        await assertWhole('by-worker', before_it);
    });
});

/** Processes whose parent, or parent's parent, is `pid`. */
function childrenOf(pid) {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
        try {
            const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
            return [{ pid: Number(name), parent: Number(/\) \S (\d+)/.exec(stat)[1]), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
        } catch { return []; }
    });
    const direct = all.filter(({ parent }) => parent === pid);
    return [...direct, ...all.filter(({ parent }) => direct.some((one) => one.pid === parent))];
}

describe('the server', () => {
    const password = 'lantern over the quay';
    const ledger = { sign_ups: new Map(), licences: new Map(), positions: new Map(), ended: new Set() };
    let operator, viewer_token, title_count = 0;

    before(async () => {
        await service.do('operator', 'add', 'boss@example.org', '--password-stdin', { stdin: `${password}\n` });
        operator = (await service.do('token', 'create', '--operator', 'boss@example.org')).stdout.trim();
        viewer_token = (await service.member('maria@example.org', { plan: 'premium' })).token;
        assert.equal(service.assets().length >= 1, true);
    });

    /** Work at the server until it is killed; each writes down what was acknowledged, and what was only tried. */
    const workers = {
        async signUp(over) {
            while (!over()) {
                const email = `m${random.below(1e9)}@example.org`;
                ledger.sign_ups.set(email, 'tried');
                const answer = await service.client({ territory: 'MX' }).post('/api/v1/sign-up', { email, password, country: 'MX' });
                if (answer.status === 202) ledger.sign_ups.set(email, 'acknowledged');
                else assert.ok([429, 503].includes(answer.status), `sign-up: ${answer.status} ${answer.text}`);
            }
        },
        async licenceByHttp(over) {
            const staff = service.client({ token: operator });
            while (!over()) {
                const contract = `http-${random.below(1e9)}`;
                ledger.licences.set(contract, 'tried');
                const answer = await staff.post('/api/v1/operator/licences', { title: 'by-command', territories: 'US + CA', from: '2025-06-01T00:00:00Z', to: '2025-09-01T00:00:00Z', audio: ['ko', 'en'], max_height: 720, partner: 'Blue Whale', contract });
                assert.equal(answer.status, 201, answer.text);
                ledger.licences.set(contract, 'acknowledged');
                if (random.below(3) === 0) {
                    const ended = await staff.post(`/api/v1/operator/licences/${answer.json.id}/end`, {});
                    if (ended.status < 300) ledger.ended.add(contract);
                }
            }
        },
        async licenceByCommand(over) {
            while (!over()) {
                const contract = `cli-${random.below(1e9)}`;
                ledger.licences.set(contract, 'tried');
                const words = ['licence', 'add', '--title', 'by-server', '--territories', 'US + CA', '--from', '2025-06-01T00:00:00Z', '--to', '2025-09-01T00:00:00Z', '--audio', 'ko,en', '--max-height', '720', '--partner', 'Blue Whale', '--contract', contract];
                const { child, ended } = begin(words);
                const timer = random.below(3) === 0 ? setTimeout(() => { if (child.kill('SIGKILL')) ++kills; }, random.below(60)) : null;
                const end = await ended;
                clearTimeout(timer);
                if (end.code === 0) ledger.licences.set(contract, 'acknowledged');
            }
        },
        async watch(over) {
            const device = `d${random.below(1e9)}`;
            const viewer = service.client({ territory: 'MX', token: viewer_token });
            const started = await viewer.play('by-command', { device });
            if (started.status !== 201) return assert.equal(started.json?.reason, 'streams', started.text);
            const { id, hls } = started.json;
            for (let position = (ledger.positions.get('by-command') ?? 0) + 1; !over(); position += 1 + random.below(40)) {
                const answer = await viewer.post(`/api/v1/playback-sessions/${id}/heartbeat`, { position_ms: position, state: 'playing', watched_ms: 1 });
                assert.ok(answer.status < 300, `heartbeat: ${answer.status} ${answer.text}`);
                ledger.positions.set('by-command', position);
                ledger.session = { id, hls };
                if (position > 40_000) break;
            }
        },
    };

    /** Everything in the ledger is in the registers, whole and once. */
    async function check() {
        const { licences } = (await service.do('licence', 'list', '--json')).json;
        const found = new Map();
        for (const licence of licences) if (licence.contract) found.set(licence.contract, [...(found.get(licence.contract) ?? []), licence]);
        for (const [contract, state] of ledger.licences) {
            const records = found.get(contract) ?? [];
            assert.ok(records.length <= 1, `${contract} is there ${records.length} times`);
            if (state === 'acknowledged') assert.equal(records.length, 1, `${contract} was acknowledged and is gone`);
            for (const one of records) {
                assert.deepEqual([one.from, one.to, one.max_height, one.partner, one.audio.sort()], ['2025-06-01T00:00:00Z', '2025-09-01T00:00:00Z', 720, 'Blue Whale', ['en', 'ko']], `${contract} is whole`);
                if (ledger.ended.has(contract)) assert.ok(one.ended, `${contract} was ended`);
            }
        }
    }

    test('forty kills while members sign up, licences are written and films are watched', { timeout: 150_000 }, async () => {
        const round_kills = Math.max(36, 50 - kills);
        for (let round = 0; round < round_kills; ++round) {
            const began = Date.now();
            await service.start();
            assert.ok(Date.now() - began < 10_000, 'a start is quick');
            if (ledger.session && round % 4 === 0) {
                // A grant outlives the server that gave it, and so does the session.
                const viewer = service.client({ territory: 'MX', token: viewer_token });
                const master = await viewer.get(new URL(ledger.session.hls).pathname);
                assert.equal(master.status, 200, master.text);
                const beat = await viewer.post(`/api/v1/playback-sessions/${ledger.session.id}/heartbeat`, { position_ms: ledger.positions.get('by-command'), state: 'playing' });
                assert.ok(beat.status < 300, `the session goes on after the restart: ${beat.text}`);
            }
            let dead = false;
            const trouble = [];
            const shift = ['signUp', 'licenceByHttp', 'licenceByCommand', 'watch'].filter(() => random.below(3) !== 0);
            const at_work = shift.map((name) => workers[name](() => dead).catch((error) => {
                // What the kill cut off is nobody's fault; anything else is.
                if (!dead && error.name !== 'TypeError') trouble.push(`${name}: ${error.message}`);
                else if (error.code === 'ERR_ASSERTION' && !dead) trouble.push(`${name}: ${error.message}`);
            }));
            await pause(5 + random.below(450));
            dead = true;
            await service.kill9();
            ++kills;
            await Promise.all(at_work);
            assert.deepEqual(trouble, [], `round ${round} (seed ${seed})`);
            if (round % 12 === 11) await check();
            title_count = round;
        }
        await check();
        assert.ok(title_count > 0);
    });

    test('who was told to expect a letter gets it, and becomes a member by it', { timeout: 60_000 }, async () => {
        const told = () => [...ledger.sign_ups].filter(([, state]) => state === 'acknowledged').map(([email]) => email);
        // However slow the machine is, some were told so in the moment before a kill.
        for (let n = 0; n < 4; ++n) {
            const so_far = told().length;
            await service.start();
            await workers.signUp(() => told().length > so_far);
            await service.kill9();
            ++kills;
        }
        await service.start();
        const acknowledged = told();
        assert.ok(acknowledged.length > 3, `${acknowledged.length} sign-ups were acknowledged`);
        for (const [n, email] of acknowledged.entries()) {
            const letter = await until(`a letter to ${email}`, () => service.mails(email).findLast(({ token }) => token), { within_ms: 20_000 });
            if (n >= 8) continue;  // each costs a slow hash
            const visitor = service.client({ territory: 'MX' });
            const verified = await visitor.post('/api/v1/verify-email', { token: letter.token });
            assert.ok(verified.status < 300, `${email}: ${verified.status} ${verified.text}`);
            const me = await visitor.logIn(email, password);
            assert.ok(JSON.stringify(me).includes(email));
        }
    });

    test('a viewing resumes where its last acknowledged heartbeat was', async () => {
        const viewer = service.client({ territory: 'MX', token: viewer_token });
        const position = ledger.positions.get('by-command');
        assert.ok(position > 0);
        const streams = (await viewer.get('/api/v1/playback-sessions')).json.playback_sessions;
        for (const { id } of streams) await viewer.post(`/api/v1/playback-sessions/${id}/stop`);
        const started = await viewer.play('by-command', { device: 'the last' });
        assert.equal(started.status, 201, started.text);
        assert.ok(started.json.resume_ms >= position || position < 5000, `resumes at ${started.json.resume_ms}, heartbeats were acknowledged up to ${position}`);
        await viewer.post(`/api/v1/playback-sessions/${started.json.id}/stop`);
        await service.stop();
    });

    test('an ingest at the server’s hands goes on after each of its deaths', { timeout: 120_000 }, async () => {
        const before_it = service.assets();
        await service.start();
        for (let n = 0; n < 4; ++n) {
            const { child, ended } = begin(ingestWords('by-server'));
            await pause(150 + random.below(Math.min(whole_ms, 1800)));
            if (n % 2) { child.kill('SIGKILL'); ++kills; }
            await service.kill9();
            ++kills;
            await Promise.race([ended, pause(1500)]);
            child.kill('SIGKILL');
            await ended;
            await service.start();
        }
        const operator_client = service.client({ token: operator });
        const finished = await service.cli(ingestWords('by-server'), { within_ms: 110_000 });
        assert.equal(finished.code, 0, finished.said);
        await assertWhole('by-server', before_it);
        const { jobs } = (await operator_client.get('/api/v1/operator/jobs?limit=1000')).json;
        assert.ok(jobs.every(({ state }) => ['done', 'failed', 'cancelled'].includes(state)), JSON.stringify(jobs));
        await service.stop();
        assert.deepEqual(processesOf(service.data), [], 'nobody is left behind');
    });

    test('the registers are sound after all of it', async () => {
        console.log(`# ${kills} kills; acknowledged and kept: ${[...ledger.licences.values()].filter((state) => state === 'acknowledged').length} licences, ${[...ledger.sign_ups.values()].filter((state) => state === 'acknowledged').length} sign-ups; ${time(Date.now())}`);
        assert.ok(kills >= 50, `${kills} kills`);
        const titles = (await service.do('title', 'list', '--json')).json.titles.map(({ slug }) => slug);
        assert.deepEqual(titles.sort(), ['by-command', 'by-server', 'by-worker']);
        await service.start();
        const viewer = service.client({ territory: 'MX', token: viewer_token });
        for (const title of titles) assert.equal((await viewer.play(title, { device: title })).status, 201, title);
        await service.stop();
    });
});
