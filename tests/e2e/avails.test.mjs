// Avails in and out: what a licensing manager does on the command line and the desk over the API, and what a killed import
// leaves behind. MovieLabs' own files are taken where they are (../shared/data/avails, or NURI_AVAILS).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { availList } from './avails-files.mjs';
import { Service, nuri, root } from './harness.mjs';
import { Contract, elsewhere } from './openapi/contract.mjs';

const corpus = process.env.NURI_AVAILS ?? resolve(root, '../shared/data/avails');
const upstream = join(corpus, 'mddf/mddf-lib/test/resources/avails');
const alid = (name) => `md:alid:org:northwind.example:${name}`;
const tide = (over = {}) => ({ alid: alid('tide'), name: 'Tide Line', transactions: [{ id: 'N-1' }], ...over });

/** Every rule as a warning, so that whatever can be read at all can be taken in. */
function lenient(folder) {
    const rules = [...readFileSync(join(root, 'docs/avails.md'), 'utf8').matchAll(/^\| `(\w+)` \| error \|/gm)].map(([, code]) => code);
    assert.ok(rules.length > 30);
    const path = join(folder, 'lenient.toml');
    writeFileSync(path, `[severity]\n${rules.filter((code) => code !== 'licensor_unclear').map((code) => `${code} = "warning"`).join('\n')}\n`);
    return path;
}

describe('avails on the command line', () => {
    const service = new Service('avails');
    const file = (name, text) => { const path = join(service.folder, name); writeFileSync(path, text); return path; };
    const json = async (...args) => { const done = await service.cli(['--json', 'avails', ...args]); return { ...done, answer: JSON.parse(done.stdout || 'null') }; };
    const allowed = async (territory, at) => (await service.cli(['decide', '--title', 'tide-line', '--territory', territory, '--at', at])).code === 0;

    before(async () => {
        await service.do('territory', 'set', 'MX + KR + JP', 'launched');
        await service.do('title', 'add', 'tide-line', '--kind', 'film', '--name', 'en=Tide Line', '--year', '2024');
    });
    after(() => service.remove());

    test('a preview does nothing; an import opens the title; the same file again does nothing', async () => {
        const path = file('first.xml', availList([tide()]));
        const shown = await json('import', path, '--dry-run');
        assert.equal(shown.code, 0, shown.stderr);
        assert.equal(shown.answer.counts.added, 1);
        assert.deepEqual(shown.answer.effects, [{ title: 'tide-line', name: 'tide-line', gained: ['MX'], lost: [] }]);
        assert.ok(!await allowed('MX', '2027-06-01T00:00:00Z'));
        const done = await json('import', path);
        assert.equal(done.answer.import.state, 'applied', done.stderr);
        assert.ok(await allowed('MX', '2027-06-01T00:00:00Z'));
        assert.equal((await json('import', path)).answer.import.counts.same, 1);
    });

    test('a full extract ends what it no longer states; undo brings it back; a later import must go first', async () => {
        const changed = file('second.xml', availList([tide({ transactions: [{ id: 'N-1', end: '2027-03-01T00:00:00Z' }] })]));
        const second = (await json('import', changed)).answer.import;
        assert.equal(second.counts.changed, 1);
        assert.ok(!await allowed('MX', '2027-06-01T00:00:00Z'));
        const third = (await json('import', file('third.xml', availList([tide({ transactions: [{ id: 'N-1', end: '2027-04-01T00:00:00Z' }] })])))).answer.import;
        const refused = await service.cli(['avails', 'undo', String(second.id)]);
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, new RegExp(`import ${third.id} lies on top`));
        await service.do('avails', 'undo', String(third.id));
        await service.do('avails', 'undo', String(second.id));
        assert.ok(await allowed('MX', '2027-06-01T00:00:00Z'));
        const states = (await json('imports')).answer.imports.map(({ state }) => state);
        assert.deepEqual(states.slice(0, 2), ['undone', 'undone']);
    });

    test('findings stop an import, and the licensor is told why', async () => {
        const path = file('unknown.xml', availList([tide({ alid: alid('fog'), name: 'Fog Harbour', transactions: [{ id: 'F-1' }] })]));
        const stopped = await json('import', path);
        assert.equal(stopped.code, 1);
        assert.equal(stopped.answer.import.state, 'refused');
        assert.deepEqual(stopped.answer.preview.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code), ['title_unknown']);
        const status = await service.do('avails', 'status', String(stopped.answer.import.id));
        assert.match(status.stdout, /<avails:ProgressCode>Issue<\/avails:ProgressCode>/);
        assert.match(status.stdout, /the catalogue has no film that is 'Fog Harbour'/);
        const made = await json('import', path, '--create-titles');
        assert.equal(made.answer.import.counts.titles, 1, made.stderr);
        // It is licensed and in force, and nothing has been ingested yet.
        assert.match((await service.do('avails', 'status', String(made.answer.import.id))).stdout, /ProgressCode>Issue<[^]*0 of 1 can be played yet/);
    });

    test('what comes in goes out again, beyond the columns too', async () => {
        const terms = '<avails:Term termName="HouseRule"><avails:Text>never on Sundays</avails:Text></avails:Term>';
        const path = file('terms.xml', availList([tide({ transactions: [{ id: 'N-1', terms }] })]));
        await service.do('avails', 'import', path);
        const out = join(service.folder, 'out.xml');
        await service.do('avails', 'export', '--format', 'xml', '--partner', 'Northwind', '--to', out);
        assert.match(readFileSync(out, 'utf8'), /never on Sundays/);
        const sheet = await json('export', '--partner', 'Northwind', '--to', join(service.folder, 'out.xlsx'));
        assert.ok(sheet.answer.unsaid.some(({ message }) => message.includes('never on sundays')), sheet.stdout.slice(0, 500));
        assert.equal((await service.cli(['avails', 'diff', out, join(service.folder, 'out.xlsx')])).code, 0);
    });

    test('an import that is killed leaves the old state or the new one', async () => {
        const films = (end) => Array.from({ length: 1500 }, (_, i) => ({
            alid: alid(`many-${i}`), name: `Many ${i}`, transactions: [{ id: `M-${i}`, territory: 'JP', end }] }));
        const licensor = { licensor: 'Meridian' };
        await service.do('avails', 'import', '--create-titles', file('many.xml', availList(films(), licensor)));
        const held = async () => {
            const { licences } = (await service.do('--json', 'licence', 'list')).json;
            const mine = licences.filter(({ partner, ended }) => partner === 'Meridian' && !ended);
            return { count: mine.length, closed: mine.filter(({ to }) => to).length };
        };
        const next = file('many-closed.xml', availList(films('2027-01-01T00:00:00Z'), licensor));
        let killed = 0;
        for (const after_ms of [60, 150, 250, 350, 450]) {
            const child = spawn(nuri, ['--data', service.data, 'avails', 'import', next], { stdio: 'ignore' });
            const ended = new Promise((done) => child.on('close', (code, signal) => done(signal)));
            await new Promise((done) => setTimeout(done, after_ms));
            child.kill('SIGKILL');
            if (await ended === 'SIGKILL') ++killed;
            const { count, closed } = await held();
            assert.equal(count, 1500, `after ${after_ms} ms`);
            assert.ok(closed === 0 || closed === 1500, `${closed} of 1500 after ${after_ms} ms`);
        }
        assert.ok(killed > 0);
        assert.equal((await service.cli(['avails', 'import', next])).code, 0);
        assert.deepEqual(await held(), { count: 1500, closed: 1500 });
    });

    test('malformed files end in findings or a plain refusal', async () => {
        const xml = availList([tide()]);
        const cases = {
            'cut.xml': xml.slice(0, 900), 'empty.xml': '', 'entity.xml': xml.replace('<avails:AvailList', '<!DOCTYPE x [<!ENTITY a "b">]><avails:AvailList'),
            'other.xml': '<html/>', 'not.xlsx': 'PK\x03\x04 and nothing behind it', 'binary.xlsx': Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]),
            'dates.xml': xml.replace('2026-01-01T00:00:00Z', 'next week'), 'place.xml': xml.replace('>MX<', '>Narnia<'),
            'late.xml': availList([tide({ transactions: [{ id: 'N-1', end: '2020-01-01T00:00:00Z' }] })]),
        };
        for (const [name, content] of Object.entries(cases)) {
            const done = await service.cli(['avails', 'import', file(name, content)]);
            assert.equal(done.code, 1, `${name}: ${done.stderr}${done.stdout}`);
        }
    });
});

const contract = new Contract(join(root, 'docs/api/openapi.yaml'));

describe('avails over the API', () => {
    const service = new Service('avails-api');
    let licensing, media;

    before(async () => {
        await service.do('territory', 'set', 'MX', 'launched');
        await service.do('title', 'add', 'tide-line', '--kind', 'film', '--name', 'en=Tide Line', '--year', '2024');
        for (const role of ['licensing', 'media'])
            await service.do('operator', 'add', `${role}@example.com`, '--role', role, '--password-stdin', { stdin: 'rain on the tin roof\n' });
        await service.start();
        const client = async (role) => service.client({ token: (await service.do('token', 'create', '--operator', `${role}@example.com`)).stdout.match(/nuri_[\w-]+/)[0] });
        licensing = await client('licensing');
        media = await client('media');
        licensing.contract = media.contract = contract;
    });
    after(() => service.remove());

    const send = (client, text, name = 'northwind.xml') => client.fetch(`/api/v1/operator/avails/files?name=${name}`, {
        method: 'POST', body: Buffer.from(text), headers: { 'Content-Type': 'application/octet-stream' } });

    test('a file is brought, looked at, taken in, told of and taken back', async () => {
        const base = '/api/v1/operator/avails';
        assert.equal((await send(media, availList([tide()]))).status, 403);
        const brought = await send(licensing, availList([tide()]));
        assert.equal(brought.status, 201, brought.text);
        assert.deepEqual(brought.json.licensors, ['Northwind']);
        const terms = { file: brought.json.file };
        const preview = (await licensing.post(`${base}/preview`, terms)).json;
        assert.equal(preview.title_territories_gained, 1);
        const made = await licensing.post(`${base}/imports`, { ...terms, expected: preview.digest });
        assert.equal(made.status, 201, made.text);
        assert.equal((await licensing.post(`${base}/imports`, { ...terms, expected: preview.digest })).status, 409);
        assert.equal((await licensing.get('/api/v1/operator/decide?title=tide-line&territory=MX&at=2040-06-01')).json.allowed, true);
        const { id } = made.json.import;
        const statements = (await licensing.get(`${base}/imports/${id}/statements`)).json.statements;
        assert.equal(statements[0].title, 'tide-line');
        assert.equal(statements[0].licences.length, 1);
        // Its window is open, and nothing has been ingested that could be played.
        assert.match((await licensing.get(`${base}/imports/${id}/offer-status`)).text, /OfferStatusList[^]*<avails:ProgressCode>Issue<[^]*0 of 1 can be played/);
        assert.equal((await licensing.get(`${base}/imports/${id}/offer-status?format=xlsx`)).bytes.toString('latin1', 0, 2), 'PK');
        assert.equal((await licensing.get(`${base}/imports/${id}/offer-status?format=csv`)).status, 400);
        assert.equal((await licensing.get(`${base}/files/${brought.json.file}`)).text, availList([tide()]));
        assert.equal((await licensing.get(`${base}/files/${brought.json.file}/check`)).json.file, brought.json.file);
        assert.equal((await licensing.get(`${base}/imports`)).json.imports[0].id, id);
        assert.equal((await licensing.get(`${base}/imports/${id}`)).json.import.state, 'applied');
        assert.match((await licensing.get(`${base}/offer-status?since=2020-01-01&partner=Northwind`)).text, /OfferStatusList/);
        assert.deepEqual((await licensing.post(`${base}/diff`, { after: brought.json.file })).json.changes, []);
        assert.match((await licensing.get(`${base}/export?format=xml&partner=Northwind`)).text, /AvailList/);
        assert.equal((await licensing.get(`${base}/export-report?partner=Northwind`)).json.rows, 1);
        assert.equal((await licensing.put(`${base}/profiles`, { partner: 'Northwind', toml: 'date_only_end = "opens-day"\n' })).status, 204);
        assert.equal((await licensing.get(`${base}/profiles`)).json.profiles[0].partner, 'Northwind');
        const workbook = await licensing.get(`${base}/export?format=xlsx&partner=Northwind`);
        const kept = await send(licensing, workbook.bytes, 'northwind.xlsx');
        assert.equal((await licensing.get(`${base}/files/${kept.json.file}/annotated`)).bytes.toString('latin1', 0, 2), 'PK');
        assert.equal((await media.post(`${base}/imports/${id}/undo`)).status, 403);
        assert.equal((await licensing.post(`${base}/imports/${id}/undo`)).json.state, 'undone');
        assert.equal((await licensing.get('/api/v1/operator/decide?title=tide-line&territory=MX&at=2040-06-01')).json.allowed, false);
    });

    test('a licence that counts from a release opens when the release is told, and closes when it is taken back', async () => {
        const events = '/api/v1/operator/titles/tide-line/events';
        const allowed = async () => (await licensing.get('/api/v1/operator/decide?title=tide-line&territory=MX&at=2040-06-01')).json.allowed;
        assert.deepEqual((await licensing.get(events)).json.events, []);
        const licence = { title: 'tide-line', territories: 'MX', license_types: ['SVOD'], timing: { start: 'Theatrical + P45D' } };
        assert.equal((await licensing.post('/api/v1/operator/licences', licence)).status, 201);
        assert.equal(await allowed(), false);
        assert.equal((await media.put(`${events}/Theatrical`, { at: '2026-01-01T00:00:00Z' })).status, 403);
        assert.equal((await licensing.put(`${events}/Theatrical`, {})).status, 400);
        assert.equal((await licensing.put(`${events}/Premiere`, { at: '2026-01-01T00:00:00Z' })).status, 400);
        const told = await licensing.put(`${events}/Theatrical`, { at: '2026-01-01T00:00:00Z', territories: 'MX + US' });
        assert.deepEqual(told.json.events.map(({ event, territory, at, by }) => [event, territory, at, by]),
            ['MX', 'US'].map((territory) => ['Theatrical', territory, '2026-01-01T00:00:00Z', 'licensing@example.com']));
        assert.equal(await allowed(), true);
        assert.deepEqual((await licensing.fetch(`${events}/Theatrical?territory=MX`, { method: 'DELETE' })).json.events.map(({ territory }) => territory), ['US']);
        assert.equal(await allowed(), false);
        const { entries } = (await licensing.get('/api/v1/operator/audit?subject=title%20tide-line')).json;
        assert.deepEqual(entries.slice(0, 2).map(({ what }) => what), ['release.clear', 'release.set']);
        assert.equal((await licensing.post(`/api/v1/operator/audit/${entries[1].number}/undo`)).status, 409, 'a later change lies on top of it');
        assert.equal((await licensing.post(`/api/v1/operator/audit/${entries[0].number}/undo`)).json.what, 'release.set');
        assert.equal(await allowed(), true);
    });

    test('whoever asks is written to about notices, and no more when they do not', async () => {
        const letters = '/api/v1/operator/notices/letters';
        assert.deepEqual((await licensing.get(letters)).json, { days: null, locale: null });
        assert.equal((await licensing.put(letters, { days: 0, locale: 'ko' })).status, 400);
        assert.deepEqual((await licensing.put(letters, { days: 30, locale: 'ko' })).json, { days: 30, locale: 'ko' });
        assert.deepEqual((await media.get(letters)).json, { days: null, locale: null });
        assert.equal((await licensing.fetch(letters, { method: 'DELETE' })).status, 204);
        assert.deepEqual((await licensing.get(letters)).json, { days: null, locale: null });
        assert.deepEqual(contract.untried().filter((operation) => elsewhere.avails.includes(operation)), []);
    });
});

describe('MovieLabs\' own files', { skip: !existsSync(upstream) && `${corpus} is not here` }, () => {
    const service = new Service('avails-corpus');
    const files = () => {
        const all = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => entry.isDirectory() ? all(join(folder, entry.name)) : [join(folder, entry.name)]);
        return all(corpus).filter((path) => /\.xlsx$/.test(path) || (/\.xml$/.test(path) && readFileSync(path, 'utf8').includes('AvailList')));
    };
    before(() => service.do('territory', 'set', 'US', 'launched'));
    after(() => service.remove());

    test('every one is checked, taken in, and goes out again', async () => {
        const profile = lenient(service.folder);
        const partner = '--partner';
        let count = 0;
        for (const path of files()) {
            const check = await service.cli(['--json', 'avails', 'check', path]);
            assert.ok([0, 1].includes(check.code), `${path}: ${check.stderr}`);
            if (!check.stdout || JSON.parse(check.stdout).rows === 0) continue;
            const whose = `corpus ${++count}`;
            const taken = await service.cli(['--json', 'avails', 'import', path, '--profile', profile, '--create-titles', partner, whose]);
            assert.equal(taken.code, 0, `${path}: ${taken.stderr}${taken.stdout.slice(0, 600)}`);
            const form = path.endsWith('.xml') ? 'xml' : 'xlsx', out = join(service.folder, `out.${form}`);
            await service.do('avails', 'export', '--format', form, partner, whose, '--to', out);
            const { imports } = JSON.parse((await service.do('--json', 'avails', 'imports', partner, whose)).stdout);
            const diff = JSON.parse((await service.cli(['--json', 'avails', 'diff', path, out])).stdout);
            // What a Full Delete or a Delete speaks of is not held, and so does not come out; all else is as it was.
            const left = diff.changes.filter(({ kind, subject }) => kind !== 'removed' || !subject);
            assert.deepEqual(left, [], `${path} (${imports[0].counts.rows} rows)`);
            assert.ok(statSync(out).size > 0);
        }
        assert.ok(count >= 25, `only ${count} files`);
    });

    test('overlapping windows in the templates are found', async () => {
        const overlaps = async (name) => JSON.parse((await service.cli(['--json', 'avails', 'check', join(upstream, name)])).stdout)
            .findings.filter(({ code }) => code.startsWith('window_overlap')).length;
        for (const [name, at_least] of [['xlsx/Movies_v1.7.xlsx', 4], ['xlsx/Movies_v1.7.2.xlsx', 4], ['xlsx/Movies_v1.8.xlsx', 4], ['xlsx/Movies_v1.9.xlsx', 4]])
            assert.ok(await overlaps(name) >= at_least, `${name}: ${await overlaps(name)}`);
    });

    test('counts beside those of their own validator', async () => {
        const counts = async (name) => { const { errors, warnings } = JSON.parse((await service.cli(['--json', 'avails', 'check', join(upstream, name)])).stdout); return [errors, warnings]; };
        // docs/avails.md explains each difference from its counts: 0/0, 0/0, 0/12, 6/1, 2/-, 3/-.
        for (const [name, expected] of Object.entries({
            'Avails_noErrors_v2.2.2.xml': [0, 0], 'Avails_noErrors_v2.4.xml': [0, 0], 'Avails_noErrors_v2.3.xml': [0, 0],
            'Avails_withErrors.xml': [2, 4], 'Avails_Volume_error_v2.4.xml': [1, 0], 'Avails_Volume_error_v2.5.xml': [2, 0],
        })) {
            const found = await counts(name);
            assert.equal(found[0], expected[0], name);
            if (name.includes('noErrors') || name.includes('withErrors')) assert.deepEqual(found, expected, name);
        }
    });
});
