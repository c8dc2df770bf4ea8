// Holds every #include of src/ to the floors: a module includes only the modules its CMakeLists.txt names, each of
// which stands on a lower floor (or, named in SAME_FLOOR, on the same one).
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..', 'src');
const faults = [];

const list = (call, key) =>
    (call.match(new RegExp(`\\b${key}((?:\\s+[\\w:.-]+)*?)(?=\\s+(?:NAME|FLOOR|DEPS|SAME_FLOOR|LIBS|TEST_LIBS)\\b|\\s*$)`))?.[1] ?? '')
        .trim().split(/\s+/).filter(Boolean);

const modules = new Map();
for (const name of readdirSync(source)) {
    const file = join(source, name, 'CMakeLists.txt');
    if (!existsSync(file)) continue;
    const call = readFileSync(file, 'utf8').replace(/#.*/g, '').match(/nuri_module\(([^)]*)\)/)?.[1];
    if (!call) continue;
    modules.set(name, {
        floor: Number(list(call, 'FLOOR')[0]),
        deps: list(call, 'DEPS'),
        sameFloor: list(call, 'SAME_FLOOR'),
    });
    if (list(call, 'NAME')[0] !== name) faults.push(`${file}: NAME is not the folder's name`);
}

for (const [name, module] of modules) {
    for (const dep of module.deps) {
        const other = modules.get(dep);
        if (!other) faults.push(`${name}: DEPS names ${dep}, which is no module`);
        else if (other.floor >= module.floor) faults.push(`${name} (floor ${module.floor}) may not stand on ${dep} (floor ${other.floor})`);
    }
    for (const dep of module.sameFloor) {
        const other = modules.get(dep);
        if (!other || other.floor !== module.floor) faults.push(`${name}: SAME_FLOOR names ${dep}, which is not on floor ${module.floor}`);
        if (other?.sameFloor.includes(name)) faults.push(`${name} and ${dep} stand on each other`);
    }
}

function* sources(folder) {
    for (const entry of readdirSync(folder)) {
        const path = join(folder, entry);
        if (statSync(path).isDirectory()) yield* sources(path);
        else if (/\.(h|cc|inc)$/.test(entry)) yield path;
    }
}

let includes = 0;
for (const [name, module] of modules) {
    const allowed = new Set([name, ...module.deps, ...module.sameFloor]);
    for (const path of sources(join(source, name))) {
        for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
            const target = line.match(/^\s*#\s*include\s+"([\w-]+)\//)?.[1];
            if (!target || !modules.has(target)) continue;
            ++includes;
            if (!allowed.has(target)) {
                faults.push(`${path}:${index + 1}: ${name} (floor ${module.floor}) includes ${target}, which its CMakeLists.txt does not name in DEPS`);
            }
        }
    }
}

for (const fault of faults) console.error(fault);
console.log(`layers: ${modules.size} modules, ${includes} includes, ${faults.length} faults`);
process.exit(faults.length === 0 && includes > 0 ? 0 : 1);
