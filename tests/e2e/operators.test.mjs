// The studio's side of the service, as its pages ask it: every answer is held to the description too.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { film, make } from './films.mjs';
import { Service, days, root, time, until } from './harness.mjs';
import { Contract } from './openapi/contract.mjs';

const contract = new Contract(join(root, 'docs/api/openapi.yaml'));
const password = 'lantern over the quay';
const roles = ['owner', 'catalogue', 'licensing', 'media', 'support', 'analyst'];

/** An operator whose every answer is held to the contract. */
class Operator {
    constructor(client) { this.client = client; }
    async ask(method, path, body, { status = 200, headers } = {}) {
        const answer = await this.client.fetch(`/api/v1${path}`, { method, body, headers });
        contract.check(method, path.split('?')[0], body instanceof Uint8Array ? undefined : body, answer);
        assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 1000)}`);
        this.last = answer;
        return answer.json ?? answer.text;
    }
    get(path, status = 200, headers) { return this.ask('GET', path, undefined, { status, headers }); }
    post(path, body, status = 200) { return this.ask('POST', path, body, { status }); }
    put(path, body, status = 200, headers) { return this.ask('PUT', path, body, { status, headers }); }
    patch(path, body, status = 200, headers) { return this.ask('PATCH', path, body, { status, headers }); }
    delete(path, status = 204) { return this.ask('DELETE', path, undefined, { status }); }
}

describe('the studio over HTTP', () => {
    const service = new Service('operators');
    const by = {};
    const tokens = {};
    const as = () => { for (const role of roles) by[role] = new Operator(service.client({ territory: 'MX', token: tokens[role] })); };
    const ids = {};

    before(async () => {
        for (const role of roles) {
            await service.do('operator', 'add', `${role}@example.com`, '--role', role, '--password-stdin', { stdin: `${password}\n` });
            tokens[role] = (await service.do('token', 'create', '--operator', `${role}@example.com`)).stdout.match(/nuri_[\w-]+/)[0];
        }
        await service.launch('MX', 'KR', 'US');
        await service.start();
        as();
        for (const [slug, kind, names, more] of [
            ['tide-line', 'film', { ko: '물때', en: 'Tide Line' }, { original_language: 'ko', genres: ['drama'], countries: ['KR'], ratings: [{ system: 'KR-KMRB', label: '15' }], credits: [{ names: { ko: '한소리', en: 'Han Sori' }, role: 'director' }] }],
            ['amelie-at-sea', 'film', { fr: 'Amélie en mer' }, { original_language: 'fr', genres: ['comedy'], countries: ['FR'] }],
            ['dawn', 'series', { ko: '한옥의 새벽', en: 'Dawn Over Hanok' }, { original_language: 'ko', genres: ['drama'], countries: ['KR'] }],
            ['dawn-s1', 'season', { en: 'Season 1' }, { parent: 'dawn', number: 1 }],
            ['dawn-s1e1', 'episode', { en: 'One' }, { parent: 'dawn-s1', number: 1 }],
            ['dawn-s1e2', 'episode', { en: 'Two' }, { parent: 'dawn-s1', number: 2 }],
            ['dawn-s1e3', 'episode', { en: 'Three' }, { parent: 'dawn-s1', number: 3 }],
        ]) ids[slug] = (await by.catalogue.post('/operator/titles', { slug, kind, names, ...more }, 201)).id;
        const now = Date.now();
        await by.licensing.post('/operator/licences', { title: 'tide-line', territories: 'MX + US', from: time(now - days(10)), to: time(now + days(3)) }, 201);
        await by.licensing.post('/operator/licences', { title: 'dawn', territories: 'MX', from: time(now + days(2)) }, 201);
        await by.licensing.post('/operator/licences', { title: 'amelie-at-sea', territories: 'KR', from: time(now - days(1)) }, 201);
        await by.licensing.post('/operator/licences', { title: 'amelie-at-sea', territories: 'MX', from: time(now - days(1)), deny: 'holdback' }, 201);
    });
    after(() => service.remove());

    test('each role may do what its work needs, and nothing else', async () => {
        const matrix = [
            ['GET', '/operator/operators', ['owner']],
            ['PUT', '/operator/territories/JP', ['owner'], { presence: 'announced' }],
            ['GET', '/operator/settings', ['owner']],
            ['PUT', '/operator/territories', ['owner'], { territories: 'JP', presence: 'announced' }],
            ['GET', '/operator/titles?limit=1', roles],
            ['POST', '/operator/titles/bulk', ['owner', 'catalogue'], { select: { ids: [] }, dry_run: true }],
            ['PATCH', '/operator/titles/tide-line', ['owner', 'catalogue'], {}],
            ['DELETE', '/operator/titles/tide-line/artwork/poster', [], undefined],
            ['GET', '/operator/licences', roles],
            ['GET', '/operator/jobs', roles],
            ['POST', '/operator/uploads', ['owner', 'media'], { name: 'a.mov', size_bytes: 10 }],
            ['GET', '/operator/members', ['owner', 'support']],
            ['POST', '/operator/members/99/notes', [], { kind: 'note', text: 'x' }],
            ['GET', '/operator/overview', roles],
            ['GET', '/operator/readiness', roles],
        ];
        for (const [method, path, allowed, body] of matrix) {
            for (const role of roles) {
                const { status } = await by[role].client.fetch(`/api/v1${path}`, { method, body });
                if (allowed.length > 0) assert.equal(status < 400, allowed.includes(role), `${role} ${method} ${path}: ${status}`);
                if (allowed.length === 0) assert.ok(status === 403 || status === 404, `${role} ${method} ${path}: ${status}`);
            }
            assert.equal((await service.client().fetch(`/api/v1${path}`, { method, body })).status, 401, path);
        }
        const { permissions } = await by.media.get('/operator/me');
        assert.ok(permissions.includes('media:write') && !permissions.includes('catalogue:write') && !permissions.includes('members:read'));
    });

    test('an owner invites, changes and disables, and is never the last to go', async () => {
        const { operator, invitation } = await by.owner.post('/operator/operators', { email: 'mina@example.com', name: 'Mina', role: 'catalogue' }, 201);
        assert.equal(operator.status, 'invited');
        const mina = new Operator(service.client());
        await mina.post('/operator/accept-invitation', { invitation: 'wrong', password }, 401);
        const { csrf_token } = await mina.post('/operator/accept-invitation', { invitation, password });
        mina.client.csrf = csrf_token;
        await mina.post('/operator/accept-invitation', { invitation, password }, 401);
        await mina.patch('/operator/titles/tide-line', { genres: ['drama', 'romance'] });
        mina.client.csrf = 'forged';
        await mina.patch('/operator/titles/tide-line', { genres: [] }, 403);
        await by.owner.patch(`/operator/operators/${operator.id}`, { role: 'media' });
        await by.owner.patch(`/operator/operators/${operator.id}`, { disabled: true });
        await mina.get('/operator/me', 401);
        await mina.post('/operator/log-in', { email: 'mina@example.com', password }, 403);
        await by.owner.patch(`/operator/operators/${operator.id}`, { disabled: false });
        await by.owner.post(`/operator/operators/${operator.id}/invitation`, undefined, 201);
        const owner = (await by.owner.get('/operator/operators')).operators.find(({ role }) => role === 'owner');
        await by.owner.patch(`/operator/operators/${owner.id}`, { disabled: true }, 409);
        await by.owner.patch(`/operator/operators/${owner.id}`, { role: 'media' }, 409);
    });

    test('titles are found in any script, by people and ids, filtered, sorted and paged', async () => {
        const slugs = async (query) => (await by.analyst.get(`/operator/titles?${query}`)).titles.map(({ slug }) => slug);
        assert.deepEqual(await slugs('q=%EB%AC%BC%EB%95%8C'), ['tide-line']);
        assert.deepEqual(await slugs('q=amelie%20EN'), ['amelie-at-sea']);
        assert.deepEqual(await slugs('q=han%20sori'), ['tide-line']);
        assert.deepEqual(await slugs('q=dawn/s1e2&kind=episode'), ['dawn-s1e2']);
        assert.deepEqual(await slugs('licensed_in=KR'), ['amelie-at-sea']);
        assert.deepEqual(await slugs('status=scheduled'), ['dawn']);
        assert.deepEqual(await slugs('country=KR&sort=added'), ['tide-line', 'dawn']);
        assert.deepEqual(await slugs('language=ko&sort=added&order=desc'), ['dawn', 'tide-line']);
        assert.deepEqual(await slugs('missing=name:ko'), ['amelie-at-sea']);
        assert.deepEqual(await slugs('parent=dawn/s1&sort=number'), ['dawn-s1e1', 'dawn-s1e2', 'dawn-s1e3']);
        const first = await by.analyst.get('/operator/titles?limit=2&locale=en');
        assert.equal(first.total, 3);
        const second = await by.analyst.get(`/operator/titles?limit=2&locale=en&cursor=${first.next_cursor}`);
        assert.deepEqual([...first.titles, ...second.titles].map(({ name }) => name), ['Amélie en mer', 'Dawn Over Hanok', 'Tide Line']);
        assert.equal(second.next_cursor, null);
        await by.analyst.get('/operator/titles?sort=luck', 400);
        await by.analyst.get('/operator/titles?cursor=x', 400);
        assert.equal((await by.analyst.get('/operator/people?q=han')).people[0].names.ko, '한소리');
        assert.ok((await by.analyst.get('/operator/genres')).genres.length >= 20);
    });

    test('two who edit one title do not write over each other, and a change is taken back', async () => {
        const title = await by.catalogue.get('/operator/titles/tide-line');
        const mine = { 'If-Match': `"${title.version}"` };
        await by.owner.patch('/operator/titles/tide-line', { synopses: { en: 'Two sisters dive.' } });
        const told = await by.catalogue.patch('/operator/titles/tide-line', { release_year: 2024 }, 412, mine);
        assert.deepEqual(told.fields, ['synopses']);
        assert.match(told.changed_by, /owner@example.com/);
        await by.catalogue.patch('/operator/titles/tide-line', { release_year: 2024 }, 200, { 'If-Match': `"${told.current.version}"` });

        const { entries } = await by.catalogue.get('/operator/audit?what=title.&subject=title%20tide-line');
        const [year, synopsis] = entries;
        assert.deepEqual([year.before.release_year, year.after.release_year], [null, 2024]);
        const undone = await by.catalogue.post(`/operator/audit/${synopsis.number}/undo`);
        assert.equal(undone.undoes, synopsis.number);
        await by.catalogue.post(`/operator/audit/${synopsis.number}/undo`, undefined, 409);
        const now = await by.catalogue.get('/operator/titles/tide-line');
        assert.deepEqual([now.synopses, now.release_year], [{}, 2024]);
        await by.catalogue.patch('/operator/titles/tide-line', { release_year: 2025 });
        await by.catalogue.post(`/operator/audit/${year.number}/undo`, undefined, 409);
        await by.media.get(`/operator/audit/${year.number}`, 404);
        assert.equal((await by.analyst.get('/operator/audit')).entries.length, 0);
        const [licence] = (await by.owner.get('/operator/audit?what=licence.add')).entries;
        assert.equal(licence.undoable, false);
        await by.owner.post(`/operator/audit/${licence.number}/undo`, undefined, 409);
        await by.catalogue.patch('/operator/titles/tide-line', { names: { en: '' } });
        assert.deepEqual(Object.keys((await by.catalogue.patch('/operator/titles/tide-line', { names: { en: 'Tide Line' } })).names).sort(), ['en', 'ko']);
        await by.catalogue.patch('/operator/titles/amelie-at-sea', { names: { fr: '' } }, 400);
    });

    test('episodes are put in another order at once', async () => {
        const [a, b, c] = ['dawn-s1e1', 'dawn-s1e2', 'dawn-s1e3'].map((slug) => ids[slug]);
        await by.catalogue.post('/operator/titles/dawn/s1/order', { children: [c, a] }, 409);
        const { children } = await by.catalogue.post('/operator/titles/dawn/s1/order', { children: [c, a, b] });
        assert.deepEqual(children.map(({ slug, number }) => [slug, number]), [['dawn-s1e3', 1], ['dawn-s1e1', 2], ['dawn-s1e2', 3]]);
        const [entry] = (await by.catalogue.get('/operator/audit?what=title.order')).entries;
        await by.catalogue.post(`/operator/audit/${entry.number}/undo`);
        assert.equal((await by.catalogue.get('/operator/titles/dawn/s1e3')).slug, 'dawn-s1e3');
    });

    test('many titles are changed as one, tried first and taken back whole', async () => {
        const change = { select: { filter: { country: 'KR' } }, add: { genres: ['family'] }, set: { release_year: 2020 } };
        const tried = await by.catalogue.post('/operator/titles/bulk', { ...change, dry_run: true });
        assert.deepEqual([tried.matched, tried.changed, tried.audit], [2, 2, null]);
        await by.catalogue.post('/operator/titles/bulk', { ...change, expected: 7 }, 409);
        const done = await by.catalogue.post('/operator/titles/bulk', { ...change, expected: tried.matched });
        assert.ok((await by.catalogue.get('/operator/titles/dawn')).genres.includes('family'));
        await by.catalogue.post(`/operator/audit/${done.audit}/undo`);
        const dawn = await by.catalogue.get('/operator/titles/dawn');
        assert.deepEqual([dawn.genres, dawn.release_year], [['drama'], null]);
        await by.catalogue.post('/operator/titles/bulk', { select: { ids: [99999] }, add: { genres: ['drama'] } }, 404);
        await by.catalogue.post('/operator/titles/bulk', { select: { ids: [ids.dawn] }, add: { genres: ['no-such'] } }, 404);
    });

    test('a picture is checked, cut for every place, cut anew and taken away', { timeout: 120_000 }, async () => {
        const jpeg = readFileSync(await make(['-f', 'lavfi', '-i', 'testsrc2=s=1600x900:d=0.04', '-frames:v', '1'], 'jpg'));
        const type = { 'Content-Type': 'image/jpeg' };
        const backdrop = await by.catalogue.put('/operator/titles/tide-line/artwork/backdrop?focus=1200,100,300,300', jpeg, 200, type);
        assert.deepEqual([backdrop.width, backdrop.height, backdrop.focus.x], [1600, 900, 1200]);
        const square = backdrop.places.find(({ place }) => place === 'square');
        assert.deepEqual(square.widths, [160, 320, 640]);
        const size = async (path) => {
            const { bytes } = await by.analyst.client.get(path);
            const at = bytes.indexOf(Buffer.from([0xff, 0xc0]));
            return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
        };
        assert.deepEqual(await size(square.url), [640, 640]);
        assert.deepEqual(await size(backdrop.url), [1600, 900]);
        const again = await by.catalogue.patch('/operator/titles/tide-line/artwork/backdrop', { focus: null });
        assert.notEqual(again.url, backdrop.url);
        await by.catalogue.put('/operator/titles/tide-line/artwork/poster', Buffer.from('no picture'), 415, type);
        await by.catalogue.put('/operator/titles/tide-line/artwork/poster', jpeg.subarray(0, 3000), 400, type).catch(async () => {
            assert.ok(by.catalogue.last === undefined || by.catalogue.last.status !== 200);
        });
        assert.equal((await by.catalogue.get('/operator/titles/tide-line/artwork')).artwork.length, 1);
        await by.catalogue.delete('/operator/titles/tide-line/artwork/backdrop');
        const [entry] = (await by.catalogue.get('/operator/audit?what=artwork.remove')).entries;
        await by.catalogue.post(`/operator/audit/${entry.number}/undo`);
        assert.equal((await by.catalogue.get('/operator/titles/tide-line/artwork')).artwork[0].url, again.url);
        await by.analyst.get('/operator/pictures/sha256/aa/bb', 404);
    });

    test('an upload goes on after kill -9 and becomes an asset that can be looked at', { timeout: 240_000 }, async () => {
        const bytes = readFileSync(await film({ seconds: 4, audio: [{ language: 'kor', hz: 440 }] }));
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const begin = { name: 'tide-line.mp4', size_bytes: bytes.length, folder: 'tide', sha256 };
        const upload = await by.media.post('/operator/uploads', begin, 201);
        const send = (from, to, status = 200, id = upload.id, what = bytes) => by.media.patch(`/operator/uploads/${id}`, what.subarray(from, to), status, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(from) });
        const half = Math.floor(bytes.length / 2);
        await send(0, half);
        void send(half, half + 1000).catch(() => { /* the server dies under it */ });
        await service.kill9();
        await service.start();
        as();
        const known = await by.media.post('/operator/uploads', begin, 201);
        assert.equal(known.id, upload.id);
        assert.ok(known.offset_bytes === half || known.offset_bytes === half + 1000, String(known.offset_bytes));
        await send(0, 10, 409);
        assert.equal(by.media.last.headers.get('upload-offset'), String(known.offset_bytes));
        await by.media.post(`/operator/uploads/${upload.id}/ingest`, { title: 'tide-line' }, 409);
        const whole = await send(known.offset_bytes, bytes.length);
        assert.deepEqual([whole.state, whole.sha256], ['complete', sha256]);
        const text = Buffer.from('1\n00:00:00,500 --> 00:00:02,000\n물때\n');
        const sidecar = await by.media.post('/operator/uploads', { name: 'tide-line.en.srt', size_bytes: text.length, folder: 'tide' }, 201);
        await send(0, text.length, 200, sidecar.id, text);
        assert.deepEqual((await by.media.get(`/operator/uploads/${upload.id}`)).sidecars.map(({ language }) => language), ['en']);

        const job = await by.media.post(`/operator/uploads/${upload.id}/ingest`, { title: 'tide-line', ladder: [240] }, 201);
        await by.media.delete(`/operator/uploads/${upload.id}`, 409).catch(() => { /* it may be done already */ });
        const done = await until('the job', async () => {
            const now = await by.media.get(`/operator/jobs/${job.id}`);
            return ['done', 'failed'].includes(now.state) && now;
        }, { within_ms: 180_000, every_ms: 300 });
        assert.equal(done.state, 'done', JSON.stringify(done.error));
        assert.ok(done.stages.every(({ state }) => state === 'done') && done.log.length > 5);
        const asset = await by.analyst.get(`/operator/assets/${done.asset}`);
        assert.deepEqual([asset.title, asset.current, asset.texts.map(({ language }) => language)], ['tide-line', true, ['en']]);
        assert.equal((await by.analyst.get('/operator/assets?title=tide-line')).assets.length, 1);
        if (asset.thumbnails) await by.analyst.get(asset.thumbnails.sheets[0].replace('/api/v1', ''));
        const preview = await by.catalogue.post(`/operator/assets/${done.asset}/preview`, undefined, 201);
        assert.equal((await fetch(preview.dash)).status, 200);
        await by.support.post(`/operator/assets/${done.asset}/preview`, undefined, 403);
        assert.equal((await by.analyst.get('/operator/titles?has_asset=true')).titles[0].status, 'live');
    });

    test('events tell what is new since the last, and nothing twice', async () => {
        const first = await by.media.get('/operator/events');
        for (const event of ['jobs', 'watching', 'snapshot', 'audit']) assert.ok(first.includes(`event: ${event}\n`), event);
        const id = (text) => /^id: (.*)$/m.exec(text)[1];
        const second = await by.media.get('/operator/events', 200, { 'Last-Event-ID': id(first) });
        assert.ok(!second.includes('event: watching') && !second.includes('event: snapshot'), second);
        await by.catalogue.patch('/operator/titles/dawn', { release_year: 2019 });
        const third = await by.media.get('/operator/events', 200, { 'Last-Event-ID': id(second) });
        assert.ok(third.includes('event: snapshot') && third.includes('event: audit'));
        assert.ok(!(await by.support.get('/operator/events')).includes('event: members'));
    });

    test('what is missing is told by territory', async () => {
        const one = await by.catalogue.get('/operator/titles/tide-line/readiness');
        const mexico = one.territories.find(({ territory }) => territory === 'MX');
        const codes = mexico.missing.map(({ code }) => code);
        assert.ok(mexico.licensed && codes.includes('name') && codes.includes('subtitles') && !codes.includes('asset'), codes.join());
        assert.deepEqual(mexico.missing.find(({ code }) => code === 'name').languages, ['es']);
        const all = await by.catalogue.get('/operator/readiness?days=30&missing=asset');
        assert.deepEqual(all.titles.map(({ ref }) => ref).sort(), ['amelie-at-sea', 'dawn/s1e1', 'dawn/s1e2', 'dawn/s1e3']);
        assert.ok(all.counts.asset === 4);
        assert.deepEqual((await by.catalogue.get('/operator/readiness?days=30&missing=asset&territory=KR')).titles.map(({ ref }) => ref), ['amelie-at-sea']);
        await by.catalogue.get('/operator/readiness?missing=luck', 400);
    });

    test('an operator sees the service as somebody else would, and why a title is hidden', async () => {
        const { token } = await by.catalogue.post('/operator/view-as', { territory: 'MX', home: 'MX', plan: 'basic', locale: 'ko' }, 201);
        const seen = { 'X-Nuri-View-As': token };
        assert.deepEqual((await by.catalogue.get('/titles', 200, seen)).titles.map(({ name }) => name), ['물때']);
        assert.equal((await by.catalogue.get('/service', 200, seen)).territory, 'MX');
        const me = await by.catalogue.client.get('/api/v1/me', { headers: seen });
        assert.deepEqual([me.status, me.json.account.country, me.json.plan.slug], [200, 'MX', 'basic'], me.text);
        const later = (await by.catalogue.post('/operator/view-as', { territory: 'MX', at: time(Date.now() + days(5)) }, 201)).token;
        assert.equal((await by.catalogue.get('/titles', 200, { 'X-Nuri-View-As': later })).total, 0);
        const refused = async (who, path, headers, method = 'GET') => (await who.client.fetch(`/api/v1${path}`, { method, headers, body: method === 'GET' ? undefined : {} })).status;
        assert.equal(await refused(by.catalogue, '/operator/titles', seen), 403);
        assert.equal(await refused(by.catalogue, '/me/sessions', seen), 403);
        assert.equal(await refused(by.catalogue, '/playback-sessions', seen, 'POST'), 403);
        assert.equal(await refused(by.owner, '/titles', seen), 403, "another's token");
        assert.equal(await refused(by.catalogue, '/titles', { 'X-Nuri-View-As': `${token}x` }), 403);
        assert.equal(await refused(new Operator(service.client()), '/titles', seen), 401);

        const hidden = await by.catalogue.get('/operator/view-as/hidden?territory=MX&locale=en');
        assert.deepEqual(hidden.counts, { denied: 1, not_open_yet: 3 });
        assert.equal(hidden.visible, 1);
        const amelie = hidden.titles.find(({ ref }) => ref === 'amelie-at-sea');
        assert.deepEqual(amelie.explanation, ['holdback', 'licensed_elsewhere']);
        assert.ok(hidden.titles.find(({ ref }) => ref === 'dawn/s1e1').opens_at);
        assert.equal((await by.catalogue.get('/operator/view-as/hidden?territory=MX&reason=denied')).total, 1);
        const kids = await by.catalogue.get('/operator/view-as/hidden?territory=MX&kids=true&reason=maturity');
        assert.deepEqual(kids.titles.map(({ ref, explanation }) => [ref, explanation]), [['tide-line', ['rated_above']]]);
        const decided = await by.analyst.get('/operator/decide?title=amelie-at-sea&territory=MX');
        assert.deepEqual(decided.considered.map(({ sign, finding }) => [sign, finding]).sort(), [['allow', 'wrong_territory'], ['holdback', 'decides']]);
    });

    test('support helps a member and leaves a trace of each step', { timeout: 60_000 }, async () => {
        const { token } = await service.member('cho@example.com', { plan: 'basic' });
        const member = service.client({ token, territory: 'MX' });
        const [{ id }] = (await by.support.get('/operator/members?q=CHO')).members;
        const playing = await member.play('tide-line');
        assert.equal(playing.status, 201, playing.text);
        await member.play('amelie-at-sea');
        const looked = await until('the failure', async () => {
            const told = await by.support.get(`/operator/members/${id}`);
            return told.failures.length > 0 && told;
        });
        assert.equal(looked.streams.length, 1);
        // Who is added on the command line is a guest of the house.
        assert.deepEqual([looked.subscription.state, looked.subscription.entitled, looked.subscription.period_end], ['complimentary', true, null]);
        assert.deepEqual([looked.failures[0].reason, looked.failures[0].title], ['denied', 'amelie-at-sea']);
        await by.support.post(`/operator/members/${id}/streams/${playing.json.id}/stop`, undefined, 204);
        const note = await by.support.post(`/operator/members/${id}/notes`, { kind: 'refund', text: 'two evenings of stalling', amount_minor: 13900, currency: 'MXN' }, 201);
        await by.support.post(`/operator/members/${id}/notes`, { kind: 'refund', text: 'no amount' }, 400);
        const again = await by.support.get(`/operator/members/${id}`);
        assert.deepEqual([again.streams.length, again.notes[0].id], [0, note.id]);
        assert.deepEqual(await by.support.post(`/operator/members/${id}/sign-out`, {}), { ended: 0 });
        await by.support.post(`/operator/members/${id}/suspend`);
        const [suspended] = (await by.support.get('/operator/audit?what=member.suspend')).entries;
        await by.support.post(`/operator/audit/${suspended.number}/undo`);
        const whats = new Set((await by.support.get('/operator/audit')).entries.map(({ what }) => what));
        for (const what of ['member.look', 'member.stop_stream', 'member.note', 'member.sign_out', 'member.suspend', 'member.resume']) assert.ok(whats.has(what), what);
    });

    test('the overview tells what is watched, what failed and what turns this week', async () => {
        const told = await by.analyst.get('/operator/overview?locale=en');
        assert.deepEqual(told.openings.map(({ ref, territories }) => [ref, territories]), [['dawn', ['MX']]]);
        assert.deepEqual(told.closings.map(({ ref, territories }) => [ref, territories]), [['tide-line', ['MX', 'US']]]);
        assert.equal(told.playback.hours.length, 24);
        assert.ok(told.playback.reasons.some(({ reason }) => reason === 'denied'));
        assert.equal(told.jobs.done, 1);
    });

    test('many territories are one change, one entry, and one undo', async () => {
        const presence = async (...codes) => { const { territories } = await by.owner.get('/operator/territories'); return codes.map((code) => territories.find(({ territory }) => territory === code)?.presence); };
        await by.owner.put('/operator/territories/FR', { presence: 'announced', on: '2035-01-01' });
        const { territories, audit } = await by.owner.put('/operator/territories', { territories: 'FR + DE + CH', presence: 'launched' });
        assert.deepEqual(territories.map(({ territory }) => territory).sort(), ['CH', 'DE', 'FR']);
        const { entries } = await by.owner.get('/operator/audit?what=territory.&limit=2');
        assert.deepEqual([entries[0].number, entries[0].what, entries[0].subject, entries[1].what], [audit, 'territory.bulk', '3 territories', 'territory.set']);
        await by.owner.put('/operator/territories/DE', { presence: 'unavailable', reason: 'embargo' });
        await by.owner.post(`/operator/audit/${audit}/undo`, undefined, 409);
        const { entries: [later] } = await by.owner.get('/operator/audit?what=territory.&limit=1');
        await by.owner.post(`/operator/audit/${later.number}/undo`);
        await by.owner.post(`/operator/audit/${audit}/undo`);
        assert.deepEqual(await presence('FR', 'DE', 'CH'), ['announced', 'unavailable', 'unavailable']);
        await by.owner.put('/operator/territories', { territories: 'FR - FR', presence: 'launched' }, 400);
    });

    test('what the command line changes is in the log, by whoever ran it, and can be taken back', async () => {
        await service.do('title', 'add', 'by-hand', '--kind', 'film', '--name', 'en=By Hand');
        await service.do('licence', 'add', '--title', 'by-hand', '--territories', 'MX', '--from', '2020-01-01');
        await service.do('territory', 'set', 'NO + SE', 'launched');
        const { entries } = await by.owner.get('/operator/audit?who=command%20line&limit=3');
        assert.deepEqual(entries.map(({ what }) => what), ['territory.bulk', 'licence.add', 'title.add']);
        assert.equal(entries[2].subject, 'title by-hand');
        assert.deepEqual(entries[2].after.names, { en: 'By Hand' });
        assert.match(entries[0].who, new RegExp(`^command line ${userInfo().username}$`));
        await by.owner.post(`/operator/audit/${entries[0].number}/undo`);
        const { territories } = await by.owner.get('/operator/territories');
        assert.equal(territories.find(({ territory }) => territory === 'SE').presence, 'unavailable');
        // A change that is refused leaves no line.
        assert.notEqual((await service.cli(['title', 'add', 'by-hand', '--kind', 'film', '--name', 'en=Again'])).code, 0);
        assert.equal((await by.owner.get('/operator/audit?what=title.add&subject=title%20by-hand')).entries.length, 1);
    });

    test('an owner reads how the service is set up, by the file’s own words', async () => {
        const told = await by.owner.get('/operator/settings');
        assert.equal(told.in_force.current, true);
        assert.ok(told.storage.free_bytes > 0);
        const of = (key) => told.settings.find((one) => one.key === key);
        assert.equal(of('listen').changed, true, 'a test listens elsewhere');
        assert.deepEqual(of('playback.stream_lease_s'), { key: 'playback.stream_lease_s', value: '60', usual: '60', changed: false });
    });

    test('a title is emptied by null, as a merge patch has it', async () => {
        await by.catalogue.post('/operator/titles', { slug: 'emptied', kind: 'film', names: { en: 'Emptied', ko: '비움' }, synopses: { en: 'Once.' }, original_language: 'ko', release_year: 2020, runtime_seconds: 60, genres: ['drama'], countries: ['KR'], ratings: [{ system: 'KR-KMRB', label: '12' }] }, 201);
        const title = await by.catalogue.patch('/operator/titles/emptied', { names: { ko: null }, synopses: null, original_language: null, release_year: null, runtime_seconds: null, genres: null, countries: null, ratings: null, credits: null });
        assert.deepEqual([title.names, title.synopses, title.original_language, title.release_year, title.runtime_seconds, title.genres, title.countries, title.ratings], [{ en: 'Emptied' }, {}, null, null, null, [], [], []]);
        await by.catalogue.patch('/operator/titles/emptied', { genres: ['drama'] });
        assert.equal((await by.catalogue.get('/operator/titles/emptied')).original_language, null, 'it is not taken from a name again');
        await by.catalogue.patch('/operator/titles/emptied', { names: null }, 400);
        await by.catalogue.patch('/operator/titles/emptied', { names: { en: null } }, 400);
    });

    test('a bulk edit that is cut off by kill -9 is there whole or not at all, with its line in the log', { timeout: 120_000 }, async () => {
        const slugs = Array.from({ length: 150 }, (_, n) => `extra-${n}`);
        for (const slug of slugs) await by.catalogue.post('/operator/titles', { slug, kind: 'film', names: { en: slug } }, 201);
        for (const wait_ms of [5, 20, 60]) {
            void by.catalogue.client.post('/api/v1/operator/titles/bulk', { select: { filter: { q: 'extra-' } }, add: { genres: ['war'] } }).catch(() => { /* the server dies under it */ });
            await new Promise((done) => setTimeout(done, wait_ms));
            await service.kill9();
            await service.start();
            as();
            const { total } = await by.catalogue.get('/operator/titles?genre=war&limit=1');
            const { entries } = await by.catalogue.get('/operator/audit?what=title.bulk&limit=1');
            const noted = entries[0]?.after.titles.filter(({ genres }) => genres.includes('war')).length ?? 0;
            assert.ok(total === 0 || total === 150, String(total));
            assert.equal(noted, total);
            if (total === 150) await by.catalogue.post(`/operator/audit/${entries[0].number}/undo`);
        }
    });
});
