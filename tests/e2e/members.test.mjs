// What a member does with a membership, over HTTP alone: begins to pay, changes, pauses, cancels; keeps profiles with PINs
// from each other; has a list, goes on where they were; plays previews; leaves. What takes months is proved by the unit
// tests, which move the clock.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { film } from './films.mjs';
import { Service, days, time, until } from './harness.mjs';

const password = 'lantern over the quay';
const service = new Service('members');
let staff;

const ok = (answer, status = 200) => {
    assert.equal(answer.status, status, answer.text.slice(0, 600));
    return answer.json;
};
const api = (path) => `/api/v1${path}`;

/** Somebody who signs up by letter and logs in, in a browser of their own. */
async function joins(email) {
    const client = service.client({ territory: 'MX' });
    ok(await client.post(api('/sign-up'), { email, password, country: 'MX', locale: 'en', plan: 'standard' }), 202);
    const { token } = await until('the letter', () => service.mails(email)[0]);
    ok(await client.post(api('/verify-email'), { token }), 204);
    await client.logIn(email, password);
    return client;
}

before(async () => {
    await service.launch('MX', 'KR');
    for (const [plan, amount] of [['basic', '99'], ['standard', '139.00'], ['premium', '199']]) await service.do('plan', 'set-price', plan, 'MX', amount, 'MXN');
    await service.do('operator', 'add', 'boss@example.org', '--password-stdin', { stdin: `${password}\n` });
    staff = { token: (await service.do('token', 'create', '--operator', 'boss@example.org')).stdout.trim() };
    await service.start({ config: '[payments]\nprovider = "test"\n' });

    await service.do('title', 'add', 'tide-line', '--kind', 'film', '--original', '--name', 'en=Tide Line', '--genre', 'drama', '--country', 'KR');
    await service.do('title', 'add', 'dawn', '--kind', 'series', '--name', 'en=Dawn', '--genre', 'drama', '--country', 'KR');
    await service.do('title', 'add', 'dawn-s1', '--kind', 'season', '--parent', 'dawn', '--number', '1', '--name', 'en=One');
    for (const n of [1, 2]) await service.do('title', 'add', `dawn-e${n}`, '--kind', 'episode', '--parent', 'dawn-s1', '--number', String(n), '--name', `en=Episode ${n}`);
    await service.do('title', 'add', 'elsewhere', '--kind', 'film', '--name', 'en=Elsewhere', '--genre', 'drama');
    for (const title of ['tide-line', 'dawn']) await service.do('licence', 'add', '--title', title, '--territories', 'MX', '--from', '2020-01-01', '--to', time(Date.now() + days(10)));
    await service.do('licence', 'add', '--title', 'elsewhere', '--territories', 'KR', '--from', '2020-01-01');
    const long = await film({ seconds: 90, fps: 10, width: 256, height: 144, audio: [{ language: 'kor', hz: 440 }] });
    const short = await film({ seconds: 3, width: 256, height: 144, audio: [{ language: 'kor', hz: 440 }] });
    for (const title of ['tide-line', 'dawn-e1', 'dawn-e2', 'elsewhere']) await service.ingest(long, title, ['--ladder', '144']);
    await service.ingest(short, 'tide-line', ['--ladder', '144', '--as', 'preview']);
    await service.ingest(short, 'dawn', ['--ladder', '144', '--as', 'preview']);
}, { timeout: 300_000 });
after(() => service.remove());

describe('what is paid for', () => {
    test('who has not paid is told so, pays, and plays', async () => {
        const ana = await joins('ana@example.com');
        assert.deepEqual(ok(await ana.get(api('/service'))).payments, { provider: 'test', trial_days: 0 });
        assert.deepEqual(ok(await ana.get(api('/plans'))).plans.map(({ price }) => price.amount_minor), [9900, 13900, 19900]);
        assert.equal(ok(await ana.get(api('/plans?country=KR'))).plans[0].price, null);
        const before = ok(await ana.get(api('/me/subscription')));
        assert.deepEqual([before.state, before.entitled, before.price], ['none', false, { amount_minor: 13900, currency: 'MXN' }]);
        assert.equal((await ana.play('tide-line')).json.reason, 'plan');
        assert.equal((await ana.patch(api('/me'), { plan: 'premium' })).status, 409, 'nobody helps themselves to a dearer plan');

        const declined = await ana.post(api('/me/subscription'), { plan: 'standard', payment_token: 'test-declines' });
        assert.deepEqual([declined.status, declined.json.reason], [402, 'payment_declined']);
        assert.equal((await ana.post(api('/me/subscription'), { plan: 'standard', payment_token: '4242 4242 4242 4242' })).status, 400);
        for (let twice = 0; twice < 2; ++twice) {
            const begun = ok(await ana.post(api('/me/subscription'), { plan: 'standard', payment_token: 'test-succeeds', request_id: 'a' }));
            assert.deepEqual([begun.state, begun.entitled, begun.payment_method.last_four], ['active', true, '4242']);
        }
        const { invoices } = ok(await ana.get(api('/me/invoices')));
        assert.deepEqual(invoices.map(({ status, amount_minor, currency }) => [status, amount_minor, currency]), [['paid', 13900, 'MXN'], ['void', 13900, 'MXN']]);
        const playing = ok(await ana.play('tide-line'), 201);
        ok(await ana.post(api(`/playback-sessions/${playing.id}/stop`)), 204);
    });

    test('a bank that asks is answered, and nobody else’s word is taken', async () => {
        const bo = await joins('bo@example.com');
        const waiting = ok(await bo.post(api('/me/subscription'), { plan: 'basic', payment_token: 'test-needs-authentication' }), 202);
        assert.equal(waiting.state, 'pending');
        const { reference, action_url } = waiting.pending;
        assert.equal(action_url, `/pay/test/${reference}`);
        const forged = JSON.stringify({ reference, outcome: 'succeeded', at: Date.now() });
        assert.equal((await service.client().post(api('/payments/notices'), forged, { headers: { 'Content-Type': 'application/json', 'Nuri-Payment-Signature': 'mine' } })).status, 401);
        const other = await joins('cy@example.com');
        assert.equal((await other.post(api(`/payments/test/${reference}`), { approve: true })).status, 404);
        assert.equal(ok(await bo.post(api(`/payments/test/${reference}`), { approve: true })).state, 'active');
        assert.equal((await bo.post(api(`/payments/test/${reference}`), { approve: true })).status, 404);

        const refused = ok(await other.post(api('/me/subscription'), { plan: 'basic', payment_token: 'test-needs-authentication' }), 202);
        assert.equal(ok(await other.post(api(`/payments/test/${refused.pending.reference}`), { approve: false })).state, 'none');
    });

    test('a change of plan costs what was stated, and a cheaper one waits', async () => {
        const eva = await joins('eva@example.com');
        ok(await eva.post(api('/me/subscription'), { plan: 'standard', payment_token: 'test-succeeds' }));
        const stated = ok(await eva.post(api('/me/subscription/preview'), { plan: 'premium' }));
        assert.equal(stated.charge_minor, 6000, 'all of the period is left');
        assert.equal((await eva.post(api('/me/subscription/plan'), { plan: 'premium', charge_minor: 0 })).status, 409);
        assert.equal(ok(await eva.post(api('/me/subscription/plan'), { plan: 'premium', charge_minor: stated.charge_minor })).plan.slug, 'premium');
        const cheaper = ok(await eva.post(api('/me/subscription/preview'), { plan: 'basic' }));
        assert.equal(cheaper.charge_minor, 0);
        const later = ok(await eva.post(api('/me/subscription/plan'), { plan: 'basic', charge_minor: 0 }));
        assert.deepEqual([later.plan.slug, later.next_plan, later.next_charge_at], ['premium', 'basic', cheaper.effective_at]);
    });

    test('it is paused, cancelled and taken back', async () => {
        const fay = await joins('fay@example.com');
        const { period_end } = ok(await fay.post(api('/me/subscription'), { plan: 'basic', payment_token: 'test-succeeds' }));
        const after = (n) => time(Date.parse(period_end) + days(n));
        assert.equal((await fay.post(api('/me/subscription/pause'), { until: after(100) })).status, 400);
        assert.equal(ok(await fay.post(api('/me/subscription/pause'), { until: after(30) })).pauses_until, after(30));
        assert.equal(ok(await fay.post(api('/me/subscription/resume'))).pauses_until, null);
        const cancelled = ok(await fay.post(api('/me/subscription/cancel')));
        assert.deepEqual([cancelled.state, cancelled.entitled, cancelled.next_charge_at], ['cancelled', true, null]);
        assert.equal(ok(await fay.post(api('/me/subscription/resume'))).state, 'active');
        assert.equal((await fay.post(api('/me/subscription/resume'))).status, 409);
    });

    test('whom an operator let in pays nothing, and prices are an owner’s', async () => {
        const { token } = await service.member('guest@example.com');
        const guest = service.client({ territory: 'MX', token });
        assert.equal(ok(await guest.get(api('/me/subscription'))).state, 'complimentary');
        assert.equal((await guest.post(api('/me/subscription'), { plan: 'basic', payment_token: 'test-succeeds' })).status, 409);
        const boss = service.client(staff);
        ok(await boss.put(api('/operator/plans/basic/prices/kr'), { amount_minor: 9900, currency: 'KRW' }));
        assert.equal(ok(await boss.get(api('/operator/plans'))).plans[0].prices.find(({ country }) => country === 'KR').amount_minor, 9900);
        assert.ok(ok(await boss.get(api('/operator/audit'))).entries.some(({ what }) => what === 'plan.set_price'));
        assert.equal((await guest.put(api('/operator/plans/basic/prices/KR'), { amount_minor: 0, currency: 'KRW' })).status, 403);
    });
});

describe('who watches', () => {
    let client, grown, child;
    before(async () => {
        await service.member('home@example.com', { token: false });
        client = service.client({ territory: 'MX' });
        const me = await client.logIn('home@example.com', password);
        grown = me.profiles[0].id;
        child = ok(await client.post(api('/me/profiles'), { name: 'Mina', kids: true, avatar: 'kite' }), 201).id;
        ok(await client.patch(api(`/me/profiles/${grown}`), { pin: '2580' }));
    });

    test('a PIN shuts a profile everywhere but where it was said', async () => {
        const shut = async (answer) => assert.deepEqual([answer.status, answer.json.reason], [403, 'profile_locked']);
        const other = service.client({ territory: 'MX', token: await service.token('home@example.com') });
        for (const who of [client, other]) {
            for (const path of ['/titles', '/home', '/my-list', '/continue-watching', '/search?q=a']) await shut(await who.get(api(`${path}${path.includes('?') ? '&' : '?'}profile=${grown}`)));
            await shut(await who.play('tide-line', { profile: grown }));
            await shut(await who.put(api(`/watched/tide-line?profile=${grown}`)));
        }
        assert.equal((await client.post(api(`/me/profiles/${grown}/choose`), { pin: '0852' })).json.reason, 'wrong_pin');
        assert.equal((await client.post(api(`/me/profiles/${grown}/choose`))).json.reason, 'wrong_pin');
        ok(await client.post(api(`/me/profiles/${grown}/choose`), { pin: '2580' }), 204);
        ok(await client.get(api(`/titles?profile=${grown}`)));
        await shut(await other.get(api(`/titles?profile=${grown}`)));
        ok(await client.post(api(`/me/profiles/${child}/choose`)), 204);
        await shut(await client.get(api(`/titles?profile=${grown}`)));
    });

    test('a child comes neither to the account nor to the limits', async () => {
        ok(await client.post(api(`/me/profiles/${child}/choose`)), 204);
        for (const answer of [
            await client.get(api('/me/subscription')), await client.get(api('/me/export')), await client.post(api('/me/tokens'), { name: 'x' }),
            await client.post(api('/me/profiles'), { name: 'No limit' }), await client.delete(api(`/me/profiles/${child}`)),
            await client.patch(api(`/me/profiles/${child}`), { maturity_age: null, kids: false }), await client.patch(api(`/me/profiles/${grown}`), { pin: null }),
        ]) assert.deepEqual([answer.status, answer.json.reason], [403, 'password_needed'], answer.text);
        ok(await client.patch(api(`/me/profiles/${child}`), { language: 'ko' }));
        assert.equal((await client.post(api('/confirm-password'), { password: 'wrong' })).status, 401);
        ok(await client.post(api('/confirm-password'), { password }), 204);
        ok(await client.get(api('/me/subscription')));
        assert.ok(ok(await client.get(api('/avatars'))).avatars.includes('kite'));
        assert.equal((await client.patch(api(`/me/profiles/${child}`), { avatar: 'nothing' })).status, 400);
    });
});

describe('what a profile makes of the catalogue', () => {
    let me;
    const beat = async (title, position_ms, state = 'playing') => {
        const { id } = ok(await me.play(title), 201);
        ok(await me.post(api(`/playback-sessions/${id}/stop`), { position_ms, state }), 204);
    };
    before(async () => { me = service.client({ territory: 'MX', token: (await service.member('list@example.com')).token }); });

    test('home is made of what can be watched here, in rows that the page words', async () => {
        const home = ok(await me.get(api('/home')));
        assert.equal(home.billboard.ref, 'tide-line', 'our own opens the page');
        assert.deepEqual(home.rows.map(({ id }) => id), ['new', 'originals', 'leaving_soon']);
        assert.deepEqual(home.rows[0].items.map(({ title }) => title.ref), ['dawn', 'tide-line']);
        assert.ok(home.rows[0].items[1].title.original);
        const first = ok(await me.get(api('/home?rows=1&limit=1')));
        assert.deepEqual([first.rows.length, first.rows[0].items.length, first.rows[0].next_cursor, first.next_cursor], [1, 1, '1', '1']);
        const rest = ok(await me.get(api('/home/rows/new?cursor=1')));
        assert.deepEqual([rest.items.map(({ title }) => title.ref), rest.next_cursor], [['tide-line'], null]);
        assert.equal(ok(await me.get(api('/home?cursor=1'))).billboard, null);
        assert.equal((await me.get(api('/home/rows/genre:war'))).status, 404);
        const visitor = service.client({ territory: 'KR' });
        assert.equal(ok(await visitor.get(api('/home'))).billboard.ref, 'elsewhere');
        assert.deepEqual(ok(await service.client({ territory: 'CN' }).get(api('/home'))), { billboard: null, rows: [], next_cursor: null });
    });

    test('the list keeps what is put there, and shows what is here', async () => {
        ok(await me.put(api('/my-list/tide-line')), 204);
        ok(await me.put(api('/my-list/dawn%2Fs1e2')), 204);
        assert.equal((await me.put(api('/my-list/elsewhere'))).json.reason, 'no_licence');
        assert.deepEqual(ok(await me.get(api('/my-list'))).items.map(({ title }) => title.ref), ['dawn', 'tide-line']);
        assert.equal(ok(await me.get(api('/titles/tide-line'))).in_my_list, true);
        assert.equal(ok(await me.get(api('/home'))).rows[0].id, 'my_list');
        const travelling = service.client({ territory: 'KR', token: me.token });
        assert.deepEqual(ok(await travelling.get(api('/my-list'))).items, []);
        ok(await travelling.delete(api('/my-list/dawn')), 204);
        ok(await me.delete(api('/my-list/nothing')), 204);
        assert.deepEqual(ok(await me.get(api('/my-list'))).items.map(({ title }) => title.ref), ['tide-line']);
    });

    test('a series goes on with its next episode until it is left', async () => {
        await beat('dawn/s1e1', 45_000);
        const begun = ok(await me.get(api('/continue-watching'))).items[0];
        assert.deepEqual([begun.title.ref, begun.series.ref, begun.progress.position_ms], ['dawn/s1e1', 'dawn', 45_000]);
        await beat('dawn/s1e1', 90_000, 'ended');
        const next = ok(await me.get(api('/continue-watching'))).items[0];
        assert.deepEqual([next.title.ref, next.progress], ['dawn/s1e2', null]);
        const [season] = ok(await me.get(api('/titles/dawn'))).seasons;
        assert.deepEqual(season.episodes.map(({ progress }) => progress?.finished ?? null), [true, null]);
        ok(await me.delete(api('/continue-watching/dawn')), 204);
        assert.deepEqual(ok(await me.get(api('/continue-watching'))).items, []);
        ok(await me.put(api('/watched/dawn')), 204);
        assert.ok(ok(await me.get(api('/titles/dawn%2Fs1e2'))).progress.finished);
        ok(await me.delete(api('/watched/dawn%2Fs1e2')), 204);
        assert.equal(ok(await me.get(api('/titles/dawn%2Fs1e2'))).progress, null);
    });

    test('what is alike is told for what can be watched and instead of what cannot', async () => {
        assert.deepEqual(ok(await me.get(api('/similar/tide-line'))).titles.map(({ ref }) => ref), ['dawn']);
        assert.equal((await me.get(api('/titles/elsewhere'))).json.reason, 'no_licence');
        const instead = await me.get(api('/similar/elsewhere'));
        assert.deepEqual(ok(instead).titles.map(({ ref }) => ref).sort(), ['dawn', 'tide-line']);
        assert.ok(!instead.text.includes('lsewhere'));
        assert.equal((await me.get(api('/similar/nothing'))).status, 404);
        assert.equal((await service.client({ territory: 'CN' }).get(api('/similar/tide-line'))).json.reason, 'service_unavailable');
    });

    test('a preview plays without a session, and never instead of its title', async () => {
        const card = ok(await me.get(api('/titles/tide-line')));
        assert.equal(card.preview, api('/previews/tide-line'));
        assert.equal(ok(await me.get(api('/titles/dawn%2Fs1e1'))).preview, null);
        const preview = ok(await service.client({ territory: 'MX' }).get(card.preview));
        assert.ok(preview.duration_ms < 5000);
        assert.match(await (await fetch(preview.hls)).text(), /^#EXTM3U/);
        assert.equal((await service.client({ territory: 'KR' }).get(card.preview)).status, 403);
        assert.equal((await me.get(api('/previews/dawn%2Fs1e1'))).status, 404);
        assert.deepEqual(ok(await me.get(api('/playback-sessions'))).playback_sessions, []);
        const playing = ok(await me.play('tide-line'), 201);
        assert.ok(playing.duration_ms > 80_000, 'the film, though its preview was published later');
        ok(await me.post(api(`/playback-sessions/${playing.id}/stop`)), 204);
    });

    test('marks and the next episode come with the playback session', async () => {
        await service.do('asset', 'mark', 'dawn-e1', 'intro=0:05-0:12.5', 'credits=1:20-1:29');
        const playing = ok(await me.play('dawn/s1e1'), 201);
        assert.deepEqual(playing.markers, [{ kind: 'intro', start_ms: 5000, end_ms: 12_500 }, { kind: 'credits', start_ms: 80_000, end_ms: 89_000 }]);
        assert.equal(playing.next.ref, 'dawn/s1e2');
        ok(await me.post(api(`/playback-sessions/${playing.id}/stop`)), 204);
        const asset = /\/m\/[^/]+\/([0-9a-f]{32})\//.exec(playing.hls)[1];
        const boss = service.client(staff);
        assert.equal(ok(await boss.get(api(`/operator/assets/${asset}/marks`))).marks.length, 2);
        assert.equal((await boss.put(api(`/operator/assets/${asset}/marks`), { marks: [{ kind: 'intro', start_ms: 9, end_ms: 9 }] })).status, 400);
        assert.deepEqual(ok(await boss.put(api(`/operator/assets/${asset}/marks`), { marks: [] })).marks, []);
        assert.equal((await service.cli(['asset', 'mark', 'dawn-e1', 'intro=later'])).code, 2);
    });
});

test('somebody leaves, thinks again, and takes their data along', async () => {
    const { email } = await service.member('leaver@example.com', { token: false });
    const here = service.client({ territory: 'MX' }), there = service.client({ territory: 'MX' });
    for (const client of [here, there]) await client.logIn(email, password);
    ok(await here.put(api('/my-list/tide-line')), 204);
    const data = ok(await here.get(api('/me/export')));
    assert.deepEqual([data.my_list[0].title, data.invoices, data.membership[0].state], ['tide-line', [], 'complimentary']);
    assert.equal((await here.delete(api('/me'), { body: { password: 'wrong' } })).status, 401);
    ok(await here.delete(api('/me'), { body: { password } }), 204);
    assert.equal((await there.get(api('/me'))).status, 401, 'every session has ended');
    await until('the letter', () => service.mails(email).find(({ text }) => text.includes('14 days')));
    const again = service.client({ territory: 'MX' });
    const { account } = await again.logIn(email, password);
    assert.ok(Math.abs(Date.parse(account.closes_at) - Date.now() - days(14)) < 60_000);
    assert.equal(ok(await again.post(api('/me/keep'))).closes_at, null);
    assert.equal((await again.post(api('/me/keep'))).status, 409);
});
