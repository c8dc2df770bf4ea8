// Rating bodies and their labels, from the very table that the service reads.
import table from '../../src/world/data/ratings.tsv?raw';

export interface RatingBody {
    id: string;
    territory: string;
    name: string;
    labels: { label: string; age: number }[];
}

export const bodies: RatingBody[] = [];
for (const line of table.split('\n')) {
    const [first = '', second = '', third = '', , fifth = ''] = line.split('\t');
    if (!line || line.startsWith('#')) continue;
    if (first === 'system') bodies.push({ id: second, territory: third, name: fifth, labels: [] });
    else bodies.at(-1)?.labels.push({ label: first, age: Number(second) });
}
