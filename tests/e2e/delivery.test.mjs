// What the origin gives, to whom, and what it does not give: grants, ranges, conditions, manifests against bytes, slow
// and hostile clients, TLS, and streams at a time.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as tlsConnect } from 'node:tls';
import { Service, freePort, run, until } from './harness.mjs';
import { clapper, claps, decode, film, subtitles } from './films.mjs';

const service = new Service('delivery');
const short_lived = new Service('delivery-short');
let member, client, session, other_member, expiring;

/** https://host/m/{grant}/{asset}/name -> its parts. */
function parts(url) {
    const [, grant, asset, rest] = /\/m\/([^/]+)\/([^/]+)\/(.*)$/.exec(new URL(url, service.url).pathname);
    return { grant, asset, rest };
}

/** Everything that a session's manifests name: [{url, offset, length}], playlists included. */
async function namedBy(client, { hls, dash }) {
    const base = client.service.url;
    const named = [];
    const master_url = new URL(hls, base).href;
    const master = await client.get(master_url);
    assert.equal(master.status, 200);
    const playlists = [...master.text.matchAll(/URI="([^"]+)"/g)].map((match) => match[1]);
    for (const line of master.text.split('\n')) if (line && !line.startsWith('#')) playlists.push(line.trim());
    for (const playlist of new Set(playlists)) {
        const url = new URL(playlist, master_url).href;
        named.push({ url, from: 'master.m3u8' });
        const answer = await client.get(url);
        assert.equal(answer.status, 200, url);
        assert.match(answer.text, /^#EXTM3U/);
        for (const [, map] of answer.text.matchAll(/EXT-X-MAP:[^\n]*URI="([^"]+)"/g)) named.push({ url: new URL(map, url).href, from: playlist });
        for (const line of answer.text.split('\n')) if (line && !line.startsWith('#')) named.push({ url: new URL(line.trim(), url).href, from: playlist });
    }
    const mpd_url = new URL(dash, base).href;
    const mpd = await client.get(mpd_url);
    assert.equal(mpd.status, 200);
    for (const [, set] of mpd.text.matchAll(/(<AdaptationSet[\s\S]*?<\/AdaptationSet>)/g)) {
        for (const [representation, id] of set.matchAll(/<Representation\b[^>]*\bid="([^"]+)"[\s\S]*?(?:<\/Representation>|\/>)/g)) {
            for (const [, one] of representation.matchAll(/<BaseURL>([^<]+)<\/BaseURL>/g)) named.push({ url: new URL(one, mpd_url).href, from: 'manifest.mpd' });
            const template = /<SegmentTemplate[\s\S]*?(?:<\/SegmentTemplate>|\/>)/.exec(representation)?.[0] ?? /<SegmentTemplate[\s\S]*?(?:<\/SegmentTemplate>|\/>)/.exec(set)?.[0];
            if (!template) continue;
            const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(template)?.[1];
            const fill = (text, number) => text.replaceAll('$RepresentationID$', id).replaceAll('$Number$', number);
            if (attribute('initialization')) named.push({ url: new URL(fill(attribute('initialization'), 0), mpd_url).href, from: 'manifest.mpd' });
            let number = Number(attribute('startNumber') ?? 1);
            for (const [, attributes] of template.matchAll(/<S\b([^>]*)\/>/g)) {
                const repeat = Number(/\br="(\d+)"/.exec(attributes)?.[1] ?? 0);
                for (let n = 0; n <= repeat; ++n) named.push({ url: new URL(fill(attribute('media'), number++), mpd_url).href, from: 'manifest.mpd' });
            }
        }
    }
    return { master: master.text, mpd: mpd.text, named };
}

before(async () => {
    const file = await film({ seconds: 14, width: 854, height: 480, audio: [{ language: 'kor', hz: 440 }, { language: 'eng', hz: 660 }, { language: 'spa', hz: 880 }] });
    for (const one of [service, short_lived]) {
        await one.launch('MX', 'US', 'BR');
        await one.do('title', 'add', 'tide-line', '--kind', 'film', '--name', 'en=Tide Line');
    }
    // Three places, three contracts: all of it, less of it, and sound alone limited.
    await service.do('licence', 'add', '--title', 'tide-line', '--territories', 'MX', '--from', '2020-01-01');
    await service.do('licence', 'add', '--title', 'tide-line', '--territories', 'US', '--from', '2020-01-01', '--max-height', '240', '--audio', 'en', '--subtitles', 'en');
    await service.do('licence', 'add', '--title', 'tide-line', '--territories', 'BR', '--from', '2020-01-01', '--audio', 'ko,es', '--subtitles', 'es');
    await service.do('title', 'add', 'clapper', '--kind', 'film', '--name', 'en=Clapper');
    await service.do('licence', 'add', '--title', 'clapper', '--territories', 'MX', '--from', '2020-01-01');
    await service.ingest(file, 'tide-line', ['--ladder', '480,240,144', '--subtitle', `es=${subtitles('marea', 14)}`, '--subtitle', `en=${subtitles('tide', 14)}`]);
    await service.ingest(await clapper(), 'clapper', ['--ladder', '180']);
    member = await service.member('ana@example.org');
    other_member = await service.member('bea@example.org', { plan: 'premium' });

    // Its grants live for a minute and its leases for ten seconds: begun first, looked at last.
    await short_lived.do('licence', 'add', '--title', 'tide-line', '--territories', 'MX', '--from', '2020-01-01');
    await short_lived.ingest(await film({ seconds: 6, width: 256, height: 144, audio: [{ language: 'eng', hz: 440 }] }), 'tide-line', ['--ladder', '144']);
    const cut = await short_lived.member('cut@example.org', { plan: 'premium' });
    await short_lived.start({ config: '[playback]\ngrant_life_s = 60\nstream_lease_s = 10\n' });
    expiring = { client: short_lived.client({ territory: 'MX', token: cut.token }) };
    expiring.session = (await expiring.client.play('tide-line')).json;
    expiring.member = await short_lived.member('lapse@example.org', { plan: 'standard' });
    assert.ok(expiring.session?.hls, JSON.stringify(expiring.session));

    await service.start();
    client = service.client({ territory: 'MX', token: member.token });
    const started = await client.play('tide-line');
    assert.equal(started.status, 201, started.text);
    session = started.json;
});
after(async () => { await service.remove(); await short_lived.remove(); });

/** A bad grant is answered with 403, a problem that says why, and not a byte of media. */
async function assertRefused(url, reasons, method = 'GET', headers = {}) {
    const answer = await client.fetch(url, { method, headers });
    assert.equal(answer.status, 403, `${method} ${url}: ${answer.status}`);
    if (method === 'HEAD') return assert.equal(answer.bytes.length, 0);
    assert.match(answer.headers.get('content-type'), /application\/problem\+json/);
    assert.ok(reasons.includes(answer.json?.reason), `${answer.text} has one of ${reasons}`);
    assert.ok(!answer.bytes.includes('ftyp') && !answer.bytes.includes('moof') && !answer.bytes.includes('#EXTM3U'), answer.text);
}

describe('grants', () => {
    let init, segment, playlist;
    before(async () => {
        const { named } = await namedBy(client, session);
        init = named.find(({ url }) => url.endsWith('/init.mp4')).url;
        segment = named.find(({ url }) => url.endsWith('/0.m4s')).url;
        playlist = named.find(({ url }) => url.endsWith('.m3u8')).url;
    });

    test('an altered grant opens nothing, whichever character was altered', async () => {
        const { grant } = parts(segment);
        for (const at of [0, 1, 2, 10, 25, 40, 55, 65, 72, 80, grant.length - 1]) {
            for (const other of ['A', 'B', '_']) {
                if (grant[at] === other) continue;
                const altered = grant.slice(0, at) + other + grant.slice(at + 1);
                await assertRefused(segment.replace(grant, altered), ['altered', 'malformed']);
            }
        }
        for (const url of [init, playlist, session.hls, session.dash]) {
            const altered = grant.slice(0, -2) + (grant.endsWith('AA') ? 'BB' : 'AA');
            await assertRefused(new URL(url, service.url).href.replace(grant, altered), ['altered', 'malformed']);
            await assertRefused(new URL(url, service.url).href.replace(grant, altered), [], 'HEAD');
            await assertRefused(new URL(url, service.url).href.replace(grant, altered), ['altered', 'malformed'], 'GET', { Range: 'bytes=0-99' });
        }
    });

    test('what is no grant at all opens nothing', async () => {
        const { grant } = parts(segment);
        for (const word of ['x', 'A'.repeat(94), grant.slice(1), `${grant}A`, grant.slice(0, 47), randomBytes(70).toString('base64url')]) {
            await assertRefused(segment.replace(grant, word), ['malformed', 'altered']);
        }
    });

    test('a grant for one asset opens no other, and does not tell whether there is one', async () => {
        const other = (await service.client({ territory: 'MX', token: other_member.token }).play('clapper')).json;
        const { grant } = parts(segment);
        const foreign = parts(other.hls);
        await assertRefused(new URL(other.hls, service.url).href.replace(foreign.grant, grant), ['foreign_asset']);
        await assertRefused(segment.replace(parts(segment).asset, '0'.repeat(32)), ['foreign_asset']);
    });

    test('a grant opens its own tracks and no others of the asset', async () => {
        const full = await namedBy(client, session);
        const us = service.client({ territory: 'US', token: other_member.token });
        const narrow = await us.play('tide-line');
        assert.equal(narrow.status, 201, narrow.text);
        const less = await namedBy(us, narrow.json);
        const { grant } = parts(narrow.json.hls);
        const path = (url) => parts(url).rest;
        const own = new Set(less.named.map(({ url }) => path(url)));
        const foreign = [...new Set(full.named.map(({ url }) => path(url)))].filter((one) => !own.has(one));
        assert.ok(foreign.length > 5, `the wide grant names more: ${foreign}`);
        const { asset } = parts(narrow.json.hls);
        for (const one of foreign) await assertRefused(`${service.url}/m/${grant}/${asset}/${one}`, ['track_not_allowed']);
        for (const one of ['asset.json', 'video-avc-480.cmfv', '../asset.json', '%2e%2e/asset.json', 'nuri.db', 'thumbnails-99.jpg', 'video-avc-240/9999.m4s', 'video-avc-240/00.m4s', 'video-avc-240/-1.m4s', '..%2f..%2fnuri.db']) {
            const answer = await us.get(`${service.url}/m/${grant}/${asset}/${one}`);
            assert.ok([400, 403, 404].includes(answer.status), `${one}: ${answer.status}`);
        }
    });
});

describe('manifests', () => {
    for (const [territory, heights, audio, texts] of [['MX', [480, 240, 144], ['en', 'es', 'ko'], ['en', 'es']], ['US', [240, 144], ['en'], ['en']], ['BR', [480, 240, 144], ['es', 'ko'], ['es']]]) {
        test(`in ${territory} list exactly ${heights} lines, sound in ${audio} and subtitles in ${texts}`, async () => {
            const visitor = service.client({ territory, token: other_member.token });
            const started = (await visitor.play('tide-line', { device: `in ${territory}` })).json;
            const { master, mpd, named } = await namedBy(visitor, started);
            assert.deepEqual([...new Set([...master.matchAll(/#EXT-X-STREAM-INF:[^\n]*RESOLUTION=\d+x(\d+)/g)].map((m) => Number(m[1])))].sort((a, b) => b - a), heights);
            const languages = (kind) => [...new Set([...master.matchAll(new RegExp(`TYPE=${kind}[^\\n]*LANGUAGE="([^"]+)"`, 'g'))].map((m) => m[1]))].sort();
            assert.deepEqual(languages('AUDIO'), audio);
            assert.deepEqual(languages('SUBTITLES'), texts);
            const pictures = [...mpd.matchAll(/<AdaptationSet[^>]*contentType="video"[\s\S]*?<\/AdaptationSet>/g)].map(([set]) => set).join('');
            assert.deepEqual([...new Set([...pictures.matchAll(/<Representation[^>]*height="(\d+)"/g)].map((m) => Number(m[1])))].sort((a, b) => b - a), heights);
            const sets = [...mpd.matchAll(/<AdaptationSet\b[^>]*>/g)].map(([tag]) => ({ type: /contentType="(\w+)"/.exec(tag)?.[1], language: /\blang="([^"]+)"/.exec(tag)?.[1] }));
            assert.deepEqual([...new Set(sets.filter(({ type }) => type === 'audio').map(({ language }) => language))].sort(), audio);
            assert.deepEqual([...new Set(sets.filter(({ type }) => type === 'text').map(({ language }) => language))].sort(), texts);
            assert.ok(named.length > 10);
            await visitor.post(`/api/v1/playback-sessions/${started.id}/stop`);
        });
    }

    test('every URL in them answers 200 with exactly the bytes it promises', async () => {
        const { named } = await namedBy(client, session);
        for (const { url, from } of named) {
            const answer = await client.get(url);
            assert.equal(answer.status, 200, `${url} (of ${from})`);
            assert.equal(answer.bytes.length, Number(answer.headers.get('content-length')), url);
            assert.ok(answer.bytes.length > 0, url);
            const head = await client.head(url);
            assert.equal(head.status, 200, url);
            assert.equal(head.headers.get('content-length'), answer.headers.get('content-length'), url);
            assert.equal(head.bytes.length, 0);
            if (url.endsWith('.m4s')) assert.match(answer.bytes.subarray(4, 8).toString(), /styp|moof|sidx|emsg|prft/, url);
            if (url.endsWith('init.mp4')) assert.equal(answer.bytes.subarray(4, 8).toString(), 'ftyp', url);
            if (url.endsWith('.vtt')) assert.match(answer.text, /^\uFEFF?WEBVTT/, url);
        }
    });

    test('what is delivered is the published track, byte for byte', async () => {
        const { named } = await namedBy(client, session);
        const { asset } = parts(session.hls);
        const tracks = new Map();
        for (const { url } of named.filter(({ from }) => from.endsWith('.m3u8'))) {
            const [track, file] = parts(url).rest.split('/');
            if (/m4s|init\.mp4/.test(file ?? '')) tracks.set(track, [...(tracks.get(track) ?? []), url]);
        }
        assert.ok(tracks.size >= 6, [...tracks.keys()].join());
        for (const [track, urls] of tracks) {
            const delivered = Buffer.concat(await Promise.all([...new Set(urls)].map(async (url) => (await client.get(url)).bytes)));
            const kept = readFileSync(join(service.data, 'assets', asset, `${track}.${track.startsWith('video') ? 'cmfv' : 'cmfa'}`));
            // The file holds its segment index between init and the first segment; a player that takes segments does not need it.
            const init = (await client.get(urls.find((url) => url.endsWith('init.mp4')))).bytes;
            assert.equal(kept.subarray(0, init.length).compare(init), 0, `${track} starts with its init segment`);
            const segments = delivered.subarray(init.length);
            assert.equal(kept.subarray(kept.length - segments.length).compare(segments), 0, `${track} ends with its segments: ${createHash('sha256').update(segments).digest('hex')}`);
        }
    });

    test('an ordinary player plays all of it without a complaint, and picture and sound are together', async () => {
        for (const url of [session.hls, session.dash]) {
            const played = await decode(new URL(url, service.url).href);
            assert.equal(played.code, 0);
            assert.deepEqual(played.complaints, [], url);
            assert.equal(played.frames, 14 * 25, `${url}: every frame once`);
        }
        const clap = (await service.client({ territory: 'MX', token: other_member.token }).play('clapper', { device: 'clap' })).json;
        const { flashes, beeps } = await claps(new URL(clap.hls, service.url).href);
        assert.ok(flashes.length >= 13, `flashes at ${flashes}`);
        for (const flash of flashes.filter((moment) => moment > 0.5)) {
            const beep = beeps.find((moment) => Math.abs(moment - flash) < 0.5);
            assert.ok(beep !== undefined && Math.abs(beep - flash) < 0.03, `flash at ${flash} s, beep at ${beep} s`);
        }
    });
});

describe('HTTP', () => {
    let segment, whole;
    before(async () => {
        const { named } = await namedBy(client, session);
        segment = named.find(({ url }) => /video-[^/]*480[^/]*\/0\.m4s$/.test(url)).url;
        whole = (await client.get(segment)).bytes;
    });

    test('ranges', async () => {
        const size = whole.length;
        for (const [range, first, last] of [['bytes=0-0', 0, 0], ['bytes=0-99', 0, 99], [`bytes=${size - 1}-`, size - 1, size - 1], ['bytes=-10', size - 10, size - 1], [`bytes=10-${size + 500}`, 10, size - 1], [`bytes=-${size + 5}`, 0, size - 1]]) {
            const answer = await client.get(segment, { headers: { Range: range } });
            assert.equal(answer.status, 206, range);
            assert.equal(answer.headers.get('content-range'), `bytes ${first}-${last}/${size}`, range);
            assert.equal(answer.bytes.compare(whole.subarray(first, last + 1)), 0, range);
        }
        const beyond = await client.get(segment, { headers: { Range: `bytes=${size}-` } });
        assert.equal(beyond.status, 416);
        assert.equal(beyond.headers.get('content-range'), `bytes */${size}`);
        for (const range of ['bytes=5-2', 'bytes=x-y', 'lines=1-2']) {
            const answer = await client.get(segment, { headers: { Range: range } });
            assert.ok([200, 416].includes(answer.status), `${range}: ${answer.status}`);
        }
    });

    test('conditions', async () => {
        const answer = await client.get(segment);
        const tag = answer.headers.get('etag');
        assert.match(tag, /^"[^"]+"$/);
        assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
        const again = await client.get(segment, { headers: { 'If-None-Match': tag } });
        assert.equal(again.status, 304);
        assert.equal(again.bytes.length, 0);
        assert.equal((await client.get(segment, { headers: { 'If-None-Match': '"other"' } })).status, 200);
        assert.equal((await client.get(segment, { headers: { 'If-Range': '"other"', Range: 'bytes=0-9' } })).status, 200);
        assert.equal((await client.get(segment, { headers: { 'If-Range': tag, Range: 'bytes=0-9' } })).status, 206);
        assert.equal((await client.get(segment, { headers: { 'If-Match': '"other"' } })).status, 412);
        // The tag leaves the grant out, so that a cache in front may keep one copy for all.
        const other = (await service.client({ territory: 'MX', token: other_member.token }).play('tide-line', { device: 'tag' })).json;
        const same = await client.get(segment.replace(parts(segment).grant, parts(other.hls).grant));
        assert.equal(same.headers.get('etag'), tag);
        const manifest = await client.get(session.hls);
        assert.match(manifest.headers.get('cache-control') ?? '', /private|no-store/);
    });

    test('a grant is not logged', async () => {
        await client.get(segment);
        assert.ok(!service.log.includes(parts(segment).grant), 'the grant is in the log');
        assert.ok(!service.log.includes(member.token), 'the token is in the log');
    });

    /** Sends raw bytes and gives everything that comes back until the other side closes or falls silent. */
    const raw = (text, { quiet_ms = 400, within_ms = 15_000 } = {}) => new Promise((done, failed) => {
        const socket = connect(service.port, '127.0.0.1', () => socket.write(text));
        let seen = Buffer.alloc(0), quiet = null;
        const finish = () => { clearTimeout(quiet); clearTimeout(limit); socket.destroy(); done(seen.toString('latin1')); };
        const limit = setTimeout(finish, within_ms);
        socket.on('data', (bytes) => { seen = Buffer.concat([seen, bytes]); clearTimeout(quiet); quiet = setTimeout(finish, quiet_ms); });
        socket.on('close', finish);
        socket.on('error', (error) => (seen.length ? finish() : error.code === 'ECONNRESET' ? finish() : failed(error)));
    });

    test('one connection carries many requests, also when they come at once', async () => {
        const path = new URL(segment).pathname;
        const one = `GET ${path} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\n\r\n`;
        const seen = await raw(one + one + one + one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
        assert.equal(seen.match(/HTTP\/1\.1 206/g)?.length, 4, seen.slice(0, 500));
    });

    test('what is no request is refused with a 4xx and a closed connection', async () => {
        for (const [name, text] of [
            ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
            ['no version', 'GET /\r\n\r\n'],
            ['two lengths', 'POST /api/v1/log-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
            ['length and chunks', 'POST /api/v1/log-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
            ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
            ['endless header', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`],
            ['many headers', `GET /healthz HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 500 }, (_, n) => `X-${n}: 1\r\n`).join('')}\r\n`],
            ['endless target', `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
            ['bad chunk', 'POST /api/v1/log-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
        ]) {
            const seen = await raw(text);
            assert.match(seen, /^HTTP\/1\.[01] 4\d\d|^$/, `${name}: ${seen.slice(0, 200)}`);
        }
        assert.ok(await service.isAlive());
    });

    test('paths that would climb out of their folder meet nothing', async () => {
        for (const path of ['/assets/../nuri.db', '/assets/..%2f..%2fnuri.db', '/assets/%2e%2e/keys', '/watch/../../etc/passwd', '/play/../../etc/passwd', '//etc/passwd', '/m/../keys', '/assets/index.html%00.css']) {
            const seen = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
            assert.match(seen, /^HTTP\/1\.1 (4\d\d|30\d|200)/, `${path}: ${seen.slice(0, 100)}`);
            assert.ok(!/SQLite format|root:/.test(seen), `${path}: ${seen.slice(0, 400)}`);
        }
    });

    test('three hundred slow clients do not keep anybody waiting', { timeout: 60_000 }, async () => {
        const sockets = [];
        try {
            for (let n = 0; n < 300; ++n) {
                const socket = connect(service.port, '127.0.0.1');
                socket.on('error', () => {});
                socket.write(n % 3 === 0 ? 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ' : n % 3 === 1 ? `GET ${new URL(segment).pathname} HTTP/1.1\r\nHost: x\r\n\r\n` : '');
                if (n % 3 === 1) socket.pause();
                sockets.push(socket);
            }
            const drip = setInterval(() => { for (const socket of sockets) if (!socket.destroyed && socket.writable) socket.write('a'); }, 200);
            try {
                const started = Date.now();
                for (let n = 0; n < 40; ++n) {
                    const [media, health] = await Promise.all([client.get(segment), service.isAlive()]);
                    assert.equal(media.status, 200);
                    assert.equal(media.bytes.length, whole.length);
                    assert.ok(health);
                }
                const each = (Date.now() - started) / 40;
                assert.ok(each < 250, `a segment took ${each.toFixed(0)} ms among slow clients`);
                // Headers that never end are cut off: a client that drips is not listened to for ever.
                await until('the dripping headers are cut off', () => sockets.filter((socket, n) => n % 3 === 0 && socket.destroyed).length >= 90, { within_ms: 20_000, every_ms: 250 });
            } finally {
                clearInterval(drip);
            }
        } finally {
            for (const socket of sockets) socket.destroy();
        }
    });

    test('the pages and answers carry their security headers', async () => {
        const page = await service.client({ territory: 'MX' }).get('/watch/tide-line');
        assert.equal(page.status, 200);
        assert.match(page.headers.get('content-security-policy') ?? '', /default-src|script-src/);
        for (const answer of [page, await client.get('/api/v1/me')]) {
            assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
            assert.ok(answer.headers.get('referrer-policy'));
        }
        const script = await client.get(/src="(\/assets\/[^"]+\.js)"/.exec(page.text)[1]);
        assert.equal(script.status, 200);
        assert.match(script.headers.get('content-type'), /javascript/);
        assert.match(script.headers.get('cache-control'), /immutable/);
    });
});

describe('TLS', () => {
    const secure = new Service('tls');
    let port, certificate;
    before(async () => {
        const [crt, key] = ['tls.crt', 'tls.key'].map((name) => join(secure.folder, name));
        const made = await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', crt, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']);
        assert.equal(made.code, 0, made.stderr);
        certificate = readFileSync(crt);
        port = await freePort();
        await secure.launch('MX');
        await secure.do('title', 'add', 'tide-line', '--kind', 'film', '--name', 'en=Tide Line');
        await secure.do('licence', 'add', '--title', 'tide-line', '--territories', 'MX', '--from', '2020-01-01');
        await secure.ingest(await film({ seconds: 6, width: 256, height: 144, audio: [{ language: 'eng', hz: 440 }] }), 'tide-line', ['--ladder', '144']);
        await secure.start({ config: `[tls]\nlisten = "127.0.0.1:${port}"\ncertificate = "${crt}"\nkey = "${key}"\n` });
    });
    after(() => secure.remove());

    const request = (path, { method = 'GET', headers = {}, body } = {}) => new Promise((done, failed) => {
        const asked = https.request({ host: '127.0.0.1', port, path, method, headers, ca: certificate, agent: false }, (answer) => {
            const seen = [];
            answer.on('data', (bytes) => seen.push(bytes));
            answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(seen), protocol: answer.socket.getProtocol?.() }));
        });
        asked.setTimeout(10_000, () => asked.destroy(new Error('no answer within 10 s')));
        asked.on('error', failed);
        asked.end(body);
    });

    test('1.2 and 1.3 are spoken, 1.1 is not', async () => {
        const shake = (version) => new Promise((done) => {
            const socket = tlsConnect({ host: '127.0.0.1', port, ca: certificate, minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }, () => { const protocol = socket.getProtocol(); socket.destroy(); done(protocol); });
            socket.setTimeout(5000, () => { socket.destroy(); done('no answer'); });
            socket.on('error', () => done('refused'));
        });
        assert.equal(await shake('TLSv1.2'), 'TLSv1.2');
        assert.equal(await shake('TLSv1.3'), 'TLSv1.3');
        assert.equal(await shake('TLSv1.1'), 'refused');
    });

    test('a film is played over it, and the cookie is for https alone', async () => {
        const { token, email, password } = await secure.member('tls@example.org');
        const started = await request('/api/v1/playback-sessions', { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'X-Nuri-Territory': 'MX' }, body: JSON.stringify({ title: 'tide-line' }) });
        assert.equal(started.status, 201, started.bytes.toString());
        const { hls } = JSON.parse(started.bytes);
        const url = new URL(hls, `https://127.0.0.1:${port}`);
        assert.equal(url.protocol, 'https:');
        const master = await request(url.pathname);
        assert.equal(master.status, 200);
        const track = /^[^#\n][^\n]*\.m3u8/m.exec(master.bytes.toString())[0];
        const segment = await request(`${url.pathname.replace(/[^/]+$/, '')}${track.replace('playlist.m3u8', '0.m4s')}`);
        assert.equal(segment.status, 200);
        assert.equal(segment.bytes.length, Number(segment.headers['content-length']));
        const logged_in = await request('/api/v1/log-in', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Nuri-Territory': 'MX' }, body: JSON.stringify({ email, password }) });
        assert.equal(logged_in.status, 200, logged_in.bytes.toString());
        const cookie = String(logged_in.headers['set-cookie']);
        for (const word of [/HttpOnly/i, /Secure/i, /SameSite=(Lax|Strict)/i]) assert.match(cookie, word);
    });

    test('plain bytes on the TLS port, and half a handshake, harm nobody', async () => {
        for (const bytes of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\x16\x03\x01', randomBytes(300)]) {
            const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
            socket.on('error', () => {});
            await new Promise((done) => { socket.on('data', () => {}); socket.on('close', done); setTimeout(done, 300); });
            socket.destroy();
        }
        assert.equal((await request('/healthz')).status, 200);
    });
});

describe('streams at a time', () => {
    test('a plan of two streams gives two, refuses a third with the reason, and takes one back on stop', async () => {
        const { token } = await service.member('two@example.org', { plan: 'standard' });
        const viewer = service.client({ territory: 'MX', token });
        const [first, second] = [await viewer.play('tide-line', { device: 'one' }), await viewer.play('tide-line', { device: 'two' })];
        assert.equal(first.status, 201, first.text);
        assert.equal(second.status, 201, second.text);
        const third = await viewer.play('tide-line', { device: 'three' });
        assert.equal(third.json.reason, 'streams', third.text);
        assert.ok(third.status === 403 || third.status === 409 || third.status === 429, third.text);
        const again = await viewer.play('tide-line', { device: 'two' });
        assert.equal(again.status, 201, `a device takes over its own stream: ${again.text}`);
        assert.equal((await viewer.play('tide-line', { device: 'three' })).json.reason, 'streams');
        await viewer.post(`/api/v1/playback-sessions/${first.json.id}/stop`);
        assert.equal((await viewer.play('tide-line', { device: 'three' })).status, 201);
    });

    test('ten devices that ask at once for two streams get two', async () => {
        const { token } = await service.member('race@example.org', { plan: 'standard' });
        const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => service.client({ territory: 'MX', token }).play('tide-line', { device: `racer ${n}` })));
        assert.equal(answers.filter(({ status }) => status === 201).length, 2, answers.map(({ status, json }) => json?.reason ?? status).join());
        assert.ok(answers.filter(({ status }) => status !== 201).every(({ json }) => json.reason === 'streams'));
    });

    test('a stream whose device falls silent is free again when its lease lapses, and a beating one is kept', { timeout: 60_000 }, async () => {
        const viewer = short_lived.client({ territory: 'MX', token: expiring.member.token });
        const silent = (await viewer.play('tide-line', { device: 'silent' })).json;
        const beating = (await viewer.play('tide-line', { device: 'beating' })).json;
        assert.ok(silent.id && beating.id);
        assert.equal((await viewer.play('tide-line', { device: 'waiting' })).json.reason, 'streams');
        const beat = () => viewer.post(`/api/v1/playback-sessions/${beating.id}/heartbeat`, { position_ms: 1000, state: 'playing' });
        await until('the silent device’s stream is free', async () => {
            assert.ok((await beat()).status < 300);
            return (await viewer.play('tide-line', { device: 'waiting' })).status === 201;
        }, { within_ms: 30_000, every_ms: 1000 });
        assert.ok((await beat()).status < 300, 'the beating device has kept its own');
    });
});

test('an expired grant opens nothing', { timeout: 90_000 }, async () => {
    const { client: visitor, session: over } = expiring;
    const { grant, asset } = parts(over.hls);
    await until('the grant expires', async () => (await visitor.get(over.hls)).status === 403, { within_ms: 75_000, every_ms: 1000 });
    assert.ok(Date.now() >= Date.parse(over.expires_at) - 1500, 'and not before its time');
    for (const path of ['master.m3u8', 'manifest.mpd', 'video-avc-144/init.mp4', 'video-avc-144/0.m4s']) {
        const answer = await visitor.get(`${short_lived.url}/m/${grant}/${asset}/${path}`);
        assert.equal(answer.status, 403, path);
        assert.equal(answer.json?.reason, 'expired', answer.text);
    }
    const renewed = await visitor.play('tide-line');
    assert.equal(renewed.status, 201, 'and a fresh one is to be had');
    assert.equal((await visitor.get(renewed.json.hls)).status, 200);
});
