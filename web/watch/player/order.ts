// Where what is played stands: its series and number, and the picture that stands for it.
import { api, type Episode } from '../api';
import { rootOf } from '../titles';

export interface Place {
    series: string | null;
    season: number | null;
    episode: Episode | null;
    picture: string | null;
}

export async function placeOf(ref: string, profile: number | null): Promise<Place> {
    const title = await api.title(rootOf(ref), profile);
    const picture = (title.artwork.poster ?? title.artwork.backdrop)?.url ?? null;
    if (title.kind === 'film') return { series: null, season: null, episode: null, picture };
    const all = title.seasons.length
        ? title.seasons.flatMap((season) =>
              season.episodes.map((episode) => ({ season: season.number, episode })),
          )
        : title.episodes.map((episode) => ({ season: null, episode }));
    const found = all.find(({ episode }) => episode.ref === ref);
    return { series: title.name, season: found?.season ?? null, episode: found?.episode ?? null, picture };
}
