// Runs every test and closes with one line, "N passed, N failed".
//
//   node tests/run.mjs --build build [--only unit|fuzz|bench|e2e|layers] [--filter TEXT] [--shots]
//
// --shots: the browser tests leave pictures of what they saw in the folder that NURI_SHOTS names, or shots/ of the build.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(new URL('..', import.meta.url).pathname);
const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
};
const build = resolve(root, option('build', 'build'));
const only = option('only', null);
const filter = option('filter', '');
const shots = process.argv.includes('--shots') ? resolve(process.env.NURI_SHOTS ?? join(build, 'shots')) : null;

let passed = 0, failed = 0, skipped = 0;
const failures = [];

function run(command, args, options = {}) {
    return new Promise((done) => {
        const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
        let output = '';
        child.stdout.on('data', (bytes) => (output += bytes));
        child.stderr.on('data', (bytes) => (output += bytes));
        child.on('error', (error) => done({ code: 127, output: String(error) }));
        child.on('close', (code, signal) => done({ code: code ?? 128, signal, output }));
    });
}

function report(name, counted, seconds, output) {
    passed += counted.passed;
    failed += counted.failed;
    skipped += counted.skipped ?? 0;
    const mark = counted.failed ? '\x1b[31mFAILED\x1b[0m' : 'ok';
    console.log(`${name.padEnd(34)} ${String(counted.passed).padStart(4)} passed ${counted.failed ? `${counted.failed} failed ` : ''}${seconds.toFixed(1).padStart(6)} s  ${mark}`);
    if (counted.failed) {
        failures.push(name);
        console.log(output.split('\n').slice(-200).join('\n'));
    }
}

async function timed(name, work) {
    if (filter && !name.includes(filter)) return;
    const start = Date.now();
    const { counted, output } = await work();
    report(name, counted, (Date.now() - start) / 1000, output);
}

const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);

// Under a sanitizer everything takes ten times as long, and the first report is to be the end. The law's random
// questions are as good in a tenth of the number: every run asks others.
const sanitised = /asan|tsan/.test(build);
const sanitisedEnvironment = {
    ASAN_OPTIONS: 'detect_leaks=1:detect_stack_use_after_return=1',
    UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
    TSAN_OPTIONS: 'halt_on_error=1',
    NURI_RANDOM_DECISIONS: '100000',
};
const environment = sanitised ? { ...sanitisedEnvironment, ...process.env } : process.env;

async function unit(program) {
    const { code, output } = await run(program, ['--gtest_brief=0'], { env: environment });
    const counted = {
        passed: sum(output, /\[  PASSED  \] (\d+) tests?/g),
        failed: sum(output, /\[  FAILED  \] (\d+) tests?,/g),
        skipped: sum(output, /\[  SKIPPED \] (\d+) tests?,/g),
    };
    if (code !== 0 && counted.failed === 0) counted.failed = 1;
    if (code === 0 && counted.passed === 0) counted.failed = 1;
    return { counted, output };
}

async function plain(command, args) {
    const { code, output } = await run(command, args, { env: environment });
    return { counted: { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }, output };
}

async function nodeTests(file) {
    const { code, output } = await run(process.execPath, ['--test', '--test-reporter=tap', file], {
        env: { ...environment, NURI_BUILD: build, ...(shots ? { NURI_SHOTS: shots } : {}) },
    });
    const counted = {
        passed: sum(output, /^# pass (\d+)/gm),
        failed: sum(output, /^# fail (\d+)/gm) + sum(output, /^# cancelled (\d+)/gm),
        skipped: sum(output, /^# skipped (\d+)/gm),
    };
    if (code !== 0 && counted.failed === 0) counted.failed = 1;
    if (counted.passed === 0 && counted.failed === 0) counted.failed = 1;
    return { counted, output };
}

const bin = join(build, 'bin');
const programs = existsSync(bin) ? readdirSync(bin).sort() : [];
const wanted = (kind) => only === null || only === kind;

if (wanted('layers')) await timed('layers', () => plain(process.execPath, ['tests/layers.mjs']));
if (wanted('unit')) {
    for (const program of programs.filter((name) => name.endsWith('_test'))) await timed(program, () => unit(join(bin, program)));
}
if (wanted('fuzz')) {
    for (const program of programs.filter((name) => name.endsWith('_fuzz'))) {
        await timed(`replay ${program}`, () => plain(join(bin, program), [join(root, 'fuzz/corpus', program.replace(/_fuzz$/, ''))]));
    }
}
if (wanted('bench')) {
    for (const program of programs.filter((name) => name.endsWith('_bench'))) await timed(`smoke ${program}`, () => plain(join(bin, program), ['--smoke']));
}
if (wanted('e2e')) {
    const folder = join(root, 'tests/e2e');
    for (const file of existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort() : []) {
        await timed(`e2e ${file.replace('.test.mjs', '')}`, () => nodeTests(join(folder, file)));
    }
}

if (failures.length) console.log(`failed: ${failures.join(', ')}`);
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
