// The law beside a general policy engine: decide_bench at both sizes, then the same rules and questions put to Cedar
// (WebAssembly, from npm) in the same run. Cedar is given only the policies of the question's title and of what that stands
// below, parsed beforehand: it is asked to evaluate, not to search. For 200 titles it is also given all there are.
//
//   node bench/decide.mjs --build build
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const words = process.argv.slice(2);
const at = words.indexOf('--build');
const program = join(at < 0 ? 'build' : words[at + 1], 'bin/decide_bench');

for (const size of [[], ['--titles', '220000', '--grants', '1000000']]) {
    if (spawnSync(program, size, { stdio: 'inherit' }).status !== 0) process.exit(1);
    console.log('');
}

let cedar;
try {
    cedar = await import('@cedar-policy/cedar-wasm/nodejs');
} catch {
    console.log('\nCedar is not installed (npm install @cedar-policy/cedar-wasm): not measured beside it');
    process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'nuri-decide-'));
try {
    const file = join(folder, 'rules.json');
    for (const size of [['--titles', '200', '--grants', '900'], ['--titles', '20000', '--grants', '90000']]) {
        if (spawnSync(program, ['--rules', file, ...size], { stdio: 'inherit' }).status !== 0) process.exit(1);
        const world = JSON.parse(readFileSync(file, 'utf8'));
        compare(world, 'the policies of the title asked about', () => (question) => question.titles);
        // All in one set: Cedar looks at each of them.
        if (world.titles <= 200) compare(world, 'every policy in one set', (every) => () => every);
    }
} finally {
    rmSync(folder, { recursive: true });
}

function policyOf(grant) {
    const places = grant.territories.map((code) => `"${code}"`).join(', ');
    const end = grant.end < 0 ? '' : ` && context.at < ${grant.end}`;
    return `${grant.deny ? 'forbid' : 'permit'} (principal, action == Action::"watch", resource in Title::"${grant.title}")
when { [${places}].contains(context.territory) && context.at >= ${grant.start}${end} };`;
}

/** Puts the world's questions to Cedar with the policies of the titles that `chooser` names, parsed beforehand. */
function compare({ titles, grants, questions, p50_ns, p99_ns }, with_what, chooser) {
    const byTitle = new Map();
    for (const grant of grants) byTitle.set(grant.title, [...(byTitle.get(grant.title) ?? []), policyOf(grant)]);
    const chosen = chooser([...byTitle.keys()]);
    const parsed = new Map();
    const calls = questions.map((question) => {
        const of = chosen(question);
        const id = `${with_what}-${titles}-${of.length === byTitle.size ? 'all' : of[0]}`;
        if (!parsed.has(id)) {
            const text = of.flatMap((title) => byTitle.get(title) ?? []).join('\n');
            const answer = cedar.preparsePolicySet(id, { staticPolicies: text });
            if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors));
            parsed.set(id, true);
        }
        const named = (title) => ({ type: 'Title', id: String(title) });
        return {
            principal: { type: 'Member', id: 'somebody' },
            action: { type: 'Action', id: 'watch' },
            resource: named(question.titles[0]),
            context: { territory: question.territory, at: question.at },
            preparsedPolicySetId: id,
            validateRequest: false,
            entities: question.titles.map((title, n) => ({ uid: named(title), attrs: {}, parents: question.titles.slice(n + 1).map(named) })),
        };
    });
    const samples = [];
    calls.forEach((call, n) => {
        const start = process.hrtime.bigint();
        const answer = cedar.statefulIsAuthorized(call);
        samples.push(Number(process.hrtime.bigint() - start));
        if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors));
        if ((answer.response.decision === 'allow') !== questions[n].allowed) throw new Error(`Cedar and we differ on question ${n}`);
    });
    samples.sort((a, b) => a - b);
    const quantile = (q) => samples[Math.floor(samples.length * q)];
    console.log(`beside Cedar ${cedar.getCedarVersion?.() ?? ''} (WebAssembly, node ${process.version}), ${with_what}: ${questions.length} questions about ${titles} titles, ${grants.length} policies, every answer the same`);
    console.log(`  Cedar  p50 ${(quantile(0.5) / 1000).toFixed(1)} us  p99 ${(quantile(0.99) / 1000).toFixed(1)} us, JSON in and out included`);
    console.log(`  nuri   p50 ${p50_ns} ns  p99 ${p99_ns} ns  (${Math.round(quantile(0.5) / p50_ns)} times)`);
}
