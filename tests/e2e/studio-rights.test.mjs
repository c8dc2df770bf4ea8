// The rights desk of `studio`, in Debian's Chromium: territories by text, map and list; licences, footprint, view as, contracts,
// conflicts, white space, the calendar, readiness and Avails; the audit log; each used by keyboard and looked at by axe.
//
// NURI_SHOTS=FOLDER (or ./dev e2e --shots) leaves pictures of every page in three sizes and two languages.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { availList } from './avails-files.mjs';
import { film } from './films.mjs';
import { Service, days, time } from './harness.mjs';
import { built, looksRight, sizes } from './house.mjs';
import { Shots } from './shots.mjs';

const password = 'lantern over the quay';
const service = new Service('studio-rights');
let browser, signed, staff;

const api = async (method, path, body, status) => {
    const answer = await staff[method](`/api/v1/operator/${path}`, body);
    assert.ok(status ? answer.status === status : answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
};

before(async () => {
    assert.ok(built('studio'), 'studio is not built: ./dev build');
    for (const [email, role] of [['mina@example.org', 'owner'], ['ana@example.org', 'analyst']]) await service.do('operator', 'add', email, '--role', role, '--password-stdin', { stdin: `${password}\n` });
    await service.launch('MX', 'US', 'KR', 'JP');
    await service.do('territory', 'set', 'GB', 'announced', '--on', '2035-01-01');
    await service.member('maria@example.org', { plan: 'basic', token: false });
    const add = (slug, kind, ...more) => service.do('title', 'add', slug, '--kind', kind, ...more);
    await add('tide-line', 'film', '--name', 'ko=물때', '--name', 'en=Tide Line', '--original-language', 'ko', '--country', 'KR', '--year', '2025', '--synopsis', 'en=Eleven days before the sea wall closes.');
    await add('lanterns', 'film', '--name', 'es=Faroles de Oaxaca', '--name', 'en=Lanterns of Oaxaca', '--name', 'ko=오아하카의 등불', '--original-language', 'es', '--country', 'MX');
    await add('dawn-over-hanok', 'series', '--name', 'ko=한옥의 새벽', '--name', 'en=Dawn Over Hanok', '--original-language', 'ko', '--country', 'KR');
    await add('dawn-1', 'season', '--parent', 'dawn-over-hanok', '--number', '1', '--name', 'en=Season 1');
    await add('dawn-1-1', 'episode', '--parent', 'dawn-1', '--number', '1', '--name', 'en=The Key');
    await service.ingest(await film({ seconds: 2, width: 320, height: 180 }), 'tide-line', ['--ladder', '180']);
    await service.start();
    const token = (await service.do('token', 'create', '--operator', 'mina@example.org')).stdout.match(/nuri_[\w-]+/)[0];
    staff = service.client({ token });
    await api('post', 'licences', { title: 'tide-line', territories: '001 - CN - KP', from: '2020-01-01' });
    await api('post', 'licences', { title: 'dawn-over-hanok', territories: 'US + CA + 419', from: time(Date.now() - days(60)), to: time(Date.now() + days(20)), partner: 'Hanok Pictures', exclusive: true });
    await api('post', 'licences', { title: 'dawn-over-hanok', territories: 'KR', from: '2020-01-01', deny: 'holdback', partner: 'Hanok Pictures' });
    await api('post', 'licences', { title: 'lanterns', territories: 'JP + KR', from: time(Date.now() + days(10)), to: time(Date.now() + days(200)), partner: 'Faro', subtitles: ['ko', 'ja'] });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox'] });
    signed = await signIn('mina@example.org');
});
after(async () => {
    await browser?.close();
    await service.remove();
});

async function signIn(email) {
    const context = await browser.newContext();
    const answer = await context.request.post(`${service.url}/api/v1/operator/log-in`, { data: { email, password }, headers: { Origin: service.url } });
    assert.equal(answer.status(), 200, await answer.text());
    const state = await context.storageState();
    await context.close();
    return state;
}

const contexts = [];
afterEach(async () => { await Promise.all(contexts.splice(0).map((context) => context.close())); });

/** A browser of an operator who reads `locale`; what its console complains of is collected. */
async function operator({ locale = 'en-GB', size = sizes.laptop, state = signed, shade = 'light' } = {}) {
    const context = await browser.newContext({ locale, timezoneId: 'Asia/Seoul', viewport: { width: size[0], height: size[1] }, colorScheme: shade, reducedMotion: 'reduce', storageState: state });
    contexts.push(context);
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
        const refusal = /status of 4\d\d/.test(message.text()) && /\/api\/v1\//.test(message.location().url);
        if (message.type() === 'error' && !refusal) page.complaints.push(`${message.text()} ${message.location().url}`);
    });
    return { context, page, open: (path) => page.goto(service.url + path) };
}

/** What the map shows as chosen. */
const onMap = (page) => page.locator('svg[role=img] .solid[data-code]').evaluateAll((shapes) => [...new Set(shapes.map((one) => one.dataset.code))].sort());
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

describe('territories', () => {
    test('the map has each territory that a licence can name, and nothing else', async () => {
        const { page, open } = await operator();
        await open('/studio/footprint');
        await page.locator('svg[role=img] [data-code]').first().waitFor();
        const drawn = await page.locator('svg[role=img] [data-code]').evaluateAll((shapes) => [...new Set(shapes.map((one) => one.dataset.code))].sort());
        const { territories } = await api('get', 'territories/resolve?expression=001');
        assert.deepEqual(drawn, territories);
        assert.equal(drawn.length, 257);
        for (const code of ['XK', 'TW', 'TV', 'PS', 'IC']) assert.ok(drawn.includes(code), code);
    });

    test('what is typed, the map and the list are one value', async () => {
        const { page, open } = await operator();
        await open('/studio/licences/new');
        const field = page.getByLabel('Territories', { exact: true });
        for (const [typed, expression] of [
            ['US + CA + 419', 'US + CA + 419'],
            ['world except KR, KP', '001 - KR - KP'],
            ['한국, 일본', 'KR + JP'],
            ['전 세계에서 한국, 북한 제외', '001 - KR - KP'],
            ['South Korea and Timor-Leste', 'KR + TL'],
            ['US - US-TX', 'US - US-TX'],
        ]) {
            await field.fill(typed);
            await field.press('Enter');
            const { territories, without } = await api('get', `territories/resolve?expression=${encodeURIComponent(expression)}`);
            const whole = territories.filter((code) => !without.some((part) => part.startsWith(code)));
            await page.waitForFunction((codes) => JSON.stringify([...new Set([...document.querySelectorAll('svg[role=img] .solid[data-code]')].map((one) => one.dataset.code))].sort()) === codes, JSON.stringify(whole));
        }
        await field.fill('Guinea-Bissau, Atlantis');
        await field.press('Enter');
        await page.getByRole('alert').filter({ hasText: 'atlantis' }).waitFor();
        await field.fill('US + CA');
        await field.press('Enter');
        await page.getByRole('checkbox', { name: 'Mexico', exact: true }).press('Space');
        await page.waitForFunction(() => document.querySelectorAll('svg[role=img] .solid[data-code]').length > 0 && document.querySelector('svg[role=img] [data-code=MX]').classList.contains('solid'));
        assert.deepEqual(await onMap(page), ['CA', 'MX', 'US']);
        assert.equal(await field.inputValue(), 'US + CA + MX');
        await page.locator('svg[role=img] path[data-code=BR]').click();
        await page.waitForFunction(() => document.querySelector('svg[role=img] [data-code=BR]').classList.contains('solid'));
        assert.equal(await field.inputValue(), 'US + CA + MX + BR');
        assert.equal(await page.getByRole('checkbox', { name: 'Brazil', exact: true }).isChecked(), true);
        await page.getByRole('checkbox', { name: 'Canada', exact: true }).press('Space');
        await page.waitForFunction(() => !document.querySelector('svg[role=img] [data-code=CA]').classList.contains('solid'));
        assert.equal(await field.inputValue(), 'US + MX + BR');
        await page.getByRole('checkbox', { name: 'Latin America', exact: false }).first().press('Space');
        await page.waitForFunction(() => document.querySelector('svg[role=img] [data-code=AR]').classList.contains('solid'));
        await page.getByRole('checkbox', { name: 'Argentina', exact: true }).press('Space');
        await page.waitForFunction(() => !document.querySelector('svg[role=img] [data-code=AR]').classList.contains('solid'));
        assert.equal(await field.inputValue(), 'US + MX + BR + 419 - AR');
        await looksRight(page, 'the form of a licence');
    });
});

describe('licences', () => {
    test('one is written by keyboard, held against the others, corrected and ended', async () => {
        const { page, open } = await operator();
        await open('/studio/licences');
        await page.getByRole('grid').waitFor();
        await page.keyboard.press('n');
        await heading(page, 'New licence');
        await page.waitForSelector('[role=combobox]:focus');
        await page.keyboard.type('dawn-over-hanok');
        await page.keyboard.press('Escape');
        const field = page.getByLabel('Territories', { exact: true });
        await field.fill('Mexico');
        await field.press('Enter');
        await page.getByLabel('Partner', { exact: true }).fill('Rival');
        await page.getByRole('switch', { name: 'Exclusive' }).check();
        await page.getByText('Two exclusive rights meet').waitFor();
        await page.getByText('Hanok Pictures').first().waitFor();
        await looksRight(page, 'a conflict at entry');
        await page.getByRole('switch', { name: 'Exclusive' }).uncheck();
        await page.getByRole('button', { name: 'Save licence' }).press('Enter');
        await heading(page, /^Licence \d+$/);
        const id = Number(page.url().match(/(\d+)$/)[1]);
        await looksRight(page, 'a licence');
        await page.getByRole('link', { name: 'Correct' }).click();
        await heading(page, `Correct licence ${id}`);
        await field.fill('Mexico and Brazil');
        await field.press('Enter');
        await page.waitForFunction(() => document.querySelector('svg[role=img] [data-code=BR]')?.classList.contains('solid'));
        await page.getByRole('button', { name: 'Save licence' }).click();
        await page.waitForURL((url) => /licences\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${id}`));
        assert.ok((await api('get', `licences/${id}`)).ended, 'the one that was corrected has ended');
        await page.getByRole('button', { name: 'End', exact: true }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).press('Enter');
        await page.getByText('The licence is ended.').waitFor();
    });

    test('a list is narrowed by what stands in its address', async () => {
        const { page, open } = await operator();
        await open('/studio/licences?state=lapsing');
        await page.getByRole('grid').getByText('dawn-over-hanok').first().waitFor();
        assert.equal(await page.getByRole('grid').getByText('tide-line').count(), 0);
        await open('/studio/licences?territory=KR&sign=holdback');
        await page.getByRole('grid').getByText('Holdback').waitFor();
        await looksRight(page, 'the list of licences');
        await page.getByRole('grid').focus();
        await page.keyboard.press('Enter');
        await heading(page, /^Licence \d+$/);
    });

    test('why is a page that can be sent', async () => {
        const { page, open } = await operator();
        await open('/studio/why?title=dawn-over-hanok&territory=KR');
        await page.getByRole('heading', { name: 'It may not be watched' }).waitFor();
        await page.getByText('A holdback decides.').waitFor();
        await looksRight(page, 'why not');
        await page.goto(`${service.url}/studio/why?title=tide-line&territory=MX`);
        await page.getByRole('heading', { name: 'It may be watched' }).waitFor();
    });
});

describe('the service', () => {
    test('many territories are set at once, and the history tells of it', async () => {
        const { page, open } = await operator();
        await open('/studio/footprint');
        await page.getByPlaceholder('Find a territory').fill('thai');
        await page.getByRole('grid').focus();
        await page.keyboard.press('x');
        await page.getByPlaceholder('Find a territory').fill('singapore');
        await page.getByRole('grid').focus();
        await page.keyboard.press('x');
        await page.getByText('2 territories chosen').waitFor();
        await looksRight(page, 'the footprint');
        await page.getByRole('button', { name: 'Change' }).press('Enter');
        await page.getByRole('dialog').getByRole('button', { name: 'Set' }).press('Enter');
        await page.getByText('2 territories are set.').waitFor();
        await page.getByRole('grid').focus();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').getByText('mina@example.org').waitFor();
        const { territories } = await api('get', 'territories');
        assert.deepEqual(territories.filter((one) => ['TH', 'SG'].includes(one.territory)).map((one) => one.presence), ['launched', 'launched']);
    });

    test('the pages are seen as somebody else, and what is hidden says why', async () => {
        const { page, open } = await operator();
        await open('/studio/view-as?territory=KR&device=phone');
        const frame = page.frameLocator('iframe');
        await frame.getByRole('heading').first().waitFor();
        const hidden = page.getByRole('region', { name: 'Hidden titles' });
        await hidden.getByText('A holdback decides.').first().waitFor();
        await hidden.locator('li').getByText('Not open yet').first().waitFor();
        assert.ok(!(await page.frames()[1].evaluate(() => location.href)).includes('view-as'), 'the token leaves the address');
        await looksRight(page, 'view as');
        await hidden.getByRole('link', { name: 'Why?' }).first().click();
        await page.getByRole('heading', { name: 'It may not be watched' }).waitFor();
    });

    test('support finds a member, notes a refund, and the log keeps it', async () => {
        const { page, open } = await operator();
        await open('/studio/members');
        await page.getByPlaceholder('Number or address').fill('maria');
        await page.getByRole('grid').getByText('maria@example.org').waitFor();
        await page.getByRole('grid').focus();
        await page.keyboard.press('Enter');
        await heading(page, 'maria@example.org');
        await page.getByRole('combobox', { name: 'Kind' }).selectOption('refund');
        await page.getByLabel('Amount').fill('139.00');
        await page.getByLabel('Currency').fill('MXN');
        await page.getByLabel('What to remember').fill('two evenings of stalling');
        await page.getByRole('button', { name: 'Add note' }).press('Enter');
        await page.getByText('two evenings of stalling').waitFor();
        await looksRight(page, 'a member');
        await open('/studio/audit?what=member.');
        await page.locator('ol > li > button').first().waitFor();
        await page.locator('ol > li > button').first().press('Enter');
        await page.getByRole('columnheader', { name: 'After' }).waitFor();
        await looksRight(page, 'the audit log');
    });

    test('a price is set in a country’s own money, an operator invited, and the overview tells of the week', async () => {
        const { page, open } = await operator();
        await open('/studio/plans');
        await page.getByRole('button', { name: 'Add a country' }).click();
        await page.getByLabel('Country').selectOption('MX');
        await page.getByLabel('A month').fill('99.50');
        await page.getByLabel('Currency').fill('MXN');
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).press('Enter');
        await page.getByText('The price is set.').waitFor();
        await page.getByRole('button', { name: /Set the price: .* in Mexico/ }).getByText('99.50').waitFor();
        await looksRight(page, 'plans');
        await open('/studio/operators');
        await page.getByRole('button', { name: 'Invite', exact: true }).click();
        await page.getByLabel('E-mail address').fill('juno@example.org');
        await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).press('Enter');
        await page.getByText('Hand this link over').waitFor();
        await looksRight(page, 'operators');
        await open('/studio/overview');
        await page.getByText('Watching now').waitFor();
        await looksRight(page, 'the overview');
    });
});

describe('the desk', () => {
    test('a contract goes from draft to approval', async () => {
        const { page, open } = await operator();
        await open('/studio/contracts');
        await page.getByRole('button', { name: 'Open a contract' }).first().click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Partner').fill('Faro');
        await dialog.getByLabel('Reference').fill('F-2026-1');
        await dialog.getByRole('button', { name: 'Open a contract' }).press('Enter');
        await heading(page, 'F-2026-1');
        await page.getByRole('button', { name: 'Write the terms' }).click();
        await page.getByLabel('Summary').fill('Three films for Asia.');
        await page.getByRole('switch', { name: 'There is a minimum guarantee' }).check();
        await page.getByLabel('Amount').first().fill('120000');
        await page.getByLabel('Currency').first().fill('USD');
        await looksRight(page, 'the terms of a contract');
        await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
        await page.getByText('US$120,000').waitFor();
        await page.getByRole('button', { name: 'Submit for approval' }).click();
        await page.getByRole('button', { name: 'Approve' }).click();
        await page.getByText('Version 1 is in force').waitFor();
        await looksRight(page, 'a contract');
    });

    test('the calendar looks ahead by key, white space leads to a licence, conflicts name both sides', async () => {
        const { page, open } = await operator();
        await open('/studio/calendar');
        await page.getByRole('grid').getByText('Dawn Over Hanok').waitFor();
        await page.getByRole('grid').focus();
        await page.keyboard.press('Alt+ArrowRight');
        await page.waitForURL('**/calendar?from=*');
        await looksRight(page, 'the calendar');
        await open('/studio/white-space?titles=lanterns&territories=US');
        await page.getByRole('grid').getByText('Free').first().waitFor();
        await looksRight(page, 'white space');
        await page.getByRole('grid').focus();
        await page.keyboard.press('Enter');
        await heading(page, 'New licence');
        await api('post', 'licences', { title: 'lanterns', territories: 'JP', from: time(Date.now() + days(20)), to: time(Date.now() + days(90)), partner: 'Other', exclusive: true });
        await api('post', 'licences', { title: 'lanterns', territories: 'JP', from: time(Date.now() + days(30)), to: time(Date.now() + days(60)), partner: 'Third', exclusive: true });
        await open('/studio/conflicts?title=lanterns');
        await page.getByText('Third').first().waitFor();
        await page.getByText('Other').first().waitFor();
        await looksRight(page, 'conflicts');
    });

    test('the calendar of 20,000 titles is walked to its end without a pause', async () => {
        const { page, open } = await operator();
        const total = 20_000;
        await page.route('**/operator/calendar?*', (route) => {
            const query = new URL(route.request().url()).searchParams, offset = Number(query.get('offset')), limit = Number(query.get('limit'));
            const from = query.get('from'), to = query.get('to');
            const titles = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => ({ ref: `film-${offset + at}`, name: `Film ${offset + at}`, kind: 'film', opens: null, closes: null, spaces: [{ territories: 'US', from, to, state: 'held', because: null }] }));
            return route.fulfill({ json: { total, titles } });
        });
        await open('/studio/calendar');
        const grid = page.getByRole('grid');
        await grid.getByText('Film 0', { exact: true }).waitFor();
        await grid.focus();
        const begun = Date.now();
        await page.keyboard.press('End');
        await grid.getByText(`Film ${total - 1}`, { exact: true }).waitFor();
        assert.ok(Date.now() - begun < 3000, `${Date.now() - begun} ms`);
        assert.ok(await page.getByRole('row').count() < 80, 'only rows in sight exist');
    });

    test('what is missing is given to somebody, and what is coming is told', async () => {
        const { page, open } = await operator();
        await open('/studio/readiness');
        await page.getByRole('button', { name: /^Assign: Dawn|^Assign: The Key|^Assign: Lanterns/ }).first().click();
        await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).press('Enter');
        await page.getByText('Assigned.').waitFor();
        await looksRight(page, 'readiness');
        await open('/studio/notices');
        await page.locator('section').getByText('Ends', { exact: true }).first().waitFor();
        await looksRight(page, 'what is coming up');
    });

    test('an Avails file is checked, seen, imported and taken back', async () => {
        const { page, open } = await operator();
        await open('/studio/avails');
        await looksRight(page, 'the place to drop a file');
        const chooser = page.waitForEvent('filechooser');
        await page.getByRole('button', { name: 'Choose a file' }).click();
        await (await chooser).setFiles({ name: 'northwind.xml', mimeType: 'application/xml', buffer: Buffer.from(availList([{ alid: 'md:alid:org:northwind:far-shore', name: 'The Far Shore', transactions: [{ id: 'n-1', territory: 'US', start: '2026-01-01T00:00:00Z', end: '2036-01-01T00:00:00Z' }] }])) });
        await page.getByRole('heading', { name: 'How to take it in' }).waitFor();
        await looksRight(page, 'a checked file');
        await page.getByRole('switch', { name: 'Make titles that we do not have yet' }).check();
        await page.getByRole('button', { name: 'See what it would do' }).click();
        await page.getByText('Nothing has been changed.').waitFor();
        await looksRight(page, 'a preview');
        await page.getByRole('button', { name: 'Import', exact: true }).click();
        await page.getByText('In force', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).press('Enter');
        await page.getByText('Undone').first().waitFor();
        await looksRight(page, 'imports');
        for (const part of ['compare', 'export', 'profiles']) {
            await open(`/studio/avails/${part}`);
            await page.getByRole('tabpanel').waitFor();
            await looksRight(page, part);
        }
    });
});

test('whoever may only read is offered nothing to write', async () => {
    const { page, open } = await operator({ state: await signIn('ana@example.org') });
    await open('/studio/licences');
    await page.getByRole('grid').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Add a licence' }).count(), 0);
    await open('/studio/footprint');
    await page.getByRole('grid').waitFor();
    assert.equal(await page.getByRole('checkbox').count(), 0);
    assert.equal(await page.getByRole('link', { name: 'Operators' }).count(), 0);
});

test('pictures', { skip: !Shots.wanted && 'NURI_SHOTS is not set', timeout: 300_000 }, async () => {
    const shots = new Shots('studio');
    const pages = {
        overview: '/studio/overview', licences: '/studio/licences', licence: '/studio/licences/2', write: '/studio/licences/new?like=2', why: '/studio/why?title=dawn-over-hanok&territory=KR', footprint: '/studio/footprint', 'view-as': '/studio/view-as?territory=KR',
        calendar: '/studio/calendar', 'white-space': '/studio/white-space?titles=lanterns&territories=US', conflicts: '/studio/conflicts', contracts: '/studio/contracts', contract: '/studio/contracts/1', avails: '/studio/avails', 'avails-history': '/studio/avails/history', readiness: '/studio/readiness', notices: '/studio/notices',
        members: '/studio/members', member: '/studio/members/1', plans: '/studio/plans', audit: '/studio/audit', operators: '/studio/operators',
    };
    for (const locale of ['en-GB', 'ko-KR']) for (const [size, box] of Object.entries(sizes)) {
        const { page, open } = await operator({ locale, size: box, shade: size === 'wall' ? 'dark' : 'light' });
        for (const [name, path] of Object.entries(pages)) {
            await open(path);
            await page.getByRole('heading', { level: 1 }).waitFor();
            await page.waitForLoadState('networkidle');
            await shots.take(page, name, locale, size);
        }
    }
    await shots.sheet(browser);
});
