// The command line, as docs/reference promises it: on a fresh data directory, with and without a running server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Service, nuri, run, time } from './harness.mjs';
import { film, make, probe, subtitles, textFile } from './films.mjs';

const june = '2025-06-01T00:00:00Z', september = '2025-09-01T00:00:00Z';
const earlier = (moment, ms = 1000) => time(Date.parse(moment) - ms);

const commands = [
    [], ['serve'], ['territory'], ['territory', 'set'], ['territory', 'list'], ['title'], ['title', 'add'], ['title', 'list'], ['title', 'show'], ['title', 'artwork'],
    ['licence'], ['licence', 'add'], ['licence', 'list'], ['licence', 'end'], ['decide'], ['available'], ['ingest'], ['package'],
    ['member'], ['member', 'add'], ['token'], ['token', 'create'], ['operator'], ['operator', 'add'],
];

test('every command explains itself, on stdout, and exits 0', async () => {
    for (const command of commands) {
        const { code, stdout, stderr } = await run(nuri, [...command, '--help']);
        const said = `nuri ${command.join(' ')} --help -> ${code}\n${stdout}\n${stderr}`;
        assert.equal(code, 0, said);
        assert.equal(stderr, '', said);
        assert.match(stdout, /usage/i, said);
        assert.ok(stdout.length > 80, said);
    }
});

test('wrong usage exits 2, says so on stderr and leaves stdout empty', async () => {
    const service = new Service('usage');
    try {
        for (const words of [
            [], ['frobnicate'], ['--frobnicate'], ['territory', 'set'], ['territory', 'set', 'MX', 'opened'], ['territory', 'frobnicate'],
            ['title', 'artwork', 'a-film'], ['title', 'artwork', 'a-film', '--poster', 'a.jpg', '--logo', 'b.png'], ['title', 'artwork', 'a-film', '--poster', 'a.jpg', '--focus', '1,2,3'],
            ['title', 'add'], ['title', 'add', 'a-film', '--kind', 'opera', '--name', 'en=A Film'],
            ['licence', 'add', '--title', 'a-film'], ['licence', 'add', '--frobnicate'], ['decide', '--territory', 'MX'], ['decide', '--title', 'a-film'],
            ['available'], ['ingest'], ['member', 'add'], ['token', 'create'], ['package'],
            ['serve', '--roles', 'api,juggler', '--listen', '127.0.0.1:0'],
        ]) {
            const { code, stdout, stderr, said } = await service.cli(words, { within_ms: 10_000 });
            assert.equal(code, 2, said);
            assert.equal(stdout, '', said);
            assert.ok(stderr.trim().length > 10, said);
        }
    } finally {
        await service.remove();
    }
});

for (const running of [false, true]) {
    describe(running ? 'with a running server' : 'without a server', () => {
        const service = new Service('cli');
        before(async () => { if (running) await service.start(); });
        after(() => service.remove());

        /** A command run with --json prints one document on stdout and nothing else there. */
        const json = async (...words) => {
            const result = await service.do(...words, '--json');
            assert.notEqual(result.json, undefined, `one JSON document on stdout: ${result.said}`);
            return result.json;
        };
        const slugs = ({ titles }) => titles.map(({ slug }) => slug);

        test('a new data directory has launched nowhere', async () => {
            const { territories } = await json('territory', 'list');
            assert.deepEqual(territories.filter(({ state }) => state === 'launched'), []);
            assert.deepEqual(await service.available('MX'), []);
        });

        test('the footprint is set and listed', async () => {
            await service.do('territory', 'set', 'MX', 'launched');
            await service.do('territory', 'set', 'kr', 'launched');
            await service.do('territory', 'set', 'CA', 'launched');
            await service.do('territory', 'set', 'DE', 'announced', '--on', '2031-05-01');
            await service.do('territory', 'set', 'CN', 'unavailable', '--reason', 'embargo');
            const { territories } = await json('territory', 'list');
            const of = (code) => territories.find(({ territory }) => territory === code);
            assert.equal(of('MX').presence, 'launched');
            assert.equal(of('KR').presence, 'launched');
            assert.equal(of('DE').presence, 'announced');
            assert.equal(of('DE').on, '2031-05-01T00:00:00Z');
            assert.equal(of('CN').presence, 'unavailable');
            assert.equal(of('CN').reason, 'embargo');
            const plain = await service.do('territory', 'list');
            assert.match(plain.stdout, /MX\b.*launched/, plain.said);
        });

        test('a film, and a series with a season and episodes, are added, listed and shown', async () => {
            await service.do('title', 'add', 'harbour-lights', '--kind', 'film', '--name', 'en=Harbour Lights', '--name', 'ko=항구의 불빛', '--original-language', 'en', '--alid', 'md:alid:org:example.org:harbour-lights');
            await service.do('title', 'add', 'night-ferry', '--kind', 'series', '--name', 'en=Night Ferry', '--name', 'ko=밤배', '--original-language', 'ko');
            await service.do('title', 'add', 'night-ferry-s1', '--kind', 'season', '--parent', 'night-ferry', '--number', '1', '--name', 'en=Season 1');
            await service.do('title', 'add', 'night-ferry-s1e1', '--kind', 'episode', '--parent', 'night-ferry-s1', '--number', '1', '--name', 'en=Cast Off');
            await service.do('title', 'add', 'night-ferry-s1e2', '--kind', 'episode', '--parent', 'night-ferry-s1', '--number', '2', '--name', 'en=Open Water');
            const listed = JSON.stringify(await json('title', 'list'));
            for (const word of ['harbour-lights', 'night-ferry', 'film', 'series', 'season', 'episode']) assert.ok(listed.includes(word), listed);
            const shown = JSON.stringify(await json('title', 'show', 'harbour-lights'));
            for (const word of ['Harbour Lights', '항구의 불빛', 'md:alid:org:example.org:harbour-lights', 'film']) assert.ok(shown.includes(word), shown);
            const by_alid = JSON.stringify(await json('title', 'show', 'md:alid:org:example.org:harbour-lights'));
            assert.equal(by_alid, shown, 'an ALID names the same title');
            const by_number = JSON.stringify(await json('title', 'show', 'night-ferry/s1e2'));
            assert.ok(by_number.includes('Open Water'), by_number);
            const plain = await service.do('title', 'list');
            assert.match(plain.stdout, /harbour-lights/, plain.said);
            assert.match((await service.do('title', 'show', 'harbour-lights')).stdout, /Harbour Lights/);
        });

        let grant;
        test('a licence is added, listed and decided, at its edges to the second', async () => {
            const added = await json('licence', 'add', '--title', 'night-ferry', '--territories', 'MX + CA', '--from', june, '--to', september,
                '--license-type', 'SVOD', '--audio', 'ko,en', '--subtitles', 'es-419,en', '--max-height', '720', '--partner', 'Blue Whale Pictures', '--contract', 'BW-2025-7');
            grant = added.id;
            assert.ok(grant > 0, JSON.stringify(added));
            const listed = JSON.stringify(await json('licence', 'list'));
            for (const word of ['night-ferry', 'Blue Whale Pictures', 'BW-2025-7', june, september]) assert.ok(listed.includes(word), `${word} in ${listed}`);
            assert.match((await service.do('licence', 'list')).stdout, /night-ferry/);

            const episode = 'night-ferry/s1e1';
            const inside = await service.decide(episode, 'MX', ['--at', june]);
            const { allowed, reason, valid_until, opens_at, max_height, audio, subtitles } = inside;
            assert.deepEqual({ allowed, reason, grant: inside.grant, valid_until, opens_at, max_height, audio: audio.sort(), subtitles: subtitles.sort() },
                { allowed: true, reason: 'licensed', grant, valid_until: september, opens_at: null, max_height: 720, audio: ['en', 'ko'], subtitles: ['en', 'es-419'] });
            assert.equal((await service.decide(episode, 'MX', ['--at', earlier(september)])).allowed, true);

            const before_it = await service.decide(episode, 'MX', ['--at', earlier(june)]);
            assert.equal(before_it.reason, 'not_open_yet');
            assert.equal(before_it.opens_at, june);
            assert.equal(before_it.valid_until, june);
            const after_it = await service.decide(episode, 'MX', ['--at', september]);
            assert.equal(after_it.reason, 'closed');
            assert.equal(after_it.valid_until ?? null, null, 'nothing will change it');
            assert.equal((await service.decide(episode, 'KR', ['--at', june])).reason, 'no_licence');
            assert.equal((await service.decide('harbour-lights', 'MX', ['--at', june])).reason, 'no_licence');
            assert.equal((await service.decide(episode, 'MX', ['--at', june, '--license-type', 'EST'])).allowed, false);
        });

        test('the same moment in another time zone is the same moment', async () => {
            assert.equal((await service.decide('night-ferry/s1e1', 'MX', ['--at', '2025-06-01T09:00:00+09:00'])).allowed, true);
            assert.equal((await service.decide('night-ferry/s1e1', 'MX', ['--at', '2025-06-01T08:59:59+09:00'])).reason, 'not_open_yet');
        });

        test('the footprint comes before the law', async () => {
            const cn = await service.decide('night-ferry/s1e1', 'CN', ['--at', june]);
            assert.equal(cn.reason, 'service_unavailable');
            const de = await service.decide('night-ferry/s1e1', 'DE', ['--at', june]);
            assert.equal(de.reason, 'service_not_launched');
            assert.equal((await service.decide('night-ferry/s1e1', 'FR', ['--at', june])).reason, 'service_unavailable', 'a territory nobody spoke of was never offered');
        });

        test('a deny wins over any grant it meets, and only within its own window and place', async () => {
            await service.do('licence', 'add', '--title', 'night-ferry', '--territories', 'CA', '--from', '2025-07-01', '--to', '2025-07-08', '--deny', 'blackout');
            assert.equal((await service.decide('night-ferry/s1e1', 'CA', ['--at', '2025-06-30T23:59:59Z'])).allowed, true);
            const denied = await service.decide('night-ferry/s1e1', 'CA', ['--at', '2025-07-01T00:00:00Z']);
            assert.equal(denied.reason, 'denied');
            assert.equal(denied.valid_until, '2025-07-08T00:00:00Z');
            assert.equal((await service.decide('night-ferry/s1e1', 'CA', ['--at', '2025-07-07T23:59:59Z'])).reason, 'denied');
            assert.equal((await service.decide('night-ferry/s1e1', 'CA', ['--at', '2025-07-08T00:00:00Z'])).allowed, true);
            assert.equal((await service.decide('night-ferry/s1e1', 'MX', ['--at', '2025-07-01T00:00:00Z'])).allowed, true);
            const before_it = await service.decide('night-ferry/s1e1', 'CA', ['--at', '2025-06-15T00:00:00Z']);
            assert.equal(before_it.valid_until, '2025-07-01T00:00:00Z', 'the deny that lies ahead is when the answer changes');
        });

        test('a licence may stop at, or start from, a subdivision', async () => {
            await service.do('title', 'add', 'maple-street', '--kind', 'film', '--name', 'en=Maple Street');
            await service.do('licence', 'add', '--title', 'maple-street', '--territories', 'CA - CA-QC', '--from', june);
            assert.equal((await service.decide('maple-street', 'CA-ON', ['--at', june])).allowed, true);
            assert.equal((await service.decide('maple-street', 'CA-QC', ['--at', june])).allowed, false);
            await service.do('title', 'add', 'rue-des-erables', '--kind', 'film', '--name', 'fr-CA=Rue des Érables');
            await service.do('licence', 'add', '--title', 'rue-des-erables', '--territories', 'CA-QC', '--from', june);
            assert.equal((await service.decide('rue-des-erables', 'CA-QC', ['--at', june])).allowed, true);
            assert.equal((await service.decide('rue-des-erables', 'CA-ON', ['--at', june])).reason, 'no_licence');
            assert.equal((await service.decide('rue-des-erables', 'CA', ['--at', june])).allowed, false, 'somewhere in Canada is not known to be Quebec');
        });

        test('groups and their exceptions mean the places they name', async () => {
            await service.do('title', 'add', 'tide-tables', '--kind', 'film', '--name', 'en=Tide Tables');
            await service.do('licence', 'add', '--title', 'tide-tables', '--territories', '001 - (KR + CN)', '--from', june);
            assert.equal((await service.decide('tide-tables', 'MX', ['--at', june])).allowed, true);
            assert.equal((await service.decide('tide-tables', 'KR', ['--at', june])).reason, 'no_licence');
        });

        test('a subscriber of one member state of the EU takes their catalogue along to another, and to no other place', async () => {
            await service.launch('FR', 'IT');
            await service.do('title', 'add', 'la-lanterne', '--kind', 'film', '--name', 'fr=La Lanterne');
            await service.do('licence', 'add', '--title', 'la-lanterne', '--territories', 'FR', '--from', june);
            assert.equal((await service.decide('la-lanterne', 'IT', ['--at', june])).allowed, false);
            assert.equal((await service.decide('la-lanterne', 'IT', ['--at', june, '--home', 'FR'])).allowed, true);
            assert.equal((await service.decide('la-lanterne', 'FR', ['--at', june, '--home', 'IT'])).allowed, false, 'they see what they see at home');
            assert.equal((await service.decide('la-lanterne', 'MX', ['--at', june, '--home', 'FR'])).allowed, false);
            assert.equal((await service.decide('la-lanterne', 'FR', ['--at', june, '--home', 'MX'])).allowed, true);
        });

        test('one grant is chosen whole: the caps of two are never merged', async () => {
            await service.do('title', 'add', 'two-papers', '--kind', 'film', '--name', 'en=Two Papers');
            await service.do('licence', 'add', '--title', 'two-papers', '--territories', 'MX', '--from', june, '--max-height', '2160', '--audio', 'en');
            await service.do('licence', 'add', '--title', 'two-papers', '--territories', 'MX', '--from', june, '--max-height', '1080', '--audio', 'en,es-419');
            const { max_height, audio } = await service.decide('two-papers', 'MX', ['--at', june]);
            assert.ok((max_height === 2160 && audio.length === 1) || (max_height === 1080 && audio.length === 2), JSON.stringify({ max_height, audio }));
        });

        test('what is available is exactly what decide allows, for every title, place and moment', async () => {
            const titles = slugs(await json('title', 'list'));
            assert.ok(titles.length >= 9, JSON.stringify(titles));
            for (const territory of ['MX', 'CA', 'CA-QC', 'KR', 'CN', 'DE', 'FR']) {
                for (const at of [earlier(june), june, '2025-07-01T00:00:00Z', september]) {
                    const available = new Set(await service.available(territory, ['--at', at]));
                    for (const title of titles) {
                        const { allowed } = await service.decide(title, territory, ['--at', at]);
                        assert.equal(available.has(title), allowed, `${title} in ${territory} at ${at}: decide says ${allowed}; available says ${[...available]}`);
                    }
                    assert.ok([...available].every((title) => titles.includes(title)), `${[...available]} are all titles of the list`);
                }
            }
        });

        test('a licence is ended, and the answer changes at once', async () => {
            await service.do('title', 'add', 'short-loan', '--kind', 'film', '--name', 'en=Short Loan');
            const added = await json('licence', 'add', '--title', 'short-loan', '--territories', 'MX', '--from', june);
            assert.equal((await service.decide('short-loan', 'MX')).allowed, true);
            await service.do('licence', 'end', String(added.id));
            const ended = await service.decide('short-loan', 'MX');
            assert.equal(ended.allowed, false);
            assert.equal(ended.reason, 'closed');
            assert.equal((await service.decide('short-loan', 'MX', ['--at', june])).allowed, true, 'what was allowed then, was');
        });

        test('members, tokens and operators are made; a secret is printed once, and alone', async () => {
            const password = 'rain on the tin roof';
            const added = await service.do('member', 'add', 'Ana@example.org', '--password-stdin', '--country', 'MX', '--plan', 'standard', { stdin: `${password}\n` });
            assert.ok(!`${added.stdout}${added.stderr}`.includes(password), added.said);
            const made = await service.do('token', 'create', '--member', 'ana@example.org');
            assert.match(made.stdout.trim(), /^nuri_[\w-]{20,}$/m, made.said);
            const as_json = await json('token', 'create', '--member', 'ana@example.org');
            assert.match(as_json.token, /^nuri_/, JSON.stringify(as_json));
            await service.do('operator', 'add', 'boss@example.org', '--password-stdin', { stdin: `${password} too\n` });
            if (running) {
                const client = service.client({ territory: 'MX', token: made.stdout.match(/nuri_[\w-]+/)[0] });
                assert.equal((await client.get('/api/v1/me')).status, 200);
                await service.client({ territory: 'MX' }).logIn('ana@example.org', password);
            }
        });

        test('a film is ingested, and the asset printed', async () => {
            const file = await film({ seconds: 6, width: 320, height: 180, audio: [{ language: 'eng', hz: 440 }] });
            const words = subtitles('harbour', 6);
            const made = await service.do('ingest', file, '--title', 'harbour-lights', '--subtitle', `en=${words}`, '--ladder', '180,144', '--json', { within_ms: 120_000 });
            assert.ok(made.json, made.said);
            const asset = made.json.asset;
            assert.match(asset, /^[0-9a-f]{32}$/, made.said);
            const folder = join(service.data, 'assets', asset);
            assert.ok(existsSync(join(folder, 'asset.json')), folder);
            const plain = await service.do('ingest', file, '--title', 'night-ferry/s1e1', '--ladder', '144', { within_ms: 120_000 });
            assert.match(plain.stdout, /[0-9a-f]{32}/, plain.said);
            assert.ok(!/\x1b|\r/.test(plain.stdout + plain.stderr), `no progress bar where there is no terminal: ${JSON.stringify(plain.stderr)}`);
        });

        if (running) {
            test('what a command changed, viewers have when it returns', async () => {
                const { token } = await service.member('quick@example.org');
                const client = service.client({ territory: 'MX', token });
                assert.equal((await client.play('harbour-lights')).json?.reason, 'no_licence');
                const added = await json('licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', june);
                const started = await client.play('harbour-lights');
                assert.equal(started.status, 201, started.text);
                await service.do('licence', 'end', String(added.id));
                assert.equal((await client.play('harbour-lights')).json?.reason, 'closed');
                await service.do('territory', 'set', 'MX', 'announced');
                assert.equal((await client.play('harbour-lights')).json?.reason, 'service_not_launched');
            });
        }

        test('a title is given a picture, which is looked at first and takes the place of the one before', async () => {
            const picture = await make(['-f', 'lavfi', '-i', 'testsrc2=s=800x1200:d=0.04', '-frames:v', '1'], 'jpg');
            const poster = await json('title', 'artwork', 'harbour-lights', '--poster', picture, '--locale', 'en', '--focus', '100,200,300,300');
            assert.deepEqual([poster.kind, poster.locale, poster.width, poster.height, poster.focus.x], ['poster', 'en', 800, 1200, 100]);
            const again = await json('title', 'artwork', 'harbour-lights', '--poster', picture, '--locale', 'en');
            assert.notEqual(again.object, poster.object);
            const none = await service.cli(['title', 'artwork', 'harbour-lights', '--poster', textFile('poster.jpg', 'no picture')]);
            assert.equal(none.code, 1, none.said);
            assert.match(none.stderr, /poster\.jpg/);
            const outside = await service.cli(['title', 'artwork', 'harbour-lights', '--poster', picture, '--focus', '700,0,200,200']);
            assert.equal(outside.code, 1, outside.said);
        });

        describe('bad input names what is wrong and how to mend it', () => {
            const cases = [
                ['an end before its start', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', september, '--to', june], [june, september]],
                ['an end at its start', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', june, '--to', june], [june]],
                ['an unknown territory in a licence', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX + QX', '--from', june], [/QX/]],
                ['a group no contract has', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX + ', '--from', june], [/territor|expect|end/i]],
                ['an unknown territory in the footprint', ['territory', 'set', 'QX', 'launched'], [/QX/]],
                ['an unknown territory of a viewer', ['decide', '--title', 'harbour-lights', '--territory', 'QX'], [/QX/]],
                ['a group where a place is wanted', ['decide', '--title', 'harbour-lights', '--territory', '419'], [/419/]],
                ['a title that is there', ['title', 'add', 'harbour-lights', '--kind', 'film', '--name', 'en=Again'], [/harbour-lights/]],
                ['a number that is taken', ['title', 'add', 'night-ferry-twice', '--kind', 'episode', '--parent', 'night-ferry-s1', '--number', '1', '--name', 'en=Again'], [/1/]],
                ['a slug that is none', ['title', 'add', 'Harbour Lights!', '--kind', 'film', '--name', 'en=Again'], [/Harbour Lights!/]],
                ['an episode of nothing', ['title', 'add', 'adrift', '--kind', 'episode', '--number', '1', '--name', 'en=Adrift'], [/parent|season/i]],
                ['an unknown title in a licence', ['licence', 'add', '--title', 'no-such-film', '--territories', 'MX', '--from', june], [/no-such-film/]],
                ['an unknown title to decide', ['decide', '--title', 'no-such-film', '--territory', 'MX'], [/no-such-film/]],
                ['an unknown episode', ['decide', '--title', 'night-ferry/s9e9', '--territory', 'MX'], [/night-ferry.*9/]],
                ['an unknown title to show', ['title', 'show', 'no-such-film'], [/no-such-film/]],
                ['a language that is none', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', june, '--audio', 'klingonish'], [/klingonish/]],
                ['a name without its language', ['title', 'add', 'nameless', '--kind', 'film', '--name', 'Nameless'], [/Nameless/]],
                ['a time that is none', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', 'tomorrow'], [/tomorrow/]],
                ['a time without its zone', ['decide', '--title', 'harbour-lights', '--territory', 'MX', '--at', '2025-06-01T00:00:00'], [/2025-06-01T00:00:00/]],
                ['a day there never was', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', '2025-02-30'], [/2025-02-30/]],
                ['a height no picture has', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', june, '--max-height', '0'], [/0/]],
                ['a licence type nobody trades', ['licence', 'add', '--title', 'harbour-lights', '--territories', 'MX', '--from', june, '--license-type', 'BARTER'], [/BARTER/]],
                ['the end of no licence', ['licence', 'end', '999999'], [/999999/]],
                ['a file that is not there', ['ingest', '/nowhere/film.mp4', '--title', 'harbour-lights'], [/\/nowhere\/film\.mp4/]],
                ['a member who is there', ['member', 'add', 'ana@example.org', '--password-stdin', '--country', 'MX'], [/ana@example\.org/], 'quite another password\n'],
                ['an address that is none', ['member', 'add', 'ana', '--password-stdin', '--country', 'MX'], [/e-mail/], 'quite another password\n'],
                ['a password anybody would try', ['member', 'add', 'eve@example.org', '--password-stdin', '--country', 'MX'], [/password/], 'password\n'],
                ['a country there is not', ['member', 'add', 'eve@example.org', '--password-stdin', '--country', 'QX'], [/QX/], 'quite another password\n'],
                ['a plan nobody sells', ['member', 'add', 'eve@example.org', '--password-stdin', '--country', 'MX', '--plan', 'gold'], [/gold/], 'quite another password\n'],
                ['a token for nobody', ['token', 'create', '--member', 'nobody@example.org'], [/nobody@example\.org/]],
            ];
            for (const [name, words, wanted, stdin] of cases) {
                test(name, async () => {
                    const { code, stdout, stderr, said } = await service.cli(words, { stdin });
                    assert.ok(code === 1 || code === 2, said);
                    assert.equal(stdout, '', said);
                    for (const word of wanted) assert.ok(word instanceof RegExp ? word.test(stderr) : stderr.includes(word), `stderr names ${word}: ${said}`);
                    assert.ok(!/terminate called|std::|CHECK|\.cc:\d/.test(stderr), said);
                });
            }

            test('and nothing of it was kept', async () => {
                const titles = JSON.stringify(await json('title', 'list'));
                for (const slug of ['night-ferry-twice', 'Harbour Lights!', 'adrift', 'nameless']) assert.ok(!titles.includes(slug), `${slug} in ${titles}`);
                const licences = JSON.stringify(await json('licence', 'list'));
                for (const word of ['QX', 'klingonish', 'BARTER']) assert.ok(!licences.includes(word), `${word} in ${licences}`);
                assert.equal((await service.cli(['token', 'create', '--member', 'eve@example.org'])).code, 1);
            });
        });
    });
}

describe('nuri package', () => {
    const service = new Service('package');
    after(() => service.remove());

    test('makes CMAF, HLS and DASH of files alone, without a service', async () => {
        const file = await film({ seconds: 9, width: 320, height: 180, audio: [{ language: 'eng', hz: 440 }], video_args: ['-g', '25', '-keyint_min', '25', '-sc_threshold', '0'] });
        const out = join(service.folder, 'packaged');
        const { code, stderr, stdout } = await run(nuri, ['package', file, '--out', out, '--hls', '--dash', '--segment-seconds', '3']);
        assert.equal(code, 0, `${stdout}\n${stderr}`);
        for (const manifest of ['master.m3u8', 'manifest.mpd']) {
            const { streams } = await probe(join(out, manifest), ['-allowed_extensions', 'ALL']);
            assert.deepEqual([...new Set(streams.map((stream) => stream.codec_type))].sort(), ['audio', 'video'], manifest);
            assert.ok(statSync(join(out, manifest)).size > 100);
        }
        assert.ok(!existsSync(service.data), 'no data directory came into being');
    });

    test('says what it cannot read', async () => {
        const out = join(service.folder, 'nothing');
        const missing = await run(nuri, ['package', '/nowhere/film.mp4', '--out', out, '--hls']);
        assert.equal(missing.code, 1, missing.stderr);
        assert.match(missing.stderr, /\/nowhere\/film\.mp4/);
        const text = await run(nuri, ['package', subtitles('package'), '--out', out, '--hls']);
        assert.equal(text.code, 1, text.stderr);
        assert.equal(text.stdout, '');
    });
});
