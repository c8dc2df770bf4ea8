// What a member of `watch` does with the membership: joins and pays, changes the plan, pauses, cancels and takes it back,
// forgets a password, takes the data along and leaves; and what an operator sees through somebody else's eyes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { until } from './harness.mjs';
import { House, built, looksRight, sizes } from './house.mjs';
import { Shots } from './shots.mjs';

const house = new House('watch-member', { films: 3 }), { service } = house;
const visitor = (options) => house.visitor(options);
const newest = (email, known = 0) => until('a letter', () => { const letters = service.mails(email); return letters.length > known ? letters.at(-1) : null; });
const password = 'a boat under the bridge';

before(async () => {
    assert.ok(built('watch'), 'watch is not built: ./dev build');
    await house.open();
});
after(() => house.close());
afterEach(() => house.leave());

/** Joins, verifies and signs in; stands where the payment is asked. */
async function joined(email, plan = 'Standard') {
    const there = await visitor({ member: false }), { page, open } = there;
    await open('/sign-up');
    await page.getByRole('radio', { name: new RegExp(plan) }).check();
    await page.fill('[name=email]', email);
    await page.fill('[name=password]', password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Look in your mail' }).waitFor();
    await open(`/verify?token=${(await newest(email)).token}`);
    await page.getByRole('button', { name: 'Confirm my address' }).click();
    await page.getByRole('link', { name: 'Sign in' }).last().click();
    await page.fill('[name=email]', email);
    await page.fill('[name=password]', password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'One last thing: your membership' }).waitFor();
    await page.getByText('MX$159.00 today, and every month').or(page.getByText('MX$99.00 today, and every month')).waitFor();
    return there;
}
async function pay(page, card = 'A card that works') {
    await page.getByRole('radio', { name: new RegExp(card) }).check();
    await page.getByRole('button', { name: 'Start the membership' }).click();
}

describe('a membership', () => {
    test('begins with a card after one was declined, and then the home is there', async () => {
        const { page } = await joined('ana@example.org');
        await looksRight(page, 'the payment');
        await pay(page, 'A card that is declined');
        await page.getByText('The payment was declined.').waitFor();
        await looksRight(page, 'a declined card');
        await pay(page);
        await page.waitForSelector('.billboard h1');
    });

    test('whose bank asks is confirmed there', async () => {
        const { page } = await joined('bea@example.org');
        await pay(page, 'A card whose bank asks');
        await page.getByRole('heading', { name: 'Your bank asks' }).waitFor();
        await looksRight(page, 'the bank');
        await page.getByRole('button', { name: 'No, it is not me' }).click();
        await page.getByText('The payment was declined.').waitFor();
        await pay(page, 'A card whose bank asks');
        await page.getByRole('button', { name: 'Yes, confirm' }).click();
        await page.waitForSelector('.billboard h1');
    });

    test('says what a dearer plan costs before it is charged, pauses, is cancelled, and is taken back', async () => {
        const { page, open } = await joined('eva@example.org', 'Basic');
        await pay(page);
        await page.waitForSelector('.billboard h1');
        await open('/account');
        await page.getByText(/MX\$99\.00 will be charged on/).waitFor();
        await page.getByRole('radio', { name: /Premium/ }).check();
        await page.getByRole('button', { name: 'Change to this plan' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByText(/is charged now, for the/).waitFor();
        await looksRight(page, 'the price of a change');
        await dialog.getByRole('button', { name: /^Pay MX\$/ }).click();
        await page.getByText('Your plan is changed.').waitFor();
        await page.getByText('What was charged').click();
        await page.getByText('change to Premium').waitFor();
        await page.getByRole('button', { name: 'Pause', exact: true }).click();
        await dialog.getByLabel('For how long?').selectOption({ label: '2 months' });
        await looksRight(page, 'a pause');
        await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
        await page.getByRole('button', { name: 'Go on now' }).click();
        await page.getByRole('button', { name: 'Cancel membership' }).click();
        await dialog.getByRole('button', { name: 'Cancel membership' }).click();
        await page.getByText(/Cancelled. You can watch until/).first().waitFor();
        await page.getByRole('button', { name: 'Keep my membership' }).click();
        await page.getByText(/MX\$229\.00 will be charged on/).waitFor();
        await looksRight(page, 'the membership');
    });
});

describe('an account', () => {
    test('with a forgotten password gets a link, and a new one', async () => {
        const email = 'ida@example.org';
        await service.member(email, { plan: 'basic', token: false });
        const { page, open } = await visitor({ member: false });
        await open('/forgot');
        await page.getByLabel('E-mail').fill(email);
        await looksRight(page, 'a forgotten password');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Look in your mail' }).waitFor();
        await open(`/reset?token=${(await newest(email)).token}`);
        await page.getByLabel('New password').fill('another boat, another bridge');
        await looksRight(page, 'a new password');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Your password is changed' }).waitFor();
        await page.getByRole('link', { name: 'Sign in' }).last().click();
        await page.fill('[name=email]', email);
        await page.fill('[name=password]', 'another boat, another bridge');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.billboard h1');
    });

    test('is taken along as a document, deleted, and kept after all', async () => {
        const email = 'lea@example.org', member = await service.member(email, { plan: 'basic', token: false });
        const { page, open } = await visitor({ storage: await house.signIn(member) });
        await open('/account');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download my data' }).click()]);
        const document = JSON.parse(readFileSync(await download.path(), 'utf8'));
        assert.match(JSON.stringify(document), /lea@example\.org/);
        await page.getByRole('button', { name: 'Delete my account' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Password', { exact: true }).fill(member.password);
        await looksRight(page, 'a farewell');
        await dialog.getByRole('button', { name: 'Delete my account' }).click();
        await page.getByText('Your account will be deleted in 14 days.').waitFor();
        await open('/sign-in?to=/account');
        await page.fill('[name=email]', email);
        await page.fill('[name=password]', member.password);
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Keep my account' }).click();
        await page.getByText('Your account stays.').waitFor();
    });
});

describe('somebody else’s eyes', () => {
    test('an operator sees the pages of a viewer in Korea, says so, and plays nothing', async () => {
        const { context, page, open } = await visitor({ member: false });
        const boss = await context.request.post(`${service.url}/api/v1/operator/log-in`, { data: { email: 'boss@example.org', password: 'rain on the tin roof' } });
        const { csrf_token } = await boss.json();
        const asked = await context.request.post(`${service.url}/api/v1/operator/view-as`, { headers: { 'X-CSRF-Token': csrf_token }, data: { territory: 'KR', home: 'KR', plan: 'basic', at: '2027-07-01T00:00:00Z' } });
        assert.equal(asked.status(), 201, await asked.text());
        const { token } = await asked.json();
        await open(`/#view-as=${token}`);
        await page.getByText(/As a viewer in South Korea on 1 July 2027/).waitFor();
        await page.waitForSelector('.billboard h1');
        assert.ok(!page.url().includes('view-as'), 'the token leaves the address');
        assert.equal(await page.evaluate((word) => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).includes(word), token), false, 'and is kept nowhere');
        await looksRight(page, 'somebody else’s home');
        assert.equal(await page.locator('a[href^="/watch/"]').count(), 0);
        await page.locator('.card').first().click();
        await page.getByText('You are looking around as somebody else; nothing plays.').waitFor();
        await looksRight(page, 'somebody else’s title');
    });
});

test('pictures of the membership', { skip: !Shots.wanted }, async () => {
    const shots = new Shots('watch-member'), { context } = await joined('mia@example.org');
    const storage = await context.storageState(), me = await (await context.request.get(`${service.url}/api/v1/me`)).json(), headers = { 'X-CSRF-Token': me.csrf_token };
    const everywhere = async (what, path) => {
        for (const locale of ['en', 'ko']) {
            await context.request.patch(`${service.url}/api/v1/me/profiles/${me.profiles[0].id}`, { headers, data: { language: locale } });
            for (const size of Object.keys(sizes)) {
                const { page, open } = await visitor({ storage, locale, size: sizes[size] });
                await open(path);
                await page.waitForSelector('h1');
                await shots.take(page, what, locale, size);
            }
        }
    };
    await everywhere('join', '/join');
    await context.request.post(`${service.url}/api/v1/me/subscription`, { headers, data: { plan: 'standard', payment_token: 'test-succeeds' } });
    await everywhere('membership', '/account');
    await shots.sheet(house.browser);
});
