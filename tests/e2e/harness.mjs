// What the end-to-end tests stand on: a service in a data directory of its own, spoken to over its command line and
// HTTP as anybody would. Nothing here knows the inside of the program.
//
// Whatever waits, waits for a condition with a deadline; whatever is started is ended by its own handle; every
// data directory is temporary.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(new URL('../..', import.meta.url).pathname);
const build = resolve(root, process.env.NURI_BUILD ?? 'build');
export const nuri = join(build, 'bin/nuri');
export const territoryHeader = 'X-Nuri-Territory';

/** Waits until `look` gives something other than undefined, null or false, and returns it. */
export async function until(what, look, { within_ms = 15_000, every_ms = 40 } = {}) {
    const deadline = Date.now() + within_ms;
    let last;
    for (;;) {
        try {
            const seen = await look();
            if (seen !== undefined && seen !== null && seen !== false) return seen;
            last = undefined;
        } catch (error) {
            last = error;
        }
        if (Date.now() > deadline) throw new Error(`waited ${within_ms} ms in vain for: ${what}${last ? ` (${last.message})` : ''}`, { cause: last });
        await new Promise((done) => setTimeout(done, every_ms));
    }
}

/** Runs a program to its end. A program that outlives `within_ms` is killed, and `timed_out` is set. */
export function run(program, args, { stdin = '', within_ms = 60_000, cwd, env = process.env } = {}) {
    return new Promise((done) => {
        const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
        const out = [], err = [];
        let timed_out = false;
        const timer = setTimeout(() => { timed_out = true; child.kill('SIGKILL'); }, within_ms);
        child.stdout.on('data', (bytes) => out.push(bytes));
        child.stderr.on('data', (bytes) => err.push(bytes));
        child.stdin.on('error', () => { /* a program need not read what it is given */ });
        child.stdin.end(stdin);
        child.on('error', (error) => { clearTimeout(timer); done({ code: 127, signal: null, stdout: '', stderr: String(error), timed_out }); });
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            done({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), timed_out });
        });
    });
}

export function freePort() {
    return new Promise((done, failed) => {
        const server = createServer();
        server.on('error', failed);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

/** RFC 3339, whole seconds. */
export const time = (moment) => new Date(moment).toISOString().replace(/\.\d{3}Z$/, 'Z');
export const days = (n) => n * 86_400_000;

/** Numbers that look random and can be had again: print the seed when a test that uses them starts. */
export function seeded(seed) {
    let state = seed >>> 0;
    const next = () => {  // mulberry32
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    return { next, below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}

/** The processes whose command line, working directory or environment names `folder`. */
export function processesOf(folder) {
    const found = [];
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        if (Number(pid) === process.pid) continue;
        try {
            const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
            if (command === '') continue;  // a zombie, or the kernel's own
            if (command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) found.push({ pid: Number(pid), command });
        } catch { /* it is gone, or not ours to see */ }
    }
    return found;
}

/** The cookies that a response sets, one string each. Debian's Node 18 knows them only as one header, in which dates have commas too. */
export function setCookies(response) {
    return response.headers.getSetCookie?.() ?? (response.headers.get('set-cookie') ?? '').split(/, (?=[^ ;,=]+=)/).filter(Boolean);
}

/** One visitor, as a browser is: keeps cookies, and sends the CSRF token once it has one. */
export class Client {
    constructor(service, { territory, token, address, base } = {}) {
        this.service = service;
        this.base = base;
        this.territory = territory;
        this.token = token;
        // Each visitor comes from an address of its own, as the trusted proxy in front would say (RFC 2544's test network).
        this.address = address ?? `198.18.${randomBytes(1)[0]}.${1 + (randomBytes(1)[0] % 254)}`;
        this.cookies = new Map();
        this.csrf = '';
        /** A Contract (openapi/contract.mjs) to which every answer of the API is held; none unless a test sets it. */
        this.contract = null;
    }

    headers(extra = {}) {
        const headers = { Accept: 'application/json', 'X-Forwarded-For': this.address };
        if (this.territory) headers[territoryHeader] = this.territory;
        if (this.token) headers.Authorization = `Bearer ${this.token}`;
        if (this.csrf) headers['X-CSRF-Token'] = this.csrf;
        if (this.cookies.size) headers.Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        return { ...headers, ...extra };
    }

    async fetch(path, { method = 'GET', body, headers = {}, within_ms = 20_000, redirect = 'manual' } = {}) {
        const url = new URL(path, this.base ?? this.service.url);
        const sent = this.headers(headers);
        let payload = body;
        if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
            payload = JSON.stringify(body);
            sent['Content-Type'] ??= 'application/json';
        }
        const response = await fetch(url, { method, headers: sent, body: payload, redirect, signal: AbortSignal.timeout(within_ms) });
        for (const cookie of setCookies(response)) {
            const [, name, value] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
            if (!name) continue;
            if (value === '' || /max-age=0\b/i.test(cookie)) this.cookies.delete(name);
            else this.cookies.set(name, value);
        }
        const bytes = Buffer.from(await response.arrayBuffer());
        const answer = { status: response.status, headers: response.headers, bytes, get text() { return bytes.toString(); } };
        Object.defineProperty(answer, 'json', {
            get() {
                try { return JSON.parse(bytes.toString()); } catch { return undefined; }
            },
        });
        if (this.contract && url.pathname.startsWith('/api/v1/')) {
            const sent_json = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array) ? body : undefined;
            this.contract.check(method, url.pathname.slice('/api/v1'.length), sent_json, answer);
        }
        return answer;
    }

    get(path, options) { return this.fetch(path, options); }
    head(path, options) { return this.fetch(path, { ...options, method: 'HEAD' }); }
    post(path, body, options = {}) { return this.fetch(path, { ...options, method: 'POST', body }); }
    put(path, body = {}, options = {}) { return this.fetch(path, { ...options, method: 'PUT', body }); }
    patch(path, body = {}, options = {}) { return this.fetch(path, { ...options, method: 'PATCH', body }); }
    delete(path, options = {}) { return this.fetch(path, { ...options, method: 'DELETE' }); }

    /** Signs in by password and takes the CSRF token, as the pages do. */
    async logIn(email, password) {
        const answer = await this.post('/api/v1/log-in', { email, password });
        assert.equal(answer.status, 200, `log-in of ${email}: ${answer.status} ${answer.text}`);
        const me = await this.get('/api/v1/me');
        assert.equal(me.status, 200, `GET /api/v1/me after log-in: ${me.status} ${me.text}`);
        this.csrf = me.json.csrf_token ?? '';
        return me.json;
    }

    /** Asks to play; the answer as it comes. */
    play(title, { device = 'test-device', ...rest } = {}) {
        return this.post('/api/v1/playback-sessions', { title, device: { id: device, name: 'a test' }, ...rest });
    }
}

/** A service in a temporary data directory. */
export class Service {
    constructor(name = 'service') {
        this.folder = mkdtempSync(join(tmpdir(), `nuri-e2e-${name}-`));
        this.data = join(this.folder, 'data');
        this.log = '';
        this.child = null;
    }

    /** Runs a command on the data directory. `json` is what stdout holds where that is one JSON document. */
    async cli(args, { stdin = '', within_ms = 60_000, env, prefix = [] } = {}) {
        const [program, ...words] = [...prefix, nuri, ...args, '--data', this.data];
        const result = await run(program, words, { stdin, within_ms, env });
        try { result.json = JSON.parse(result.stdout); } catch { /* then it is no JSON */ }
        result.said = `nuri ${args.join(' ')} -> ${result.code ?? result.signal}${result.timed_out ? ' (timed out)' : ''}\nstdout: ${result.stdout}\nstderr: ${result.stderr}`;
        return result;
    }

    /** A command that must succeed. */
    async do(...args) {
        const options = typeof args.at(-1) === 'object' ? args.pop() : {};
        const result = await this.cli(args, options);
        assert.equal(result.code, 0, result.said);
        return result;
    }

    async decide(title, territory, more = []) {
        const result = await this.cli(['decide', '--title', title, '--territory', territory, ...more]);
        assert.ok(result.json, `decide prints one JSON object: ${result.said}`);
        assert.equal(result.code, result.json.allowed ? 0 : 1, `decide exits 1 exactly when not allowed: ${result.said}`);
        return result.json;
    }

    async available(territory, more = []) {
        const result = await this.do('available', '--territory', territory, ...more);
        assert.ok(Array.isArray(result.json?.titles), result.said);
        return result.json.titles;
    }

    /** Starts a server on the directory and waits until it is ready. `config` is TOML. */
    async start({ roles, config = '', args = [], territory_header = true, within_ms = 20_000 } = {}) {
        assert.equal(this.child, null, 'the server runs already');
        this.port = await freePort();
        this.url = `http://127.0.0.1:${this.port}`;
        const words = ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data, ...args];
        if (roles) words.push('--roles', roles);
        if (territory_header) words.push('--territory-header', territoryHeader);
        if (config) {
            const file = join(this.folder, 'service.toml');
            writeFileSync(file, config);
            words.push('--config', file);
        }
        const child = spawn(nuri, words, { stdio: ['ignore', 'pipe', 'pipe'] });
        this.child = child;
        this.ended = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })));
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => { this.log = (this.log + bytes).slice(-200_000); });
        let gone = null;
        void this.ended.then((end) => { gone = end; });
        await until(`${this.url}/readyz`, async () => {
            if (gone) throw Object.assign(new Error(`the server ended: ${JSON.stringify(gone)}\n${this.log.slice(-3000)}`), { fatal: true });
            return (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2000) })).status === 200;
        }, { within_ms: gone ? 0 : within_ms, every_ms: 20 }).catch((error) => {
            throw new Error(`${error.message}\n${this.log.slice(-3000)}`);
        });
        return this;
    }

    /** SIGTERM, and a clean end within ten seconds. */
    async stop() {
        if (!this.child) return null;
        const child = this.child;
        this.child = null;
        child.kill('SIGTERM');
        const end = await Promise.race([this.ended, new Promise((done) => setTimeout(done, 10_000, null).unref())]);
        if (end === null) {
            child.kill('SIGKILL');
            await this.ended;
            throw new Error(`the server did not stop within 10 s of SIGTERM\n${this.log.slice(-3000)}`);
        }
        return end;
    }

    /** What a power cut does to a process. */
    async kill9() {
        if (!this.child) return;
        const child = this.child;
        this.child = null;
        child.kill('SIGKILL');
        await this.ended;
    }

    /** Ends the server, if there is one, and deletes everything. */
    async remove() {
        try {
            await this.stop();
        } finally {
            rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
        }
    }

    client(options) { return new Client(this, options); }

    /** Whether it lives; asked from this machine itself, for nobody else is told. */
    async isAlive() { return (await fetch(`${this.url}/healthz`, { signal: AbortSignal.timeout(5000) })).status === 200; }

    /** The letters written to one address, oldest first: {to, subject, text, token}. */
    mails(to) {
        const folder = join(this.data, 'mail');
        if (!existsSync(folder)) return [];
        return readdirSync(folder).filter((name) => name.endsWith('.eml')).sort()
            .map((name) => readMail(readFileSync(join(folder, name), 'latin1')))
            .filter((mail) => mail.to.toLowerCase().includes(to.toLowerCase()));
    }

    /** Makes a member by the command line and gives {email, password, token}. */
    async member(email, { country = 'MX', plan, password = 'lantern over the quay', token = true } = {}) {
        await this.do('member', 'add', email, '--password-stdin', '--country', country, ...(plan ? ['--plan', plan] : []), { stdin: `${password}\n` });
        return { email, password, token: token ? await this.token(email) : null };
    }

    async token(email) {
        const made = await this.do('token', 'create', '--member', email);
        const word = made.stdout.match(/nuri_[\w-]+/)?.[0];
        assert.ok(word, `token create prints the token: ${made.said}`);
        return word;
    }

    async launch(...territories) {
        for (const territory of territories) await this.do('territory', 'set', territory, 'launched');
    }

    /** Ingests a file and returns what was printed with --json. */
    async ingest(file, title, args = [], options = {}) {
        return this.do('ingest', file, '--title', title, '--json', ...args, { within_ms: 240_000, ...options });
    }

    /** The folders of published assets, by name. */
    assets() {
        const folder = join(this.data, 'assets');
        return existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'asset.json'))).sort() : [];
    }
}

function readMail(raw) {
    const [head, ...rest] = raw.split('\r\n\r\n');
    const headers = Object.fromEntries(head.replace(/\r\n[ \t]+/g, ' ').split('\r\n').map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
    let text = rest.join('\r\n\r\n');
    if (/base64/i.test(headers['content-transfer-encoding'] ?? '')) text = Buffer.from(text, 'base64').toString();
    return { to: headers.to ?? '', subject: headers.subject ?? '', text, token: text.match(/[?&]token=([\w-]+)/)?.[1] ?? null };
}
