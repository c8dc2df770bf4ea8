// Holds a running service to docs/api/openapi.yaml: every operation is tried, and every answer, a yes or a no, must be
// one that the description knows. What is tried here is the shape of answers; what they should say is for other tests.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { availList } from './avails-files.mjs';
import { film, subtitles, textFile } from './films.mjs';
import { Service, days, root, time, until } from './harness.mjs';
import { Contract, elsewhere } from './openapi/contract.mjs';

const contract = new Contract(join(root, 'docs/api/openapi.yaml'));
const password = 'lantern over the quay', other = 'rain on the tin roof';

/** A client whose every answer is held to the contract. */
class Witness {
    constructor(client) { this.client = client; }

    async ask(method, path, body, { status, headers } = {}) {
        const answer = await this.client.fetch(`/api/v1${path}`, { method, body, headers });
        contract.check(method, path.split('?')[0], typeof body === 'object' ? body : undefined, answer);
        if (status) assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 1000)}`);
        return answer.json ?? answer.text;
    }
    get(path, status = 200) { return this.ask('GET', path, undefined, { status }); }
    post(path, body, status = 200) { return this.ask('POST', path, body, { status }); }
    put(path, body, status = 200) { return this.ask('PUT', path, body, { status }); }
    patch(path, body, status = 200) { return this.ask('PATCH', path, body, { status }); }
    delete(path, body, status = 204) { return this.ask('DELETE', path, body, { status }); }
}

describe('the API as it is described', () => {
    const service = new Service('openapi');
    const witness = (options) => new Witness(service.client({ territory: 'MX', ...options }));
    let owner, media, visitor;

    before(async () => {
        await service.do('operator', 'add', 'owner@example.com', '--role', 'owner', '--password-stdin', { stdin: `${password}\n` });
        await service.do('operator', 'add', 'media@example.com', '--role', 'media', '--password-stdin', { stdin: `${password}\n` });
        await service.start({ config: '[payments]\nprovider = "test"\n' });
        const token = async (email) => (await service.do('token', 'create', '--operator', email)).stdout.match(/nuri_[\w-]+/)[0];
        owner = witness({ token: await token('owner@example.com') });
        media = witness({ token: await token('media@example.com') });
        visitor = witness();
    });
    after(() => service.remove());

    test('operators log in and out', async () => {
        const browser = witness();
        const answer = await browser.post('/operator/log-in', { email: 'owner@example.com', password });
        assert.equal(answer.operator.role, 'owner');
        browser.client.csrf = answer.csrf_token;
        await browser.get('/operator/me');
        await browser.post('/operator/log-out', undefined, 204);
        await browser.get('/operator/me', 401);
        await owner.get('/operator/me');
        await owner.post('/operator/log-out', undefined, 409);
        await visitor.post('/operator/log-in', { email: 'owner@example.com', password: 'wrong' }, 401);
    });

    test('operators set the footprint', async () => {
        for (const territory of ['MX', 'KR']) await owner.put(`/operator/territories/${territory}`, { presence: 'launched' });
        await owner.put('/operator/territories/JP', { presence: 'announced', on: '2035-01-01' });
        await owner.put('/operator/territories/KP', { presence: 'unavailable', reason: 'embargo' });
        await owner.put('/operator/territories', { territories: 'JP', presence: 'announced', on: '2035-01-01' });
        await owner.put('/operator/territories', { territories: 'Narnia', presence: 'launched' }, 400);
        await media.put('/operator/territories', { territories: 'NZ', presence: 'launched' }, 403);
        await owner.get('/operator/settings');
        await media.get('/operator/settings', 403);
        await owner.put('/operator/territories/Narnia', { presence: 'launched' }, 400);
        await owner.put('/operator/territories/KR', { presence: 'open' }, 400);
        await media.put('/operator/territories/KR', { presence: 'launched' }, 403);
        assert.equal((await owner.get('/operator/territories')).territories.length, 4);
        await visitor.get('/operator/territories', 401);
        const resolve = (expression, status) => owner.get(`/operator/territories/resolve?expression=${encodeURIComponent(expression)}`, status);
        assert.deepEqual(await resolve('US - US-TX + BE-WAL'), { expression: 'US + BE-WAL - US-TX', territories: ['US'], parts: ['BE-WAL'], without: ['US-TX'] });
        assert.equal((await resolve('world')).territories.length, 257);
        await resolve('Narnia', 400);
        await resolve('@latam', 400);
        await owner.get('/operator/territories/resolve', 400);
        await visitor.get('/operator/territories/resolve?expression=US', 401);
        const { groups } = await owner.get('/operator/territories/groups');
        assert.deepEqual(groups.find(({ code }) => code === '021').territories, ['BM', 'CA', 'GL', 'PM', 'US']);
        assert.ok((await owner.get('/operator/territories/CA/parts')).parts.includes('CA-QC'));
        await owner.get('/operator/territories/Narnia/parts', 400);
        assert.deepEqual((await owner.get('/operator/territories/KP/history')).entries.map(({ presence, reason, by }) => [presence, reason, by]), [['unavailable', 'embargo', 'owner@example.com']]);
        await owner.get('/operator/territories/Narnia/history', 400);
    });

    test('operators fill the catalogue', async () => {
        await owner.post('/operator/titles', { slug: 'dawn', kind: 'series', names: { ko: '새벽', en: 'Dawn' }, original_language: 'ko' }, 201);
        await owner.post('/operator/titles', { slug: 'dawn-s1', kind: 'season', parent: 'dawn', number: 1, names: { en: 'Season 1' } }, 201);
        await owner.post('/operator/titles', { slug: 'dawn-s1e1', kind: 'episode', parent: 'dawn/s1', number: 1, names: { en: 'The Gate' } }, 201);
        const film_ = await owner.post('/operator/titles', {
            slug: 'tide-line', kind: 'film', names: { ko: '물때', en: 'Tide Line' }, synopses: { en: 'Two sisters and a harbour.' },
            original_language: 'ko', release_year: 2026, runtime_seconds: 5400, countries: ['KR'], ratings: [{ system: 'MX-RTC', label: 'B' }],
            credits: [{ names: { ko: '김하나', en: 'Kim Hana' }, role: 'director' }],
        }, 201);
        await owner.post('/operator/titles', { slug: 'tide-line', kind: 'film', names: { en: 'Again' } }, 409);
        await owner.post('/operator/titles', { slug: 'orphan', kind: 'episode', parent: 'nothing', number: 1, names: { en: 'Orphan' } }, 404);
        await owner.post('/operator/titles', { slug: 'odd', kind: 'opera', names: { en: 'Odd' } }, 400);
        await media.post('/operator/titles', { slug: 'not-mine', kind: 'film', names: { en: 'Not Mine' } }, 403);
        await owner.patch('/operator/titles/tide-line', { synopses: { ko: '두 자매와 항구.' }, credits: [{ person: film_.credits[0].person, role: 'writer' }] });
        await owner.patch('/operator/titles/nothing', { release_year: 2025 }, 404);
        assert.equal((await owner.get('/operator/titles?kind=film')).total, 1);
        await owner.get('/operator/titles/dawn/s1e1');
        await owner.get('/operator/titles/dawn%2Fs1e1');
        await owner.get('/operator/titles/nothing', 404);
    });

    test('operators hold licences and ask the law', async () => {
        const from = time(Date.now() - days(1)), to = time(Date.now() + days(30));
        for (const title of ['tide-line', 'dawn']) {
            await owner.post('/operator/licences', { title, territories: 'MX', from, to, license_types: ['SVOD'], partner: 'Hanok Pictures', contract: `HP-${title}` }, 201);
        }
        const mistake = await owner.post('/operator/licences', { title: 'dawn', territories: 'MX', from, deny: 'blackout' }, 201);
        await owner.post(`/operator/licences/${mistake.id}/end`, { when: time(Date.now()) });
        await owner.post(`/operator/licences/${mistake.id}/end`, undefined, 409);
        await owner.post('/operator/licences/999/end', undefined, 404);
        await owner.post('/operator/licences', { title: 'tide-line', territories: 'Narnia', from }, 400);
        await owner.post('/operator/licences', { title: 'tide-line', territories: 'MX', from: to, to: from }, 400);
        await owner.get('/operator/licences');
        await owner.get('/operator/licences?title=tide-line');
        await owner.get('/operator/licences/1');
        await owner.get('/operator/licences/999', 404);
        const of = async (query) => (await owner.get(`/operator/licences?${query}`)).licences.map(({ id }) => id);
        const every = await of('');
        assert.deepEqual(await of(`state=ended`), [mistake.id]);
        assert.deepEqual([...await of('state=running'), ...await of('state=coming'), ...await of('state=ended')].sort((a, b) => a - b), every);
        assert.deepEqual(await of('sign=blackout'), [mistake.id]);
        assert.deepEqual(await of('territory=MX'), every);
        assert.deepEqual(await of('territory=JP'), []);
        assert.deepEqual(await of('partner=Nobody'), []);
        assert.deepEqual(await of('license_type=EST'), []);
        const first = await owner.get('/operator/licences?limit=1');
        assert.deepEqual([first.licences.length, first.next_after], [1, first.licences[0].id]);
        assert.equal((await owner.get(`/operator/licences?limit=1&after=${every.at(-2)}`)).next_after, null);
        await owner.get('/operator/licences?state=lost', 400);
        await owner.get('/operator/licences?sign=maybe', 400);
        assert.equal((await owner.get('/operator/decide?title=tide-line&territory=MX')).reason, 'licensed');
        assert.equal((await owner.get('/operator/decide?title=tide-line&territory=KR&at=2030-01-01')).reason, 'no_licence');
        await owner.get('/operator/decide?title=nothing&territory=KR', 404);
        await owner.get('/operator/decide?title=tide-line', 400);
        assert.ok((await owner.get('/operator/available?territory=MX')).titles.includes('tide-line'));
        await owner.get('/operator/available?territory=Narnia', 400);
    });

    test('operators take avails in and out', async () => {
        const base = '/operator/avails';
        const text = availList([{ alid: 'md:alid:org:northwind.example:tide', name: 'Tide Line', year: 2026, transactions: [{ id: 'N-1', territory: 'JP' }] }]);
        const send = (client, content, status) => client.ask('POST', `${base}/files?name=northwind.xml`, content, { status, headers: { 'Content-Type': 'application/octet-stream' } });
        const { file } = await send(owner, text, 201);
        await send(owner, 'no such thing', 400);
        await send(media, text, 403);
        const terms = { file, scope: 'entries', create_titles: false };
        const preview = await owner.post(`${base}/preview`, terms);
        await owner.post(`${base}/preview`, { file: '0'.repeat(64) }, 404);
        await owner.post(`${base}/preview`, { ...terms, scope: 'everything' }, 400);
        const made = await owner.post(`${base}/imports`, { ...terms, expected: preview.digest }, 201);
        await owner.post(`${base}/imports`, { ...terms, expected: preview.digest }, 409);
        await owner.get(`${base}/imports?partner=Northwind`);
        const { id } = made.import;
        await owner.get(`${base}/imports/${id}`);
        await owner.get(`${base}/imports/999`, 404);
        await owner.get(`${base}/imports/${id}/statements`);
        for (const path of [`imports/${id}/offer-status`, 'offer-status?since=2026-01-01', `files/${file}`, `files/${file}/check`, `files/${file}/annotated`,
            'export?format=xlsx', 'export?format=xml&version=2.5', 'export-report', 'profiles']) await owner.get(`${base}/${path}`);
        await owner.get(`${base}/export?version=9`, 400);
        await owner.get(`${base}/offer-status`, 400);
        await owner.post(`${base}/diff`, { after: file });
        await owner.post(`${base}/diff`, { before: file, after: file });
        await owner.put(`${base}/profiles`, { partner: 'Northwind', toml: 'date_only_end = "opens-day"' }, 204);
        await owner.put(`${base}/profiles`, { partner: 'Northwind', toml: 'nonsense = 1' }, 400);
        await owner.get(`${base}/profiles`);
        await owner.post(`${base}/imports/${id}/undo`);
        await owner.post(`${base}/imports/${id}/undo`, undefined, 409);
    });

    test('visitors see the service and its description', async () => {
        assert.equal((await visitor.get('/service')).presence, 'launched');
        assert.equal((await witness({ territory: 'JP' }).get('/service')).presence, 'announced');
        assert.equal((await witness({ territory: 'XX' }).get('/service')).territory, null);
        assert.match(await visitor.get('/openapi.yaml'), /^openapi: 3\.1\.0/);
        await visitor.get('/titles/tide-line', 409);
        await visitor.get('/titles/nothing', 404);
        await witness({ territory: 'KR' }).get('/titles/tide-line', 403);
        await witness({ territory: 'CN' }).get('/titles/tide-line', 403);
        await visitor.get('/titles?kind=opera', 400);
        await visitor.get('/search', 400);
        await visitor.get('/artwork/poster/nothing', 404);
        await visitor.get('/me', 401);
        await witness({ token: 'nuri_unknown' }).get('/titles', 401);
    });

    test('somebody becomes a member, by letter', async () => {
        const email = 'new@example.com', ana = witness();
        await ana.post('/sign-up', { email, password, country: 'MX', locale: 'en', plan: 'standard' }, 202);
        await ana.post('/sign-up', { email, password: 'short', country: 'MX' }, 400);
        await ana.post('/resend-verification', { email }, 202);
        const { token } = await until('the letter', () => service.mails(email)[0]);
        await ana.post('/verify-email', { token: 'x'.repeat(43) }, 401);
        await ana.post('/verify-email', { token }, 204);
        await ana.post('/log-in', { email, password });
        await ana.post('/log-in', { email, password: 'wrong' }, 401);
        await ana.post('/log-in', { email }, 400);
        await ana.ask('POST', '/log-in', 'email=ana', { status: 415, headers: { 'Content-Type': 'text/plain' } });
        const letters = service.mails(email).length;
        await ana.post('/forgot-password', { email }, 202);
        const reset = await until('the second letter', () => (service.mails(email).length > letters ? service.mails(email).at(-1) : null));
        await ana.post('/reset-password', { token: reset.token, password: other }, 204);
        await ana.post('/reset-password', { token: reset.token, password }, 401);
    });

    test('a member keeps an account', async () => {
        const email = 'ana@example.com', ana = witness();
        await service.member(email, { token: false });
        ana.client.csrf = (await ana.post('/log-in', { email, password })).csrf_token;
        const me = await ana.get('/me');
        await ana.patch('/me', { locale: 'es-MX' });
        await ana.patch('/me', { plan: 'premium' }, 409);
        await ana.patch('/me', { plan: 'nothing' }, 404);
        await ana.patch('/me', { email: 'x@example.com' }, 400);
        await ana.get('/me/export');
        await ana.get('/me/sessions');

        const second = witness();
        await second.post('/log-in', { email, password });
        const [session] = (await ana.get('/me/sessions')).sessions.filter(({ current }) => !current);
        await ana.delete(`/me/sessions/${session.id}`);
        await ana.delete(`/me/sessions/${session.id}`, undefined, 404);
        await ana.delete('/me/sessions', undefined, 200);

        const made = await ana.post('/me/tokens', { name: 'a box', scopes: ['play'], expires: time(Date.now() + days(1)) }, 201);
        await ana.post('/me/tokens', { name: 'a box', scopes: ['write'] }, 403);
        const box = witness({ token: made.secret });
        assert.equal((await box.get('/me')).csrf_token, null);
        await box.get('/me/tokens', 403);
        await ana.get('/me/tokens');
        await ana.delete(`/me/tokens/${made.id}`);
        await ana.delete(`/me/tokens/${made.id}`, undefined, 404);

        await ana.get('/me/profiles');
        const child = await ana.post('/me/profiles', { name: 'Mina', language: 'ko', kids: true, maturity_age: 7 }, 201);
        await ana.post('/me/profiles', { name: 'Mina' }, 409);
        await ana.post('/me/profiles', { name: '' }, 400);
        await ana.patch(`/me/profiles/${child.id}`, { pin: '1234', audio_languages: ['ko'] });
        await ana.post(`/me/profiles/${child.id}/choose`, { pin: '1234' }, 204);
        await ana.post(`/me/profiles/${child.id}/choose`, { pin: '4321' }, 403);
        await ana.post('/me/profiles/99999/choose', { pin: '4321' }, 404);
        await ana.post(`/me/profiles/${child.id}/choose`, { pin: '1234' }, 204);
        await ana.post(`/me/profiles/${child.id}/choose`, undefined, 403);
        await ana.get('/me/invoices', 403);
        await ana.post('/confirm-password', { password: 'wrong' }, 401);
        await ana.post('/confirm-password', { password }, 204);
        await ana.get('/avatars');
        await ana.delete(`/me/profiles/${child.id}`);
        await ana.delete(`/me/profiles/${me.profiles[0].id}`, undefined, 409);

        await ana.post('/change-password', { old_password: 'wrong', new_password: other }, 401);
        await ana.post('/change-password', { old_password: password, new_password: other }, 204);
        const leaving = witness();
        leaving.client.csrf = (await leaving.post('/log-in', { email, password: other })).csrf_token;
        await leaving.post('/log-out', undefined, 204);
        await leaving.post('/log-out', undefined, 401);
        ana.client.csrf = 'altered';
        await ana.patch('/me', { locale: 'en' }, 403);
        ana.client.csrf = (await ana.get('/me')).csrf_token;
        await ana.delete('/me', { password: 'wrong' }, 401);
        await ana.delete('/me', { password: other });
        await ana.get('/me', 401);
        ana.client.csrf = (await ana.post('/log-in', { email, password: other })).csrf_token;
        assert.ok((await ana.post('/me/keep')).closes_at === null);
        await ana.post('/me/keep', undefined, 409);
    });

    test('a member pays', async () => {
        for (const [plan, amount_minor] of [['basic', 9900], ['standard', 13900], ['premium', 19900]]) await owner.put(`/operator/plans/${plan}/prices/MX`, { amount_minor, currency: 'MXN' });
        await owner.put('/operator/plans/basic/prices/MX', { amount_minor: -1, currency: 'MXN' }, 400);
        await owner.put('/operator/plans/gold/prices/MX', { amount_minor: 1, currency: 'MXN' }, 404);
        await media.get('/operator/plans', 403);
        assert.equal((await owner.get('/operator/plans')).plans.length, 3);
        await visitor.get('/plans');
        await visitor.get('/plans?country=Narnia', 400);

        const payer = witness();
        payer.client.csrf = (await payer.post('/log-in', { email: 'new@example.com', password: other })).csrf_token;
        assert.equal((await payer.get('/me/subscription')).state, 'none');
        await payer.post('/me/subscription/cancel', undefined, 409);
        await payer.post('/me/subscription', { plan: 'basic', payment_token: 'test-declines' }, 402);
        const waiting = await payer.post('/me/subscription', { plan: 'basic', payment_token: 'test-needs-authentication' }, 202);
        await payer.post(`/payments/test/${'0'.repeat(32)}`, { approve: true }, 404);
        assert.equal((await payer.post(`/payments/test/${waiting.pending.reference}`, { approve: true })).state, 'active');
        await payer.post('/payments/notices', { reference: waiting.pending.reference }, 401);
        await payer.post('/me/subscription', { plan: 'basic' }, 409);
        const { charge_minor } = await payer.post('/me/subscription/preview', { plan: 'premium' });
        await payer.post('/me/subscription/plan', { plan: 'premium', charge_minor: charge_minor + 1 }, 409);
        const { period_end } = await payer.post('/me/subscription/plan', { plan: 'premium', charge_minor });
        await payer.put('/me/payment-method', { payment_token: 'nothing' }, 400);
        await payer.put('/me/payment-method', { payment_token: 'test-succeeds' });
        await payer.post('/me/subscription/pause', { until: time(Date.now()) }, 400);
        await payer.post('/me/subscription/pause', { until: time(Date.parse(period_end) + days(20)) });
        await payer.post('/me/subscription/resume');
        await payer.post('/me/subscription/cancel');
        await payer.post('/me/subscription/resume');
        assert.equal((await payer.get('/me/invoices')).invoices.length, 3);
    });

    test('operators look after members', async () => {
        const { token } = await service.member('bo@example.com');
        const [bo] = (await owner.get('/operator/members?email=bo@example.com')).members;
        await owner.get('/operator/members?limit=1');
        await owner.post(`/operator/members/${bo.id}/suspend`);
        await witness({ token }).get('/me', 401);
        await owner.post(`/operator/members/${bo.id}/resume`);
        await witness({ token }).get('/me');
        await owner.post('/operator/members/99999/suspend', undefined, 404);
        await media.get('/operator/members', 403);
    });

    test('a film plays, and its job can be looked at', { timeout: 300_000 }, async () => {
        await service.ingest(await film({ seconds: 12, audio: [{ language: 'kor', hz: 440 }] }), 'tide-line', ['--subtitle', `en=${subtitles('caption')}`, '--ladder', '360']);
        const { jobs } = await owner.get('/operator/jobs?kind=ingest');
        assert.equal((await owner.get(`/operator/jobs/${jobs[0].id}`)).state, 'done');
        await owner.get('/operator/jobs?state=lost', 400);
        await owner.get('/operator/jobs/99999', 404);
        await owner.post(`/operator/jobs/${jobs[0].id}/cancel`, undefined, 409);

        const nothing = textFile('no-film.mp4', 'not a film');
        await service.cli(['ingest', nothing, '--title', 'dawn/s1e1'], { within_ms: 60_000 });
        const failed = await until('the job that fails', async () => (await owner.get('/operator/jobs?state=failed')).jobs[0]);
        assert.ok(failed.error.remedy);
        await owner.post(`/operator/jobs/${failed.id}/retry`);
        await owner.post('/operator/jobs/99999/retry', undefined, 404);
        await media.post(`/operator/jobs/${failed.id}/cancel`).catch(() => { /* it may have failed again first */ });

        const { token } = await service.member('cy@example.com', { plan: 'basic' });
        const cy = witness({ token });
        assert.equal((await cy.get('/titles')).total, 1);
        assert.equal((await cy.get('/titles?kind=series')).total, 0);
        assert.equal((await cy.get('/search?q=tide')).total, 1);
        const shown = await cy.get('/titles/tide-line?locale=ko');
        assert.deepEqual([shown.name, shown.audio, shown.subtitles], ['물때', ['ko'], ['en']]);

        assert.equal((await cy.get('/home')).billboard.ref, 'tide-line');
        await cy.get('/home/rows/new?limit=1');
        await cy.get('/home/rows/genre:none', 404);
        await visitor.get('/home?rows=0', 400);
        await cy.get('/similar/tide-line');
        await cy.put('/my-list/tide-line', undefined, 204);
        assert.equal((await cy.get('/my-list')).total, 1);
        await cy.delete('/my-list/tide-line');
        await cy.put('/watched/tide-line', undefined, 204);
        await cy.delete('/watched/tide-line');
        await cy.delete('/continue-watching/tide-line');
        await cy.get('/previews/tide-line', 404);
        await service.ingest(await film({ seconds: 3, audio: [{ language: 'kor', hz: 440 }] }), 'tide-line', ['--ladder', '360', '--as', 'preview']);
        await cy.get('/previews/tide-line');

        const playing = await cy.post('/playback-sessions', { title: 'tide-line', device: { id: 'one', name: 'a box', max_height: 1080 } }, 201);
        for (const url of [playing.hls, playing.dash]) assert.equal((await fetch(url)).status, 200, url);
        const asset = /\/m\/[^/]+\/([0-9a-f]{32})\//.exec(playing.hls)[1];
        await media.put(`/operator/assets/${asset}/marks`, { marks: [{ kind: 'intro', start_ms: 0, end_ms: 2000 }] });
        await media.put(`/operator/assets/${asset}/marks`, { marks: [{ kind: 'intro', start_ms: 0, end_ms: 2000_000 }] }, 400);
        await media.get(`/operator/assets/${asset}/marks`);
        await media.get(`/operator/assets/${'0'.repeat(32)}/marks`, 404);
        await cy.post('/playback-sessions', { title: 'tide-line', device: { id: 'two' } }, 409);
        await cy.post('/playback-sessions', { title: 'dawn' }, 409);
        await cy.post('/playback-sessions', { title: 'nothing' }, 404);
        await cy.post('/playback-sessions', {}, 400);
        await witness({ token, territory: 'KR' }).post('/playback-sessions', { title: 'tide-line' }, 403);
        assert.equal((await cy.get('/playback-sessions')).playback_sessions.length, 1);
        await cy.post(`/playback-sessions/${playing.id}/heartbeat`, { position_ms: 1000, state: 'playing', watched_ms: 1000, height: 360, bitrate_bps: 500000 }, 204);
        await cy.post(`/playback-sessions/${playing.id}/heartbeat`, { position_ms: -1 }, 400);
        await cy.post(`/playback-sessions/${'0'.repeat(32)}/heartbeat`, { position_ms: 1 }, 404);
        await cy.get('/continue-watching');
        await cy.post(`/playback-sessions/${playing.id}/stop`, { position_ms: 2000 }, 204);
        await cy.post(`/playback-sessions/${playing.id}/stop`, undefined, 204);
        assert.equal((await cy.get('/playback-sessions')).playback_sessions.length, 0);
    });

    test('everything an operator did is in the audit log', async () => {
        const whats = new Set((await owner.get('/operator/audit?limit=1000')).entries.map(({ what }) => what));
        for (const what of ['territory.set', 'title.add', 'title.change', 'licence.add', 'licence.end', 'member.suspend', 'member.resume']) assert.ok(whats.has(what), what);
        await owner.get('/operator/audit?limit=0', 400);
        const seen = (await media.get('/operator/audit')).entries;
        assert.ok(seen.length > 0 && seen.every(({ what }) => /^(job|asset|upload)\./.test(what)), 'the media desk sees what was done to media');
    });

    test('every operation was answered with a yes', () => {
        const others = Object.values(elsewhere).flat();
        assert.deepEqual(contract.untried().filter((id) => !others.includes(id)), ['takePaymentNotice'], 'only the provider can sign a notice');
    });
});
