// How a picture is cut for each place: as the service does it (catalogue/picture_cuts.h), so that what is shown while the
// frame moves is what will be made.
import type { Schemas } from '../../api';

export type Focus = Schemas['Focus'];
export type Place = Exclude<Schemas['ArtworkPlace'], 'full'>;

export const shapes: Record<Place, [number, number]> = {
    poster: [2, 3],
    card: [16, 9],
    billboard: [21, 9],
    square: [1, 1],
};

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));

/** The largest area of the place's shape, with the focus in its middle as far as the picture reaches. */
export function areaOf(place: Place, width: number, height: number, focus: Focus | null): Focus {
    const [across, down] = shapes[place];
    let area = { width, height: Math.trunc((width * down) / across) };
    if (area.height > height) area = { width: Math.trunc((height * across) / down), height };
    const seen = focus ?? { x: 0, y: 0, width, height };
    return {
        ...area,
        x: clamp(
            Math.trunc(seen.x + Math.trunc(seen.width / 2) - Math.trunc(area.width / 2)),
            width - area.width,
        ),
        y: clamp(
            Math.trunc(seen.y + Math.trunc(seen.height / 2) - Math.trunc(area.height / 2)),
            height - area.height,
        ),
    };
}

/** The frame within the picture: whole pixels, never outside, never too small to take hold of. */
export function within(frame: Focus, width: number, height: number): Focus {
    const least = Math.max(8, Math.round(Math.min(width, height) / 40));
    const w = Math.round(Math.max(least, Math.min(width, frame.width))),
        h = Math.round(Math.max(least, Math.min(height, frame.height)));
    return {
        x: Math.round(clamp(frame.x, width - w)),
        y: Math.round(clamp(frame.y, height - h)),
        width: w,
        height: h,
    };
}
