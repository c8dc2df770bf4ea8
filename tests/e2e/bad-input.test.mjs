// What is handed in wrong: each with an error that says what, where and how to mend it, and nothing lost. And what only
// looks wrong (turned pictures, odd sizes, pictures that come when they like): taken, and right.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Service, nuri, processesOf, run, until } from './harness.mjs';
import { decode, film, make, probe, subtitles, textFile } from './films.mjs';

const service = new Service('bad-input');
let good, token;

/** A copy of a file with some bytes changed. */
function altered(name, file, change) {
    const path = join(service.folder, name);
    writeFileSync(path, change(readFileSync(file)));
    return path;
}

before(async () => {
    good = await film({ seconds: 6, width: 320, height: 180, audio: [{ language: 'eng', hz: 440 }] });
    await service.launch('MX');
    for (const slug of ['kept', 'empty-hands', 'turned', 'uneven', 'unsteady', 'silent', 'later', 'told', 'wide']) {
        await service.do('title', 'add', slug, '--kind', 'film', '--name', `en=${slug}`);
        await service.do('licence', 'add', '--title', slug, '--territories', 'MX', '--from', '2020-01-01');
    }
    await service.ingest(good, 'kept', ['--ladder', '144', '--subtitle', `en=${subtitles('kept', 6)}`]);
    ({ token } = await service.member('ana@example.org', { plan: 'premium' }));
    await service.start();
});
after(() => service.remove());

const viewer = () => service.client({ territory: 'MX', token });

/** What a film delivers, as an ordinary player sees it. */
async function played(title) {
    const started = await viewer().play(title);
    assert.equal(started.status, 201, `${title}: ${started.text}`);
    const url = new URL(started.json.hls, service.url).href;
    return { ...(await probe(url)), ...(await decode(url)), url };
}

/** A delivery that must be refused: exit 1, stdout silent, and an error with the film's name, the trouble and the way out. */
async function assertRefused(file, { says, args = [], title = 'empty-hands' }) {
    const assets = service.assets();
    const { code, stdout, stderr, said, timed_out } = await service.cli(['ingest', file, '--title', title, '--ladder', '144', ...args], { within_ms: 60_000 });
    assert.ok(!timed_out, said);
    assert.equal(code, 1, said);
    assert.equal(stdout, '', said);
    assert.match(stderr, says, said);
    assert.ok(stderr.split('\n').filter((line) => line.trim()).length <= 12, `a person can read it: ${said}`);
    assert.ok(!/terminate called|core dumped|\.cc:\d|std::/.test(stderr), said);
    assert.deepEqual(service.assets(), assets, 'nothing was published');
    return stderr;
}

describe('deliveries that are no film', () => {
    const cases = [
        ['an empty file', async () => altered('empty.mp4', good, () => Buffer.alloc(0)), /empty|0 bytes|no (picture|video|media)/i],
        ['a film cut short, its index at the end', async () => altered('cut.mp4', good, (bytes) => bytes.subarray(0, bytes.length / 2)), /cut|truncat|incomplete|ends|moov|not a media|cannot be read|damaged/i],
        ['a film cut short, its index at the start', async () => {
            const quick = await film({ seconds: 6, width: 320, height: 180, audio: [{ language: 'eng', hz: 440 }], args: ['-movflags', '+faststart'] });
            return altered('cut-quick.mp4', quick, (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.5)));
        }, /cut|truncat|incomplete|ends|short|damaged|missing|partial/i],
        ['a film with a hole of noise in it', async () => altered('noise.mp4', good, (bytes) => { const copy = Buffer.from(bytes); for (let n = 0; n < 3000; ++n) copy[64 + n * 7] = (n * 131) & 255; return copy; }), /./],
        ['sound alone', () => make(['-f', 'lavfi', '-i', 'sine=d=3', '-c:a', 'aac'], 'mp4'), /picture|video/i],
        ['a codec that nobody knows', async () => altered('unknown.mp4', good, (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('avc1', 'qqq1'), 'latin1')), /codec|decode|unknown|unsupported|picture|video/i],
        ['text', async () => textFile('film.mp4', 'It was a dark and stormy night.\n'.repeat(2000)), /media|film|format|recogni|picture|read/i],
        ['an archive', async () => altered('film.zip', good, (bytes) => Buffer.concat([Buffer.from('PK\x03\x04\x14\x00\x00\x00\x00\x00', 'latin1'), Buffer.alloc(16), bytes.subarray(5000, 40_000)])), /media|film|format|recogni|picture|read/i],
        ['a photograph', () => make(['-f', 'lavfi', '-i', 'testsrc2=s=320x180:d=0.1', '-frames:v', '1'], 'jpg'), /picture|still|image|film|video|media/i],
        ['a playlist that points elsewhere', async () => textFile('film.m3u8', `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n`), /media|film|format|playlist|picture|read|refus|support/i],
    ];
    for (const [name, file, says] of cases) {
        test(name, async () => {
            const stderr = await assertRefused(await file(), { says });
            assert.ok(!/root:x:/.test(stderr));
        });
    }

    test('a folder, and a file nobody may read', async () => {
        await assertRefused(service.folder, { says: /folder|directory|regular file|not a file/i });
        await assertRefused('/nowhere/film.mp4', { says: /\/nowhere\/film\.mp4/ });
    });

    test('after all of them a title is as it was, and a good film is taken at once', async () => {
        assert.equal((await viewer().play('empty-hands')).json.reason, 'not_ready');
        await service.ingest(good, 'empty-hands', ['--ladder', '144']);
        assert.equal((await played('empty-hands')).frames, 150);
    });

    test('a title that has a film keeps it when a bad one comes after', async () => {
        await assertRefused(altered('empty-2.mp4', good, () => Buffer.alloc(0)), { says: /./, title: 'kept' });
        assert.equal((await played('kept')).frames, 150);
    });

    test('a failed job is listed with its step, the reason and what to do', async () => {
        const { stdout, said } = await service.do('jobs', '--json');
        assert.match(stdout, /failed/, said);
    });
});

describe('subtitles that are none', () => {
    for (const [name, file, says] of [
        ['a film', () => good, /subtitle|WebVTT|SubRip|vtt|srt/i],
        ['prose', () => textFile('prose.vtt', 'It was a dark and stormy night.\n'), /subtitle|WebVTT|SubRip|vtt|srt|cue/i],
        ['a file that is not there', () => '/nowhere/words.vtt', /\/nowhere\/words\.vtt/],
        ['an empty file', () => textFile('empty.vtt', ''), /empty|subtitle|WebVTT|cue/i],
    ]) {
        test(name, async () => { await assertRefused(good, { says, args: ['--subtitle', `en=${file()}`], title: 'later' }); });
    }
    test('a cue that ends before it starts is told, with its line, and the rest is taken', async () => {
        const { stderr, said } = await service.do('ingest', good, '--title', 'told', '--ladder', '144', '--subtitle', `en=${textFile('backwards.vtt', 'WEBVTT\n\n00:00:05.000 --> 00:00:02.000\nback\n\n00:00:03.000 --> 00:00:04.000\nforth\n')}`);
        assert.match(stderr, /backwards\.vtt.*line 3.*00:00:02/, said);
    });
    test('a language that is none, and one given twice', async () => {
        for (const [args, says] of [[['--subtitle', `klingonish=${subtitles('x', 6)}`], /klingonish/], [['--subtitle', `en=${subtitles('x', 6)}`, '--subtitle', `en=${subtitles('y', 6)}`], /en\b/], [['--subtitle', subtitles('x', 6)], /LANG=FILE|=/]]) {
            const { code, stderr, said } = await service.cli(['ingest', good, '--title', 'later', '--ladder', '144', ...args]);
            assert.ok(code === 1 || code === 2, said);
            assert.match(stderr, says, said);
        }
    });
    test('a ladder that no picture could have', async () => {
        for (const ladder of ['0', '-144', '144,144', '99999', 'tall', '']) {
            const { code, stderr, said } = await service.cli(['ingest', good, '--title', 'later', `--ladder=${ladder}`]);
            if (ladder === '' && code === 0) continue;  // the usual one
            assert.ok(code === 1 || code === 2, said);
            assert.ok(stderr.length > 10, said);
        }
    });
});

describe('films that only look wrong', () => {
    test('a picture that is turned is delivered upright', async () => {
        const turned = await make(['-display_rotation', '90', '-i', good, '-c', 'copy'], 'mp4').catch(() => make(['-i', good, '-c', 'copy', '-metadata:s:v:0', 'rotate=90'], 'mp4'));
        const { streams: [source] } = await probe(turned, ['-select_streams', 'v']);
        assert.ok(JSON.stringify(source).includes('rotation') || source.tags?.rotate, 'the source is turned');
        await service.ingest(turned, 'turned', ['--ladder', '144']);
        const { streams, frames } = await played('turned');
        const video = streams.find(({ codec_type }) => codec_type === 'video');
        assert.ok(video.height > video.width, `${video.width}x${video.height}`);
        assert.equal(video.side_data_list?.some(({ rotation }) => rotation) ?? false, false);
        assert.equal(frames, 150);
    });

    test('an odd size is delivered with even sides and its shape', async () => {
        const uneven = await film({ seconds: 4, width: 355, height: 181, audio: [{ language: 'eng', hz: 440 }], video_args: ['-pix_fmt', 'yuv444p'] });
        await service.ingest(uneven, 'uneven', ['--ladder', '180']);
        const { streams, frames } = await played('uneven');
        const { width, height } = streams.find(({ codec_type }) => codec_type === 'video');
        assert.ok(width % 2 === 0 && height % 2 === 0, `${width}x${height}`);
        assert.ok(Math.abs(width / height - 355 / 181) < 0.05, `${width}x${height}`);
        assert.equal(frames, 100);
    });

    test('pictures that come when they like are shown when they should be', async () => {
        const unsteady = await make(['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=6', '-f', 'lavfi', '-i', 'sine=d=6', '-vf', "select='not(mod(n,3))+lt(n,60)',setpts='PTS+if(gt(N,80),0.04/TB,0)'", '-vsync', 'vfr', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-metadata:s:a:0', 'language=eng'], 'mp4');
        await service.ingest(unsteady, 'unsteady', ['--ladder', '144']);
        const { streams, format } = await played('unsteady');
        assert.ok(Math.abs(Number(format.duration ?? 6) - 6) < 0.2, `it lasts ${format.duration} s`);
        for (const stream of streams) assert.ok(Math.abs(Number(stream.start_time ?? 0)) < 0.05, `${stream.codec_type} starts at ${stream.start_time}`);
    });

    test('anamorphic, interlaced and surround sources are delivered for every screen', async () => {
        const wide = await make(['-f', 'lavfi', '-i', 'testsrc2=s=720x576:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4', '-vf', 'setsar=64/45,setfield=tff', '-flags', '+ildct+ilme', '-c:v', 'mpeg2video', '-b:v', '3M', '-c:a', 'ac3', '-ac', '6', '-metadata:s:a:0', 'language=eng'], 'mkv');
        await service.ingest(wide, 'wide', ['--ladder', '240']);
        const { streams } = await played('wide');
        const video = streams.find(({ codec_type }) => codec_type === 'video');
        assert.ok(Math.abs((video.width / video.height) * (video.sample_aspect_ratio === '1:1' || !video.sample_aspect_ratio ? 1 : NaN) - 16 / 9) < 0.03, `${video.width}x${video.height} ${video.sample_aspect_ratio}`);
        assert.equal(video.pix_fmt, 'yuv420p');
        assert.equal(streams.find(({ codec_type }) => codec_type === 'audio').channels, 2);
    });

    test('a film without sound plays, or is refused with the reason', async () => {
        const silent = await make(['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'], 'mp4');
        const { code, stderr, said } = await service.cli(['ingest', silent, '--title', 'silent', '--ladder', '144']);
        if (code === 0) {
            const { streams, frames } = await played('silent');
            assert.ok(streams.some(({ codec_type }) => codec_type === 'video'));
            assert.equal(frames, 100);
        } else {
            assert.equal(code, 1, said);
            assert.match(stderr, /sound|audio/i, said);
        }
    });
});

describe('requests that are none', () => {
    const problem = (answer, statuses, what) => {
        assert.ok(statuses.includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
        assert.match(answer.headers.get('content-type') ?? '', /application\/problem\+json/, what);
        assert.equal(answer.json?.status, answer.status, what);
        assert.ok(answer.json.title, what);
        return answer.json;
    };
    test('bodies that are not the JSON asked for', async () => {
        const client = viewer();
        for (const [what, body, type, statuses] of [
            ['cut JSON', '{"title": "kept', 'application/json', [400, 422]],
            ['no JSON', 'title=kept', 'application/json', [400, 422]],
            ['a list', '[]', 'application/json', [400, 422]],
            ['a number', '17', 'application/json', [400, 422]],
            ['no body', '', 'application/json', [400, 422]],
            ['a member of the wrong kind', '{"title": 17}', 'application/json', [400, 422]],
            ['none of what is needed', '{}', 'application/json', [400, 422]],
            ['a member nobody knows', '{"title":"kept","colour":"blue"}', 'application/json', [400, 422]],
            ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0x74, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 'application/json', [400, 422]],
            ['a thousand brackets', '['.repeat(1000) + ']'.repeat(1000), 'application/json', [400, 422]],
            ['a form', 'title=kept', 'application/x-www-form-urlencoded', [400, 415, 422]],
        ]) {
            const answer = await client.fetch('/api/v1/playback-sessions', { method: 'POST', body, headers: { 'Content-Type': type } });
            const said = problem(answer, statuses, what);
            assert.ok(said.detail?.length > 5, `${what} says what is wrong: ${answer.text}`);
        }
    });

    test('oversized bodies, also those that do not say how large they are', async () => {
        const client = viewer();
        const big = JSON.stringify({ title: 'x'.repeat(2_000_000) });
        problem(await client.fetch('/api/v1/playback-sessions', { method: 'POST', body: big, headers: { 'Content-Type': 'application/json' } }), [413], 'two megabytes');
        const chunks = new ReadableStream({ start(controller) { for (let n = 0; n < 64; ++n) controller.enqueue(new Uint8Array(65_536).fill(97)); controller.close(); } });
        const streamed = await fetch(`${service.url}/api/v1/log-in`, { method: 'POST', body: chunks, duplex: 'half', headers: { 'Content-Type': 'application/json' } }).then((answer) => answer.status, (error) => error.cause?.code ?? error.message);
        assert.ok(streamed === 413 || /ECONNRESET|EPIPE|UND_ERR|other side closed/.test(String(streamed)), `chunked: ${streamed}`);
        assert.ok(await service.isAlive());
    });

    test('what is not there, and what may not be done to what is', async () => {
        const client = viewer();
        problem(await client.get('/api/v1/no-such-thing'), [404], 'an unknown path');
        const wrong = await client.delete('/api/v1/playback-sessions');
        assert.equal(wrong.status, 405);
        assert.ok(wrong.headers.get('allow'));
        problem(await client.get('/api/v1/titles?limit=minus'), [400, 422], 'a number that is none');
        problem(await client.play('no-such-title'), [404], 'an unknown title');
    });
});

/** A file system of so many megabytes, where this machine lets us make one. */
async function smallDisk(folder, megabytes) {
    const made = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder]);
    return made.code === 0;
}

describe('a full disk', () => {
    const cramped = new Service('full-disk');
    let mounted = false;
    before(async () => {
        await run('mkdir', ['-p', cramped.data]);
        mounted = process.getuid() === 0 && (await smallDisk(cramped.data, 200));
        await cramped.launch('MX');
        await cramped.do('title', 'add', 'kept', '--kind', 'film', '--name', 'en=Kept');
        await cramped.do('licence', 'add', '--title', 'kept', '--territories', 'MX', '--from', '2020-01-01');
    });
    after(async () => {
        await cramped.stop();
        if (mounted) await run('umount', [cramped.data]);
        await cramped.remove();
    });

    test('an ingest that finds no room says so, loses nothing, and goes through once there is room', async (t) => {
        const words = ['ingest', await film({ seconds: 8, width: 640, height: 360, audio: [{ language: 'eng', hz: 440 }], video_args: ['-crf', '12'] }), '--title', 'kept', '--ladder', '360,144'];
        let failed;
        if (mounted) {
            const filler = join(cramped.data, 'filler');
            await run('fallocate', ['-l', '500M', filler]);
            const free = 1_200_000;
            await run('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M', 'count=1000']);  // until it is full
            await run('truncate', ['-s', `-${free}`, filler]);
            failed = await cramped.cli(words);
            writeFileSync(filler, '');
        } else {
            t.diagnostic('no small file system may be mounted here: a limit on the size of files stands in for it');
            failed = await cramped.cli(words, { prefix: ['prlimit', '--fsize=300000'] });
        }
        assert.equal(failed.code, 1, failed.said);
        assert.match(failed.stderr, /space|room|full|disk|large|limit/i, failed.said);
        assert.deepEqual(cramped.assets(), []);
        const again = await cramped.cli(words);
        assert.equal(again.code, 0, again.said);
        assert.equal(cramped.assets().length, 1);
        assert.deepEqual(readdirSync(join(cramped.data, 'work')).filter((name) => !name.startsWith('.')), [], 'nothing half-made is left behind');
    });

    test('a server on it answers that it cannot, goes on serving, and writes again once there is room', async (t) => {
        if (!mounted) return t.diagnostic('no small file system may be mounted here; the limit above is the measure');
        const { token: mine } = await cramped.member('ana@example.org');
        await cramped.start();
        const client = cramped.client({ territory: 'MX', token: mine });
        const filler = join(cramped.data, 'filler');
        await run('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k']);
        const statuses = [];
        // The journal may have some room of its own; before long there is none.
        await until('a write is refused', async () => {
            const answer = await client.play('kept');
            statuses.push(`${answer.status} ${answer.text.slice(0, 150)}`);
            return answer.status >= 500;
        }, { within_ms: 20_000, every_ms: 5 }).catch((error) => { throw new Error(`${error.message}: of ${statuses.length} answers the last were ${statuses.slice(-3).join('; ')}`); });
        assert.ok(await cramped.isAlive());
        const { json } = await client.get('/api/v1/titles');
        assert.equal(json?.total, 1, 'what is read is still there');
        writeFileSync(filler, '');
        await until('writes go through again', async () => (await cramped.client({ territory: 'MX', token: mine }).play('kept')).status === 201);
        assert.ok(statSync(join(cramped.data, 'nuri.db')).size > 0);
    });
});

test('nothing is left running', async () => {
    await service.stop();
    assert.deepEqual(processesOf(service.data), []);
    assert.ok(nuri);
});
