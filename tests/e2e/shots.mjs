// Pictures of pages, and a contact sheet of them: one HTML page and one PNG, with a row for each page and a column for each
// language and size. NURI_SHOTS=FOLDER (or ./dev e2e --shots) asks for them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.env.NURI_SHOTS;

export class Shots {
    static wanted = Boolean(folder);

    /** Of one application; its pictures are called NAME-PAGE-LOCALE-SIZE.png. */
    constructor(name) {
        this.name = name;
        this.taken = [];
        mkdirSync(folder, { recursive: true });
    }

    /** `full`: down to the foot of the page, not only what the window shows. */
    async take(page, what, locale, size, { full = false } = {}) {
        await page.waitForLoadState('networkidle');
        const file = `${this.name}-${what}-${locale}-${size}.png`;
        await page.screenshot({ path: join(folder, file), fullPage: full });
        this.taken.push({ what, column: `${locale}, ${size}`, file });
    }

    /** Writes NAME.html and NAME.png over what was taken. */
    async sheet(browser) {
        const rows = [...new Set(this.taken.map(({ what }) => what))], columns = [...new Set(this.taken.map(({ column }) => column))];
        const cell = (what, column) => {
            const shot = this.taken.find((one) => one.what === what && one.column === column);
            return `<td>${shot ? `<a href="${shot.file}"><img src="${shot.file}" alt="${what}, ${column}"></a>` : ''}</td>`;
        };
        const html = `<!doctype html><meta charset="utf-8"><title>${this.name}</title>
<style>body { margin: 1rem; background: #2b2d31; color: #eee; font: 14px sans-serif } th { text-align: start; padding: .25rem .5rem } td { vertical-align: top; padding: .25rem } img { display: block; block-size: 220px }</style>
<table><tr><th></th>${columns.map((column) => `<th>${column}</th>`).join('')}</tr>
${rows.map((what) => `<tr><th>${what}</th>${columns.map((column) => cell(what, column)).join('')}</tr>`).join('\n')}</table>`;
        const file = join(folder, `${this.name}.html`);
        writeFileSync(file, html);
        const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } });
        await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
        await page.screenshot({ path: join(folder, `${this.name}.png`), fullPage: true });
        await page.close();
    }
}
