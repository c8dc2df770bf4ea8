// The README's pictures, of a demo that runs: node demo/shots.mjs [http://127.0.0.1:8080] [docs/images]. ./dev e2e --shots makes both.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [base = 'http://127.0.0.1:8080', out = 'docs/images'] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
    for (const [persona, viewer, path, name] of [['us-kids', 'Avery', '/', 'home'], ['us-kids', 'Avery', '/title/dawn-over-hanok', 'title']]) {
        const context = await browser.newContext({ viewport: { width: 1440, height: 1080 }, locale: 'en-US', reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(base);
        // Signs in as the bar at the foot does, and as one of the household.
        await page.evaluate(async ([id, who]) => {
            await fetch('/api/v1/demo/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ persona: id }) });
            const me = await (await fetch('/api/v1/me')).json();
            sessionStorage.setItem('nuri-profile', String(me.profiles.find((one) => one.name === who).id));
        }, [persona, viewer]);
        await page.goto(base + path);
        await page.waitForLoadState('networkidle');
        const png = join(out, `${name}.png`);
        await page.screenshot({ path: png });
        execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', png, '-q:v', '4', join(out, `${name}.jpg`)]);
        rmSync(png);
        await context.close();
    }
} finally {
    await browser.close();
}
