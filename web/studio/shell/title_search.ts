// Titles in the command palette.
import type { Command } from '$system/components/CommandPalette.svelte';
import { router } from '$system/router.svelte';
import { i18n } from '$system/i18n.svelte';
import { ask } from '../api';
import { shell } from '../texts/shell';

const found_max = 8;

export async function searchTitles(query: string, signal: AbortSignal): Promise<Command[]> {
    const { titles } = await ask('get', '/operator/titles', { query: { limit: found_max }, signal });
    return titles.map((title) => ({
        key: `title-${title.id}`, label: title.names[i18n.locale] ?? title.original_title, note: title.ref, group: shell().groups.titles, icon: 'film' as const,
        run: () => router.go(`/studio/title/${title.ref}`),
    }));
}
