// The plain front page: what can be watched here and now, by name.
import { locale, texts } from './texts.js';

document.documentElement.lang = locale;
const state = document.getElementById('state'), list = document.getElementById('titles');

function row(title) {
    const item = document.createElement('li'), link = document.createElement('a'), year = document.createElement('small');
    link.href = `/play/${title.ref}`;
    link.textContent = title.name;
    link.lang = title.name_language;
    year.textContent = title.release_year ?? '';
    link.append(year);
    item.append(link);
    return item;
}

async function get(path) {
    const response = await fetch(`/api/v1${path}`, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
}

async function fill() {
    const service = await get('/service');
    if (service.presence !== 'launched') {
        const reason = service.presence === 'announced' ? 'service_not_launched' : 'service_unavailable';
        state.textContent = texts.reasons[reason].join('. ');
        return;
    }
    let cursor = null;
    do {
        const page = await get(`/titles?locale=${locale}${cursor ? `&cursor=${cursor}` : ''}`);
        list.append(...page.titles.map(row));
        cursor = page.next_cursor;
    } while (cursor !== null);
}

fill().catch((error) => {
    console.error(error);
    state.textContent = texts.errors.network.join('. ');
});
