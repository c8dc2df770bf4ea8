// The demo: a small one through the same code, killed and started again, its people and its switch of places.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Contract } from './openapi/contract.mjs';
import { Service, freePort, nuri as program, root, setCookies, until } from './harness.mjs';
import { Shots } from './shots.mjs';

const contract = new Contract(join(root, 'docs/api/openapi.yaml'));
const small = ['--titles', 'tide-line,dawn-over-hanok', '--quick'];
const missing = ['rsvg-convert', 'espeak-ng', 'ffmpeg'].filter((tool) => { try { execFileSync('which', [tool]); return false; } catch { return true; } });

describe('the demo', { skip: missing.length ? `not installed: ${missing.join(', ')}; ./dev demo installs them` : false }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'nuri-demo-')), data = join(folder, 'data');
    let running, base;

    const nuri = (...args) => spawn(program, ['--data', data, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = (child) => new Promise((resolve) => { let said = ''; child.stderr.on('data', (bytes) => { said += bytes; }); child.on('exit', (code, signal) => resolve({ code, signal, said })); });
    const ask = async (method, path, body, cookie) => {
        const response = await fetch(`${base}/api/v1${path}`, { method, headers: { ...(body ? { 'Content-Type': 'application/json', Origin: base } : {}), ...(cookie ? { Cookie: cookie } : {}) }, body: body && JSON.stringify(body) });
        const cookies = setCookies(response).map((line) => line.split(';')[0]).join('; ');
        const bytes = Buffer.from(await response.arrayBuffer()), text = bytes.toString();
        const answer = { status: response.status, headers: response.headers, bytes, text, json: text ? JSON.parse(text) : null };
        contract.check(method, path, body, answer);
        return { ...answer, cookies };
    };

    before(async () => {
        // Killed in the middle of drawing, and again of packaging: what it had made stays.
        const first = nuri('demo', ...small, '--no-serve');
        const firstEnd = ended(first);
        await until('the first picture', () => existsSync(join(data, 'media/art/tide-line/backdrop.jpg')) || existsSync(join(data, 'media/art/dawn-over-hanok/backdrop.jpg')), { within_ms: 60_000 });
        first.kill('SIGKILL');
        assert.equal((await firstEnd).signal, 'SIGKILL');
        const second = nuri('demo', ...small, '--no-serve');
        const secondEnd = ended(second);
        await until('the first film', () => existsSync(join(data, 'media/films/tide-line.mkv')) || second.exitCode !== null, { within_ms: 120_000 });
        second.kill('SIGKILL');
        await secondEnd;
        const third = await ended(nuri('demo', ...small, '--no-serve'));
        assert.equal(third.code, 0, third.said);
    });
    after(async () => {
        running?.kill('SIGTERM');
        if (running) await until('the end of the demo', () => running.exitCode !== null || running.signalCode !== null, { within_ms: 15_000 });
        rmSync(folder, { recursive: true, force: true });
    });

    test('after two kills nothing is there twice', () => {
        const list = (...args) => JSON.parse(execFileSync(program, ['--data', data, '--json', ...args], { encoding: 'utf8' }));
        const { titles } = list('title', 'list');
        assert.equal(titles.filter(({ slug }) => slug === 'tide-line').length, 1);
        assert.equal(titles.filter(({ kind }) => kind === 'episode').length, 4);
        const grants = list('licence', 'list', '--title', 'dawn-over-hanok').licences;
        assert.equal(new Set(grants.map((grant) => `${grant.territories} ${grant.from}`)).size, grants.length);
        assert.ok(list('jobs').jobs.every(({ state }) => state === 'done'));
    });

    test('a second start serves within five seconds', async () => {
        const port = await freePort(), began = Date.now();
        base = `http://127.0.0.1:${port}`;
        running = nuri('demo', ...small, '--listen', `127.0.0.1:${port}`);
        await until('the demo', async () => fetch(`${base}/readyz`).then((r) => r.ok, () => false), { within_ms: 20_000 });
        assert.ok(Date.now() - began < 5000, `it took ${Date.now() - began} ms`);
    });

    test('the story: the series in Mexico and not in Korea, the original in both', async () => {
        const slugs = async (territory) => {
            const { cookies } = await ask('PUT', '/demo/watching-from', { territory });
            return (await ask('GET', '/titles', undefined, cookies)).json.titles.map(({ ref }) => ref).sort();
        };
        assert.deepEqual(await slugs('MX'), ['dawn-over-hanok', 'tide-line']);
        assert.deepEqual(await slugs('KR'), ['tide-line']);
        const { cookies } = await ask('PUT', '/demo/watching-from', { territory: 'CN' });
        assert.equal((await ask('GET', '/service', undefined, cookies)).json.presence, 'unavailable');
        assert.equal((await ask('PUT', '/demo/watching-from', { territory: 'Narnia' })).status, 400);
    });

    test('one signs in as its people with one press', async () => {
        const { demo } = (await ask('GET', '/service')).json;
        assert.deepEqual(demo.personas.map(({ id }) => id), ['mexico', 'korea', 'us-kids', 'operator']);
        const ximena = await ask('POST', '/demo/sign-in', { persona: 'mexico' });
        assert.equal(ximena.status, 200);
        const me = (await ask('GET', '/me', undefined, ximena.cookies)).json;
        assert.equal(me.account.country, 'MX');
        assert.equal((await ask('GET', '/service', undefined, ximena.cookies)).json.territory, 'MX');
        const played = await fetch(`${base}/api/v1/playback-sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: base, Cookie: ximena.cookies, 'X-CSRF-Token': me.csrf_token }, body: JSON.stringify({ title: 'dawn-over-hanok/s1e1', profile: me.profiles[0].id }) });
        assert.equal(played.status, 201, await played.clone().text());
        const manifest = await (await fetch(new URL((await played.json()).hls, base))).text();
        for (const language of ['ko', 'en']) assert.match(manifest, new RegExp(`TYPE=AUDIO[^\\n]*LANGUAGE="${language}"`));
        for (const language of ['ko', 'en', 'es', 'pt']) assert.match(manifest, new RegExp(`TYPE=SUBTITLES[^\\n]*LANGUAGE="${language}"`));
        const operator = await ask('POST', '/demo/sign-in', { persona: 'operator' });
        assert.equal((await ask('GET', '/operator/me', undefined, operator.cookies)).json.operator.role, 'owner');
        assert.equal((await ask('POST', '/demo/sign-in', { persona: 'nobody' })).status, 404);
    });

    test('every poster speaks its reader’s script', async () => {
        const { cookies } = await ask('PUT', '/demo/watching-from', { territory: 'KR' });
        const posters = await Promise.all(['ko', 'en'].map((locale) => fetch(`${base}/api/v1/artwork/poster/tide-line?locale=${locale}`, { headers: { Cookie: cookies } }).then(async (r) => { assert.equal(r.status, 200); return Buffer.from(await r.arrayBuffer()).toString('base64'); })));
        assert.notEqual(posters[0], posters[1]);
    });

    test('nothing of it exists elsewhere', async () => {
        const plain = new Service('demo-plain');
        try {
            await plain.do('territory', 'set', 'MX', 'launched');
            await plain.start();
            const client = plain.client({ territory: 'MX' });
            assert.equal((await client.fetch('/api/v1/service')).json.demo, null);
            assert.equal((await client.fetch('/api/v1/demo/sign-in', { method: 'POST', body: { persona: 'mexico' } })).status, 404);
            assert.equal((await client.fetch('/api/v1/demo/watching-from', { method: 'PUT', body: { territory: 'MX' } })).status, 404);
            assert.equal((await client.fetch('/api/v1/service', { headers: { Cookie: 'nuri_demo_from=US' } })).json.territory, 'MX');
        } finally {
            await plain.remove();
        }
    });

    test('it listens to this machine alone, and leaves another’s service alone', async () => {
        const exposed = await ended(nuri('demo', ...small, '--listen', '0.0.0.0:0'));
        assert.equal(exposed.code, 2);
        assert.match(exposed.said, /--expose/);
        const other = join(folder, 'other');
        execFileSync(program, ['--data', other, 'title', 'add', 'mine', '--kind', 'film', '--name', 'en=Mine']);
        const refused = await ended(spawn(program, ['--data', other, 'demo', ...small, '--no-serve']));
        assert.equal(refused.code, 1);
        assert.match(refused.said, /not the demo/);
    });
});

// All 27 titles with films of a few seconds: what the README opens with is the demo as it is now.
describe('the README’s pictures', { skip: missing.length ? `not installed: ${missing.join(', ')}` : !Shots.wanted && 'made by ./dev e2e --shots' }, () => {
    test('are of the whole demo', { timeout: 1_200_000 }, async () => {
        const folder = mkdtempSync(join(tmpdir(), 'nuri-demo-whole-')), address = `127.0.0.1:${await freePort()}`;
        const demo = spawn(program, ['--data', folder, 'demo', '--quick', '--listen', address], { stdio: 'ignore' });
        const end = new Promise((resolve) => { demo.on('exit', resolve); });
        try {
            await until('the whole demo', async () => fetch(`http://${address}/readyz`).then((r) => r.ok, () => demo.exitCode !== null), { within_ms: 1_000_000 });
            execFileSync(process.execPath, [join(root, 'demo/shots.mjs'), `http://${address}`, join(root, 'docs/images')], { stdio: 'inherit' });
        } finally {
            demo.kill('SIGTERM');
            await end;
            rmSync(folder, { recursive: true, force: true });
        }
    });
});
