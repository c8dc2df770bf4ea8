// Writes src/world/data_*.inc: territories, groups, subdivisions, languages, currencies, zones and ratings.
//
//     node tools/generate-world.mjs NODE_MODULES [ZONEINFO]
//
// NODE_MODULES holds cldr-core and cldr-localenames-full (Unicode licence v3); ZONEINFO is a folder with
// zone.tab of the time zone database (public domain), /usr/share/zoneinfo by default. The rest comes from the
// tables of our own in src/world/data/ and below. The output is committed: a build needs neither.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modules, zoneinfo = '/usr/share/zoneinfo'] = process.argv.slice(2);
if (!modules) {
    console.error('usage: node tools/generate-world.mjs NODE_MODULES [ZONEINFO]');
    process.exit(2);
}
const world = join(dirname(fileURLToPath(import.meta.url)), '../src/world');
const read_json = (path) => JSON.parse(readFileSync(join(modules, path), 'utf8'));
const supplemental = (name) => read_json(`cldr-core/supplemental/${name}.json`).supplemental;
const names = (locale, kind) =>
    read_json(`cldr-localenames-full/main/${locale}/${kind}.json`).main[locale].localeDisplayNames[kind];
const version = read_json('cldr-core/package.json').version;

// --- tables of our own ---------------------------------------------------------------------------

// The European Economic Area beyond the Union (Agreement on the EEA, article 126).
const eea_beyond_eu = ['IS', 'LI', 'NO'];

// Leaf territories that the zone table leaves out: the zone of whoever administers them.
const zones_beside_the_table = {
    AC: 'Atlantic/St_Helena', BV: 'Europe/Oslo', CP: 'Pacific/Tahiti', CQ: 'Europe/Guernsey',
    DG: 'Indian/Chagos', EA: 'Africa/Ceuta', HM: 'Indian/Kerguelen', IC: 'Atlantic/Canary',
    TA: 'Atlantic/St_Helena', XK: 'Europe/Belgrade',
};

// ISO 4217 minor units other than 2. (CLDR's own digits are what shops round to.)
const minor_digits = {
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
};

// Subdivision codes of places that are territories in their own right, beside those CLDR lists.
const territories_in_disguise = {
    'CN-HK': 'HK', 'CN-MO': 'MO', 'CN-TW': 'TW', 'FR-971': 'GP', 'FR-972': 'MQ', 'FR-973': 'GF', 'FR-974': 'RE',
    'FR-976': 'YT', 'NL-BQ1': 'BQ', 'NL-BQ2': 'BQ', 'NL-BQ3': 'BQ', 'NO-21': 'SJ', 'NO-22': 'SJ', 'SH-AC': 'AC',
    'SH-TA': 'TA',
};

// Where the usual name is CLDR's short one.
const short_names = ['HK', 'MO', 'PS'];

// -------------------------------------------------------------------------------------------------

const containment = supplemental('territoryContainment').territoryContainment;
const leaves_of = (code) =>
    containment[code] ? [...new Set(containment[code]._contains.flatMap(leaves_of))] : [code];
const leaves = leaves_of('001').sort();
if (leaves.length !== 257) throw new Error(`expected 257 leaf territories, found ${leaves.length}`);
const index_of = new Map(leaves.map((code, index) => [code, index]));

const text = (s) => `"${s.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
const upper_subdivision = (code) => `${code.slice(0, 2)}-${code.slice(2)}`.toUpperCase();
const by_text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function emit(name, source, rows) {
    const head = `// Made by tools/generate-world.mjs; do not edit.\n// Source: ${source}\n`;
    writeFileSync(join(world, `data_${name}.inc`), head + rows.join('\n') + '\n');
    console.log(`data_${name}.inc: ${rows.length} rows`);
}
const cldr = `CLDR ${version}, © Unicode, Inc., Unicode licence v3 (SPDX: Unicode-3.0)`;

// --- territories ---------------------------------------------------------------------------------

const name_of = (locale) => {
    const table = names(locale, 'territories');
    return (code) => (short_names.includes(code) && table[`${code}-alt-short`]) || table[code];
};
const english = name_of('en');
const korean = name_of('ko');
const mappings = supplemental('codeMappings').codeMappings;
const currency_data = supplemental('currencyData').currencyData;

function currency(code) {
    for (const entry of currency_data.region[code] ?? []) {
        const [letters, facts] = Object.entries(entry)[0];
        if (!facts._to && facts._tender !== 'false' && letters !== 'XXX') return letters;
    }
    return '';
}

// Minutes east of Greenwich in winter and summer together: the greatest sum sees midnight first.
function eastness(zone) {
    const offset = (month) => {
        const at = new Date(Date.UTC(2026, month, 1));
        const shown = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
            .formatToParts(at).find((part) => part.type === 'timeZoneName').value;
        const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(shown);
        return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
    };
    return offset(0) + offset(6);
}
const zones = new Map();
for (const line of readFileSync(join(zoneinfo, 'zone.tab'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [code, , zone] = line.split('\t');
    const known = zones.get(code);
    if (!known || eastness(zone) > eastness(known)) zones.set(code, zone);
}

emit('territories', `${cldr}; zones: tz database, zone.tab, public domain`, leaves.map((code) => {
    const mapping = mappings[code] ?? {};
    // XK and the exceptional reservations carry numbers from the private range (UN M49 has none for them).
    const numeric = Number(mapping._numeric ?? 0);
    const zone = zones.get(code) ?? zones_beside_the_table[code];
    if (!zone || !english(code) || !korean(code)) throw new Error(`no zone or name for ${code}`);
    const alpha3 = /^[A-Z]{3}$/.test(mapping._alpha3 ?? '') ? mapping._alpha3 : '';
    return `{"${code}", "${alpha3}", ${numeric < 900 ? numeric : 0}, ${text(english(code))}, ` +
        `${text(korean(code))}, "${currency(code)}", "${zone}"},`;
}));

// --- groups --------------------------------------------------------------------------------------

const groups = Object.fromEntries(
    Object.keys(containment).filter((code) => !code.includes('status')).map((code) => [code, leaves_of(code)]));
groups.EEA = [...groups.EU, ...eea_beyond_eu];
// CLDR's own EZ lags behind its currencies: it lacks Croatia (2023) and Bulgaria (2026).
groups.EZ = groups.EU.filter((code) => currency(code) === 'EUR');
emit('groups', `${cldr}; EEA: our own; EZ: members of the EU whose currency is EUR`, Object.keys(groups).sort(by_text).map((code) => {
    const words = [0n, 0n, 0n, 0n, 0n];
    for (const leaf of groups[code]) {
        const index = index_of.get(leaf);
        words[index >> 6] |= 1n << BigInt(index & 63);
    }
    const english_name = english(code) ?? 'European Economic Area';
    const korean_name = korean(code) ?? '유럽 경제 지역';
    return `{"${code}", ${text(english_name)}, ${text(korean_name)}, ` +
        `{${words.map((word) => `0x${word.toString(16)}u`).join(', ')}}},`;
}));

// --- subdivisions --------------------------------------------------------------------------------

const aliases = supplemental('aliases').metadata.alias;
const same_as = new Map(Object.entries(territories_in_disguise));
for (const [code, { _replacement }] of Object.entries(aliases.subdivisionAlias)) {
    if (/^[A-Z]{2}$/.test(_replacement)) same_as.set(upper_subdivision(code), _replacement);
}
const tree = supplemental('subdivisionContainment').subdivisionContainment;
emit('subdivisions', `${cldr}: the first level of ISO 3166-2, by territory`, leaves
    .map((leaf) => [leaf, (tree[leaf]?._contains ?? []).map(upper_subdivision)
        .filter((code) => !same_as.has(code)).map((code) => code.slice(3)).sort(by_text)])
    .filter(([, parts]) => parts.length > 0)
    .map(([leaf, parts]) => `{${index_of.get(leaf)}, "${parts.join(' ')}"},  // ${leaf}`));
emit('subdivision_aliases', `${cldr}; and our own`,
    [...same_as].sort(([a], [b]) => by_text(a, b)).map(([from, to]) => `{"${from}", ${index_of.get(to)}},`));

// --- languages of territories --------------------------------------------------------------------

const info = supplemental('territoryInfo').territoryInfo;
const standing = { official: 0, de_facto_official: 0, official_regional: 1 };
emit('spoken', `${cldr}: official languages and those of a hundredth of the people`, leaves.flatMap((leaf) =>
    Object.entries(info[leaf]?.languagePopulation ?? {})
        .map(([language, facts]) => ({
            tag: language.replace(/_/g, '-'),
            percent: Math.min(100, Number(facts._populationPercent)),
            rank: standing[facts._officialStatus] ?? 2,
        }))
        .filter(({ percent, rank }) => rank < 2 || percent >= 1)
        .sort((a, b) => a.rank - b.rank || b.percent - a.percent || by_text(a.tag, b.tag))
        .map(({ tag, percent, rank }) => `{${index_of.get(leaf)}, "${tag}", ${percent}, ${rank < 2}},`)));

// --- currencies ----------------------------------------------------------------------------------

const digits_of = new Map(Object.entries(minor_digits).flatMap(([digits, codes]) =>
    codes.split(' ').map((code) => [code, Number(digits)])));
const in_use = new Set(leaves.flatMap((leaf) => (currency_data.region[leaf] ?? [])
    .flatMap(Object.entries).filter(([code, facts]) => !facts._to && code !== 'XXX').map(([code]) => code)));
emit('currencies', `${cldr}: in use today; minor digits: ISO 4217, our own table`,
    [...in_use].sort(by_text).map((code) => `{"${code}", ${digits_of.get(code) ?? 2}},`));

// --- locales -------------------------------------------------------------------------------------

const language_names = { en: names('en', 'languages'), ko: names('ko', 'languages') };
const languages = Object.keys(language_names.en).filter((tag) => /^[a-z]{2,3}$/.test(tag)).sort(by_text);
const likely = supplemental('likelySubtags').likelySubtags;
const script_in = (tag) => likely[tag]?.split('-')[1] ?? '';
emit('languages', `${cldr}: English name, Korean name, usual script`, languages.map((tag) =>
    `{"${tag}", ${text(language_names.en[tag])}, ${text(language_names.ko[tag] ?? '')}, "${script_in(tag)}"},`));
emit('regional_scripts', `${cldr}: languages written otherwise in one region`, Object.keys(likely)
    .filter((key) => /^[a-z]{2,3}-[A-Z]{2}$/.test(key) && languages.includes(key.split('-')[0]))
    .filter((key) => script_in(key) !== script_in(key.split('-')[0])).sort(by_text)
    .map((key) => `{"${key}", "${script_in(key)}"},`));
emit('language_aliases', `${cldr}: withdrawn and overlong codes`, Object.entries(aliases.languageAlias)
    .filter(([from, { _replacement }]) => /^[a-z]{2,3}$/.test(from) && /^[a-z]{2,3}$/.test(_replacement))
    .sort(([a], [b]) => by_text(a, b)).map(([from, { _replacement }]) => `{"${from}", "${_replacement}"},`));
const parents = supplemental('parentLocales').parentLocales.parentLocale;
emit('parent_locales', `${cldr}; an empty parent is the root`, Object.entries(parents)
    .map(([tag, parent]) => [tag, parent === 'root' || parent === 'und' ? '' : parent])
    .sort(([a], [b]) => by_text(a, b)).map(([tag, parent]) => `{"${tag}", "${parent}"},`));
const scripts = { en: names('en', 'scripts'), ko: names('ko', 'scripts') };
emit('scripts', cldr, Object.keys(scripts.en).filter((code) => /^[A-Z][a-z]{3}$/.test(code)).sort(by_text)
    .map((code) => `{"${code}", ${text(scripts.en[code])}, ${text(scripts.ko[code] ?? '')}},`));

// --- our own tables ------------------------------------------------------------------------------

const table = (name) => readFileSync(join(world, 'data', name), 'utf8').split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
emit('native_languages', 'src/world/data/native_languages.tsv, our own',
    table('native_languages.tsv').map(([tag, name]) => `{"${tag}", ${text(name)}},`));

const systems = [];
const labels = [];
for (const row of table('ratings.tsv')) {
    if (row[0] === 'system') {
        const [, id, territory, medium, name] = row;
        systems.push({ id, territory, medium, name, first: labels.length, count: 0 });
    } else {
        const [label, age, meaning] = row;
        labels.push(`{${text(label)}, ${Number(age)}, ${text(meaning)}},`);
        ++systems.at(-1).count;
    }
}
emit('rating_labels', 'src/world/data/ratings.tsv, our own', labels);
emit('rating_systems', 'src/world/data/ratings.tsv, our own', systems.map((s) =>
    `{"${s.id}", "${s.territory}", ${text(s.name)}, ${s.medium === 'television'}, ${s.first}, ${s.count}},`));
