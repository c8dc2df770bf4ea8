// The rights desk over HTTP (docs/desk.md): contracts, conflicts, white space, the calendar, notices and assignments,
// and what a licence's newer words do once a viewer asks. Every answer is held to the description.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { availList } from './avails-files.mjs';
import { Service, days, root, time } from './harness.mjs';
import { Contract, elsewhere } from './openapi/contract.mjs';

const contract = new Contract(join(root, 'docs/api/openapi.yaml'));
const roles = ['owner', 'catalogue', 'licensing', 'media', 'support', 'analyst'];

/** An operator whose every answer is held to the contract. */
class Operator {
    constructor(client) { this.client = client; }
    async ask(method, path, body, status = 200, headers) {
        const answer = await this.client.fetch(`/api/v1/operator/${path}`, { method, body, headers });
        contract.check(method, `/operator/${path}`.split('?')[0], body instanceof Uint8Array ? undefined : body, answer);
        assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 1000)}`);
        this.last = answer;
        return answer.json ?? answer.text;
    }
    get(path, status) { return this.ask('GET', path, undefined, status); }
    post(path, body, status) { return this.ask('POST', path, body, status); }
    put(path, body, status) { return this.ask('PUT', path, body, status); }
    patch(path, body, status) { return this.ask('PATCH', path, body, status); }
    delete(path, status = 204) { return this.ask('DELETE', path, undefined, status); }
}

describe('the rights desk over HTTP', () => {
    const service = new Service('desk');
    const by = {}, ids = {};
    const now = Date.now();
    const soon = (n) => time(now + days(n));
    const licence = (title, more = {}) => by.licensing.post('licences', { title, territories: 'MX', from: '2020-01-01', ...more }, 201);

    before(async () => {
        await service.launch('MX', 'KR', 'US');
        for (const [role, name] of [...roles.map((role) => [role, role]), ['licensing', 'second']])
            await service.do('operator', 'add', `${name}@example.com`, '--role', role, '--password-stdin', { stdin: 'lantern over the quay\n' });
        await service.start();
        for (const name of [...roles, 'second']) {
            const token = (await service.do('token', 'create', '--operator', `${name}@example.com`)).stdout.match(/nuri_[\w-]+/)[0];
            by[name] = new Operator(service.client({ token }));
        }
        for (const [slug, en] of [['tide-line', 'Tide Line'], ['lanterns', 'Lanterns'], ['harbour', 'Harbour'], ['kites', 'Kites'], ['thaw', 'Thaw']])
            await by.catalogue.post('titles', { slug, kind: 'film', names: { en } }, 201);
    });
    after(() => service.remove());

    test('a contract is in force once another pair of eyes has approved it, and its licences with it', async () => {
        const opened = await by.licensing.post('contracts', {
            partner: 'Northwind', reference: 'NW-1', direction: 'in',
            terms: {
                summary: 'two films', starts: '2020-01-01', ends: soon(20),
                fees: [{ what: 'licence fee', amount_minor: 250000, currency: 'USD', due: soon(10) }],
                guarantee: { amount_minor: 100000, currency: 'USD' },
                royalties: [{ basis: 'net_receipts', share_ppm: 450000 }],
            },
        }, 201);
        ids.in = opened.id;
        assert.deepEqual([opened.status, opened.in_force, opened.versions[0].state], ['draft', null, 'draft']);
        await by.licensing.post('contracts', { partner: 'Northwind', reference: 'NW-1', direction: 'in' }, 409);
        await by.licensing.post('contracts', { partner: 'Northwind', reference: 'NW-2', direction: 'sideways' }, 400);

        const held = await licence('tide-line', { partner: 'Northwind', contract: 'NW-1', to: soon(25), exclusive: true });
        ids.held = held.id;
        assert.equal((await service.decide('tide-line', 'MX')).allowed, false, 'a draft lets nobody in');
        assert.equal((await by.licensing.get('decide?title=tide-line&territory=MX')).allowed, false);

        const terms = { ...opened.versions[0].terms, summary: 'two films and a short' };
        const written = await by.licensing.put(`contracts/${ids.in}/terms`, { ...terms, expected: opened.versions[0].number });
        assert.equal(written.versions.at(-1).terms.summary, 'two films and a short');
        await by.licensing.post(`contracts/${ids.in}/decide`, { decision: 'approve' }, 409);
        const submitted = await by.licensing.post(`contracts/${ids.in}/submit`);
        assert.equal(submitted.versions.at(-1).state, 'submitted');
        await by.licensing.post(`contracts/${ids.in}/decide`, { decision: 'approve' }, 403);
        assert.equal((await service.decide('tide-line', 'MX')).allowed, false);
        const rejected = await by.second.post(`contracts/${ids.in}/decide`, { decision: 'reject', note: 'the fee is of last year' });
        assert.equal(rejected.versions.at(-1).decision_note, 'the fee is of last year');
        await by.licensing.put(`contracts/${ids.in}/terms`, terms);
        await by.licensing.post(`contracts/${ids.in}/submit`);
        const approved = await by.second.post(`contracts/${ids.in}/decide`, { decision: 'approve' });
        assert.equal(approved.in_force, approved.versions.at(-1).number);
        assert.equal(approved.versions.at(-1).decided_by, 'second@example.com');
        assert.equal((await service.decide('tide-line', 'MX')).allowed, true);

        // The audit log tells it all, and whoever may not see money does not see it there either.
        const { entries } = await by.owner.get('audit?limit=100');
        for (const what of ['contract.open', 'contract.write', 'contract.submit', 'contract.reject', 'contract.approve'])
            assert.ok(entries.some((entry) => entry.what === what && entry.subject === `contract ${ids.in}`), what);
    });

    test('contracts have obligations, payments and papers, which come back byte for byte', async () => {
        const file = await by.licensing.post(`contracts/${ids.in}/obligations`, { what: 'send the viewing figures', due: soon(5), notice_days: 14, owner: 'licensing@example.com' }, 201);
        const [obligation] = file.obligations;
        assert.deepEqual((await by.analyst.get('obligations')).obligations.map(({ what }) => what), ['send the viewing figures']);
        await by.licensing.patch(`obligations/${obligation.id}`, { what: 'send the figures', due: soon(6), notice_days: 14 });
        assert.equal((await by.licensing.get('notices')).notices.find(({ kind }) => kind === 'obligation').text, 'send the figures');
        const finished = await by.licensing.post(`obligations/${obligation.id}/done`);
        assert.equal(finished.obligations[0].done_by, 'licensing@example.com');
        await by.licensing.patch('obligations/9999', { what: 'nothing', due: soon(6) }, 404);

        const paid = await by.licensing.post(`contracts/${ids.in}/payments`, { what: 'first half', amount_minor: 125000, currency: 'USD' }, 201);
        assert.deepEqual(paid.payments.map(({ amount_minor, currency }) => [amount_minor, currency]), [[125000, 'USD']]);
        await by.licensing.post(`contracts/${ids.in}/payments`, { what: 'first half', amount_minor: 1, currency: 'XQQ' }, 400);

        const paper = new Uint8Array(randomBytes(300_000));
        const kept = await by.licensing.ask('POST', `contracts/${ids.in}/documents?name=${encodeURIComponent('계약서 "1".pdf')}`, paper, 201, { 'Content-Type': 'application/pdf' });
        const [document] = kept.documents;
        assert.deepEqual([document.name, document.size_bytes, document.sha256], ['계약서 "1".pdf', paper.length, createHash('sha256').update(paper).digest('hex')]);
        await by.analyst.get(`documents/${document.id}`);
        assert.ok(by.analyst.last.bytes.equals(paper));
        assert.match(by.analyst.last.headers.get('content-disposition'), /^attachment/);
        await by.licensing.ask('POST', `contracts/${ids.in}/documents`, paper, 400, { 'Content-Type': 'application/pdf' });
        await by.licensing.get('documents/9999', 404);
    });

    test('money is seen by licensing, analysts and owners alone, and written by licensing and owners', async () => {
        const document = (await by.licensing.get(`contracts/${ids.in}`)).documents[0].id;
        for (const path of ['contracts', 'partners', `contracts/${ids.in}`, `contracts/${ids.in}/groups`, 'obligations', `documents/${document}`]) {
            for (const role of ['catalogue', 'support', 'media']) await by[role].get(path, 403);
            for (const role of ['owner', 'licensing', 'analyst']) await by[role].get(path);
        }
        for (const role of ['catalogue', 'support', 'media', 'analyst']) {
            await by[role].post('contracts', { partner: 'Me', reference: '1', direction: 'in' }, 403);
            await by[role].post(`contracts/${ids.in}/payments`, { what: 'mine', amount_minor: 1, currency: 'USD' }, 403);
            await by[role].post(`contracts/${ids.in}/end`, undefined, 403);
            await by[role].post('licences', { title: 'thaw', territories: 'MX', from: '2020-01-01' }, 403);
        }
        assert.ok((await by.support.get('licences')).licences.length > 0, 'everybody in the house sees licences');
        const kinds = async (who) => new Set((await by[who].get('notices')).notices.map(({ kind }) => kind));
        assert.ok((await kinds('licensing')).has('fee_due') && (await kinds('licensing')).has('contract_ends'));
        const told = await kinds('support');
        assert.ok(told.has('licence_ends') && !told.has('fee_due') && !told.has('contract_ends') && !told.has('obligation'), [...told].join());
        for (const role of ['support', 'catalogue', 'media']) {
            for (const path of ['notices', 'conflicts', 'licences', 'audit?limit=500']) {
                await by[role].get(path);
                assert.doesNotMatch(by[role].last.text, /250000|125000|amount_minor/, `${role} ${path}`);
            }
        }
        assert.deepEqual((await by.analyst.get('contracts?direction=in&partner=Northwind')).contracts.map(({ reference }) => reference), ['NW-1']);
        assert.deepEqual((await by.analyst.get('contracts?direction=out')).contracts, []);
    });

    test('conflicts are told at entry and as a list, with both sides and what they share', async () => {
        const out = await by.licensing.post('contracts', { partner: 'Southsea', reference: 'OUT-1', direction: 'out', terms: { summary: 'airlines', sources: [ids.in] } }, 201);
        ids.out = out.id;
        const wish = { title: 'tide-line', territories: 'MX + KR', from: '2024-01-01', to: '2024-07-01', partner: 'Southsea', contract: 'OUT-1' };
        const before_ = (await by.licensing.get('licences?limit=1000')).licences.length;
        const checked = await by.licensing.post('licences/check', wish);
        const lacking = checked.conflicts.find(({ kind }) => kind === 'no_rights_in');
        assert.ok(lacking, JSON.stringify(checked));
        assert.equal(lacking.right.id, null);
        assert.deepEqual([lacking.right.direction, lacking.right.title], ['out', 'tide-line']);
        assert.ok(lacking.territories.includes('KR') && !lacking.territories.includes('MX'), lacking.territories);
        assert.equal((await by.licensing.get('licences?limit=1000')).licences.length, before_, 'a check keeps nothing');
        assert.deepEqual((await by.licensing.get('conflicts')).conflicts, []);

        await licence('lanterns', { partner: 'Northwind', contract: 'NW-1', to: '2030-01-01', max_height: 1080 });
        await licence('lanterns', { partner: 'Southsea', contract: 'OUT-1', from: '2027-01-01', to: '2029-01-01', max_height: 2160 });
        await licence('harbour', { partner: 'Westgate', territories: 'MX + US', to: '2031-01-01', exclusive: true });
        await licence('harbour', { partner: 'Eastmoor', territories: 'US + CA', from: '2026-01-01', to: '2033-01-01' });
        const found = (await by.support.get('conflicts?at=2024-01-01')).conflicts;
        const caps = found.find(({ kind }) => kind === 'caps_exceeded');
        assert.ok(caps.exceeded.includes('height'), JSON.stringify(caps));
        assert.deepEqual([caps.right.contract, caps.against.contract], ['OUT-1', 'NW-1']);
        const exclusive = found.find(({ kind }) => kind === 'exclusivity');
        assert.deepEqual([exclusive.right.partner, exclusive.against.partner].sort(), ['Eastmoor', 'Westgate']);
        assert.deepEqual([exclusive.title, exclusive.territories, exclusive.from, exclusive.to], ['harbour', 'US', '2026-01-01T00:00:00Z', '2031-01-01T00:00:00Z']);
        assert.deepEqual((await by.licensing.get('conflicts?kind=exclusivity&title=harbour&partner=Eastmoor')).total, 1);
        assert.deepEqual((await by.licensing.get('conflicts?at=2035-01-01')).total, 0);
        assert.equal((await by.licensing.get('conflicts?limit=1')).conflicts.length, 1);
        await by.licensing.get('conflicts?title=nowhere', 404);
        await by.licensing.post('licences/check', { ...wish, territories: 'Narnia' }, 400);
    });

    test('white space is what is free to buy or to sell, or about to lapse', async () => {
        const ask = (query) => by.analyst.get(`white-space?${query}`);
        const period = 'from=2026-01-01&to=2032-01-01&territories=MX';
        const buy = await ask(`side=buy&titles=lanterns&${period}`);
        assert.deepEqual(buy.spaces.map(({ state, from, territories }) => [state, from.slice(0, 10), territories]), [['lapsed', '2030-01-01', 'MX']]);
        const sell = await ask(`side=sell&titles=lanterns&${period}`);
        assert.deepEqual(sell.spaces.map(({ state, from, to }) => [state, from.slice(0, 10), to.slice(0, 10)]), [['held', '2026-01-01', '2027-01-01'], ['held', '2029-01-01', '2030-01-01']]);
        assert.equal(sell.spaces[0].because.partner, 'Northwind');
        assert.equal((await ask(`side=sell&titles=lanterns&${period}&days_min=366`)).total, 0);
        assert.deepEqual((await ask(`side=buy&titles=thaw&${period}&coverage=entire`)).spaces.map(({ state, because }) => [state, because]), [['free', null]]);
        assert.equal((await ask(`side=buy&titles=lanterns&${period}&coverage=entire`)).total, 0);
        assert.equal((await ask(`side=buy&titles=lanterns&${period}&coverage=starts_within`)).total, 1);
        const lapsing = await ask(`lapsing=true&territories=MX&titles=lanterns,tide-line,thaw&from=${soon(0)}&to=${soon(30)}`);
        assert.deepEqual(lapsing.spaces.map(({ title, to }) => [title, to.slice(0, 19)]), [['tide-line', soon(25).slice(0, 19)]]);
        for (const wrong of ['side=both', 'coverage=some', 'from=2026-01-01&to=2025-01-01', 'from=2026-01-01&to=2046-01-01', 'territories=Narnia']) await by.analyst.get(`white-space?${wrong}`, 400);
    });

    test('the calendar shows titles over time, and what opens and closes alone', async () => {
        await licence('kites', { territories: 'MX', from: soon(12) });
        const ask = (query = '') => by.media.get(`calendar?territories=MX&from=${soon(0)}&to=${soon(60)}${query}`);
        const all = await ask();
        assert.equal(all.total, 5);
        const tide = all.titles.find(({ ref }) => ref === 'tide-line');
        assert.deepEqual(tide.spaces.map(({ state }) => state), ['held', 'lapsed']);
        assert.equal(tide.spaces[0].to, tide.spaces[1].from, 'the stretches fill the period');
        assert.deepEqual((await ask('&only=opening')).titles.map(({ ref, opens }) => [ref, opens.slice(0, 19)]), [['kites', soon(12).slice(0, 19)]]);
        assert.deepEqual((await ask('&only=closing')).titles.map(({ ref, closes }) => [ref, closes.slice(0, 19)]), [['tide-line', soon(25).slice(0, 19)]]);
        assert.deepEqual([(await ask('&limit=2&offset=4')).titles.length, (await ask('&limit=2')).titles.length], [1, 2]);
        await by.media.get('calendar?only=sometimes', 400);
    });

    test('what a title lacks is given to somebody, who is reminded of it', async () => {
        await by.catalogue.put('assignments/poster/kites', { owner: 'catalogue@example.com', deadline: soon(9), note: 'ask the painter' });
        await by.catalogue.put('assignments/poster/kites', { owner: 'nobody@example.com' }, 404);
        await by.catalogue.put('assignments/happiness/kites', { owner: 'catalogue@example.com' }, 400);
        await by.support.put('assignments/poster/kites', { owner: 'support@example.com' }, 403);
        const { assignments } = await by.support.get('assignments?owner=catalogue@example.com');
        assert.deepEqual(assignments.map(({ ref, missing, note, assigned_by }) => [ref, missing, note, assigned_by]), [['kites', 'poster', 'ask the painter', 'catalogue@example.com']]);
        assert.deepEqual((await by.support.get('assignments?owner=owner@example.com')).assignments, []);
        assert.ok((await by.support.get('notices')).notices.some(({ kind, title }) => kind === 'assignment_due' && title === 'kites'));
        await by.catalogue.delete('assignments/poster/kites');
        await by.catalogue.delete('assignments/poster/kites', 404);
    });

    test('a licence that counts from an event is closed until somebody says when it was', async () => {
        const terms = {
            timing: { start: 'Theatrical + P45D', length: 'P12M' }, devices: ['tv', 'web'], held_back: { audio: ['fr'], subtitles: [], dubs: [], forced: [] },
            download: { keep_hours: 720, watch_hours: 48, per_account_max: 3 }, plays: { runs_max: 1000, per_account_max: 2 },
        };
        const made = await by.licensing.post('licences', { title: 'thaw', territories: 'MX + KR', ...terms }, 201);
        const kept = await by.licensing.get(`licences/${made.id}`);
        assert.deepEqual([kept.from, kept.to, kept.timing.start, kept.timing.length], [null, null, 'Theatrical + P45D', 'P12M']);
        for (const key of ['held_back', 'download', 'plays']) assert.deepEqual(kept[key], terms[key], key);
        assert.deepEqual([...kept.devices].sort(), ['tv', 'web']);
        const states = async () => {
            const found = [];
            for (const state of ['coming', 'running', 'ended', 'lapsing']) if ((await by.licensing.get(`licences?title=thaw&state=${state}`)).licences.length) found.push(state);
            return found;
        };
        assert.deepEqual(await states(), ['coming']);
        const told = (await service.cli(['--json', 'decide', '--title', 'thaw', '--territory', 'MX', '--explain'])).json;
        assert.deepEqual([told.allowed, told.considered.map(({ grant, finding }) => [grant, finding])], [false, [[made.id, 'unresolved']]]);
        assert.match((await service.cli(['--json', 'decide', '--title', 'thaw', '--territory', 'MX', '--explain', '--language', 'ko'])).json.explanation.answer, /[가-힣]/);

        const event = (ago, ...more) => service.do('event', 'set', 'Theatrical', '--title', 'thaw', '--at', time(now - days(ago)), ...more);
        await event(44);
        assert.deepEqual([(await service.decide('thaw', 'MX')).allowed, await states()], [false, ['coming']]);
        await event(46);
        const decision = await service.decide('thaw', 'MX', ['--device', 'tv']);
        assert.deepEqual([decision.allowed, decision.grant, decision.runs_max, decision.plays_per_account_max, decision.held_back.audio, decision.download.per_account_max], [true, made.id, 1000, 2, ['fr'], 3]);
        assert.equal((await service.decide('thaw', 'MX', ['--device', 'phone'])).reason, 'device');
        assert.deepEqual(await states(), ['running']);
        await event(45 + 350);
        assert.deepEqual(await states(), ['running', 'lapsing']);
        await event(45 + 400);
        assert.deepEqual(await states(), ['ended']);
        await service.do('event', 'set', 'Theatrical', '--title', 'thaw', '--clear');
        assert.deepEqual(await states(), ['coming']);
        for (const timing of [{ start: 'Premiere + P45D' }, { start: 'Theatrical + 45' }, { end: 'Theatrical' }]) await by.licensing.post('licences', { title: 'thaw', territories: 'MX', timing }, 400);
        await by.licensing.post('licences', { title: 'thaw', territories: 'MX', from: '2026-01-01', timing: { start: 'EST' } }, 400);
        await by.licensing.post('licences', { title: 'thaw', territories: 'MX', from: '2026-01-01', devices: ['fridge'] }, 400);
    });

    test('"from local midnight" opens territory by territory', async () => {
        await by.catalogue.post('titles', { slug: 'midnight', kind: 'film', names: { en: 'Midnight' } }, 201);
        await by.licensing.post('licences', { title: 'midnight', territories: 'KR + MX', timing: { start: 'local 2030-03-01' } }, 201);
        const open = async (territory, at) => (await service.decide('midnight', territory, ['--at', at])).allowed;
        assert.deepEqual([await open('KR', '2030-02-28T14:59:59Z'), await open('KR', '2030-02-28T15:00:00Z')], [false, true]);
        assert.deepEqual([await open('MX', '2030-02-28T15:00:00Z'), await open('MX', '2030-03-01T12:00:00Z')], [false, true]);
        assert.equal((await by.licensing.get('licences?title=midnight&state=coming')).licences.length, 1);
    });

    test('a contract that ended does not end its licences', async () => {
        const ended = await by.licensing.post(`contracts/${ids.out}/end`);
        assert.equal(ended.status, 'ended');
        await by.licensing.post(`contracts/${ids.out}/end`, undefined, 409);
        assert.ok((await by.licensing.get('partners')).partners.some(({ name }) => name === 'Southsea'));
        assert.deepEqual((await by.licensing.get(`contracts/${ids.in}/groups`)).groups, []);
        const [right] = (await by.licensing.get('licences?contract=OUT-1')).licences;
        assert.equal(right.ended, null);
    });

    test('every operation of the desk was answered with a yes', () => {
        const untried = contract.untried();
        assert.deepEqual(elsewhere.desk.filter((id) => untried.includes(id)), []);
    });
});

describe('the rights desk with 20,000 titles', () => {
    const service = new Service('desk-large');
    const titles = 20_000, answer_bytes_max = 1 << 20, within_ms = 20_000;
    let desk;
    before(async () => {
        await service.launch('MX');
        for (const [email, role] of [['desk@example.com', 'licensing'], ['boss@example.com', 'owner']]) await service.do('operator', 'add', email, '--role', role, '--password-stdin', { stdin: 'lantern over the quay\n' });
        const token = (await service.do('token', 'create', '--operator', 'desk@example.com')).stdout.match(/nuri_[\w-]+/)[0];
        // Every other licence ends within the month; every tenth title is licensed twice.
        const films = Array.from({ length: titles }, (_, n) => ({
            alid: `md:alid:org:northwind.example:${n}`, name: `Film ${n}`,
            transactions: [{ id: `T${n}`, end: time(Date.now() + days(n % 2 ? 20 : 400)) }],
        }));
        const again = films.filter((_, n) => n % 10 === 0).map(({ alid, name }) => ({ alid: alid.replace('northwind', 'westgate'), name, transactions: [{ id: `W${name}`, end: '2031-01-01T00:00:00Z' }] }));
        const file = join(service.folder, 'many.xml');
        writeFileSync(file, availList(films));
        await service.do('avails', 'import', '--create-titles', file, { within_ms: 120_000 });
        writeFileSync(file, availList(again, { licensor: 'Westgate' }));
        await service.do('avails', 'import', file, { within_ms: 120_000 });
        await service.start({ within_ms: 60_000 });
        desk = new Operator(service.client({ token }));
    });
    after(() => service.remove());

    test('each list answers a page of bounded size, however much there is', async () => {
        for (const path of [
            'licences', 'licences?limit=1000', 'licences?state=lapsing&limit=1000', 'licences?state=coming', 'licences?state=ended',
            'conflicts', 'conflicts?limit=1000', 'white-space?side=buy&territories=MX', 'white-space?side=sell&limit=1000', 'white-space?lapsing=true&territories=MX&limit=1000',
            'calendar', 'calendar?limit=200&territories=MX', 'calendar?only=closing&limit=200', 'notices', 'notices?days=730', 'assignments', 'contracts', 'partners', 'obligations',
        ]) {
            const began = Date.now();
            await desk.get(path);
            assert.ok(desk.last.bytes.length <= answer_bytes_max, `${path}: ${desk.last.bytes.length} bytes`);
            assert.ok(Date.now() - began < within_ms, `${path}: ${Date.now() - began} ms`);
        }
        assert.equal((await desk.get('calendar')).total, titles);
        assert.equal((await desk.get('calendar?offset=19990')).titles.length, 10);
        assert.equal((await desk.get('licences?state=lapsing&limit=1000')).licences.length, 1000);
    });

    test('a list is walked to its end, each licence once', async () => {
        const seen = new Set();
        for (let after_ = 0; after_ !== null;) {
            const page = await desk.get(`licences?state=running&limit=1000${after_ ? `&after=${after_}` : ''}`);
            for (const { id } of page.licences) seen.add(id);
            after_ = page.next_after;
        }
        assert.equal(seen.size, titles * 1.1);
    });

    test('the list of titles is searched, filtered and changed whole, and nobody waits for long', async (t) => {
        const token = (await service.do('token', 'create', '--operator', 'boss@example.com')).stdout.match(/nuri_[\w-]+/)[0];
        const boss = new Operator(service.client({ token }));
        const timed = async (name, run) => {
            const began = performance.now(), answer = await run();
            t.diagnostic(`${name}: ${Math.round(performance.now() - began)} ms`);
            return answer;
        };
        // The first question after a change makes the words and the order; those that follow find them made.
        for (const path of ['titles?limit=60', 'titles?limit=60', 'titles?limit=500', 'titles?limit=60&q=film%201999', 'titles?limit=60&status=not_ready&sort=year&order=desc', 'titles?limit=60&cursor=19000-0', 'titles?limit=60&missing=poster'])
            assert.ok((await timed(path, () => boss.get(path))).total > 0, path);
        const edit = { select: { filter: {} }, add: { genres: ['drama'] }, set: { release_year: 2024 } };
        const preview = await timed('preview of all', () => boss.post('titles/bulk', { ...edit, dry_run: true }));
        assert.deepEqual([preview.matched, preview.changed], [titles, titles]);
        // Meanwhile somebody else writes.
        let writes = 0, longest = 0, going = true;
        const other = (async () => {
            while (going) {
                const began = performance.now();
                const said = await boss.client.put('/api/v1/operator/territories/KR', { presence: 'unavailable', reason: `once more ${++writes}` });
                assert.equal(said.status, 200, said.text);
                longest = Math.max(longest, performance.now() - began);
            }
        })();
        const done = await timed('all changed', () => boss.post('titles/bulk', { ...edit, expected: titles }));
        going = false;
        await other;
        t.diagnostic(`meanwhile ${writes} other changes, the slowest ${Math.round(longest)} ms`);
        assert.equal(done.changed, titles);
        assert.equal((await boss.get('titles?genre=drama&limit=1')).total, titles);
        const { entries } = await timed('the log', () => boss.get('audit?what=title.bulk&limit=100'));
        assert.deepEqual([entries[0].number, entries[0].abridged, entries[0].after], [done.audit, true, null], 'a list does not carry what is large');
        assert.equal((await boss.get(`audit/${done.audit}`)).after.titles.length, titles);
        await timed('all taken back', () => boss.post(`audit/${done.audit}/undo`));
        assert.equal((await boss.get('titles?genre=drama&limit=1')).total, 0);
    });
});
