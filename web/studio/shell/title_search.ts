// Titles in the command palette.
import type { Command } from '$system/components/CommandPalette.svelte';
import { router } from '$system/router.svelte';
import { i18n } from '$system/i18n.svelte';
import { ask } from '../api';
import { shell } from '../texts/shell';

const found_max = 8;

export async function searchTitles(query: string, signal: AbortSignal): Promise<Command[]> {
    const { titles } = await ask('get', '/operator/titles', {
        query: { q: query, kind: 'film,series,season,episode', limit: found_max, locale: i18n.locale },
        signal,
    });
    return titles.map((title) => ({
        key: `title-${title.id}`,
        label: title.name || title.ref,
        lang: title.name_language,
        note: title.original_title === title.name ? title.ref : `${title.original_title} · ${title.ref}`,
        group: shell().groups.titles,
        icon: 'film' as const,
        run: () => router.go(`/studio/title/${title.ref}`),
    }));
}
