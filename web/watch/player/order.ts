// Which episode comes after one.
import { api, type Episode } from '../api';
import { rootOf } from '../titles';

export interface Place { series: string; season: number | null; episode: Episode | null; next: Episode | null }

/** Where an episode stands in its series; null for a film. */
export async function placeOf(ref: string, profile: number | null): Promise<Place | null> {
    if (!ref.includes('/')) return null;
    const series = await api.title(rootOf(ref), profile);
    const all = series.seasons.length ? series.seasons.flatMap((season) => season.episodes.map((episode) => ({ season: season.number, episode }))) : series.episodes.map((episode) => ({ season: null, episode }));
    const at = all.findIndex(({ episode }) => episode.ref === ref);
    return { series: series.name, season: all[at]?.season ?? null, episode: all[at]?.episode ?? null, next: at >= 0 ? (all[at + 1]?.episode ?? null) : null };
}
