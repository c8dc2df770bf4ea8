#!/usr/bin/env node
// Makes the demo's pictures and films: node make.mjs --out DIR [--titles SLUG,…] [--only pictures|films] [--quick].
// What is there is kept; what is not appears whole or not at all. Says on standard output what is done, a JSON line each time.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { filmTasks } from './films.mjs';
import { pictureTasks } from './pictures.mjs';
import { titlesOf, together } from './workshop.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' }, titles: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
if (!values.out) {
    console.error('make.mjs: --out DIR is needed');
    process.exit(2);
}
const out = resolve(values.out);
try {
    const titles = await titlesOf(values.titles?.split(','));
    const tasks = titles.flatMap((title) => [...(values.only === 'films' ? [] : pictureTasks(title, out)), ...(values.only === 'pictures' ? [] : filmTasks(title, out, values.quick))]);
    // The longest first, so that no core waits for them in the end.
    tasks.sort((a, b) => b[0].startsWith('films/') - a[0].startsWith('films/'));
    let done = 0;
    await together(tasks, availableParallelism(), (name) => console.log(JSON.stringify({ done: ++done, of: tasks.length, name })));
} catch (error) {
    console.error(`make.mjs: ${error.message}`);
    process.exit(1);
}
