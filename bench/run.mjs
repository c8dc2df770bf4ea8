// ./dev bench [NAME]: the benchmarks, each beside its peers in the same run. What it prints goes into docs/benchmarks.md
// with the machine and the date.
//
//   node bench/run.mjs --build build [decide|registers|package|deliver]
import { spawnSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(new URL('..', import.meta.url).pathname);
const words = process.argv.slice(2);
const at = words.indexOf('--build');
const build = resolve(root, at < 0 ? 'build' : words.splice(at, 2)[1]);
const wanted = words.filter((word) => !word.startsWith('-'));

const benches = {
    decide: [process.execPath, 'bench/decide.mjs', '--build', build],
    registers: [join(build, 'bin/registers_bench')],
    package: [process.execPath, 'bench/package.mjs', '--build', build],
    deliver: [process.execPath, 'bench/deliver.mjs', '--bin', join(build, 'bin')],
};

for (const name of wanted) {
    if (!benches[name]) {
        console.error(`no benchmark named ${name}; there are ${Object.keys(benches).join(', ')}`);
        process.exit(2);
    }
}

const gib = (totalmem() / 2 ** 30).toFixed(0);
console.log(`${new Date().toISOString().slice(0, 10)}  ${cpus().length} x ${cpus()[0].model}, ${gib} GiB, node ${process.version}`);
let failed = 0;
for (const [name, [command, ...args]] of Object.entries(benches)) {
    if (wanted.length && !wanted.includes(name)) continue;
    console.log(`\n== ${name}`);
    const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
    if (status !== 0) {
        console.error(`${name} failed`);
        ++failed;
    }
}
process.exit(failed ? 1 : 0);
