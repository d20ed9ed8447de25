import { fileURLToPath } from 'node:url';
import { readCsv } from './csv.js';
import type { Dataset } from './dataset.js';
import { loadMnist } from './mnist.js';
import type { DataOptions } from './options.js';
import { type Random, seededRandom } from './random.js';
import { planRoles } from './roles.js';
import { openSource } from './source.js';
import type { Table } from './table.js';
import { understand } from './understand.js';

export interface BuiltinSet {
  readonly name: string;
  /** One line for a list of what there is. */
  readonly description: string;
  load(options: DataOptions): Promise<Dataset>;
}

/** Data sets that can be named instead of a file. */
export const builtinSets: readonly BuiltinSet[] = [
  {
    name: 'mnist',
    description: '70,000 handwritten digits of 28 x 28 pixels (LeCun, Cortes and Burges)',
    load: () => loadMnist(),
  },
  {
    name: 'penguins',
    description:
      '344 penguins of three species: a small table with text and missing values (Gorman and others, CC0)',
    async load(options) {
      const file = await openSource(fileURLToPath(new URL('../../datasets/penguins.csv', import.meta.url)));
      const table = await readCsv({ ...file, name: 'penguins' }, planRoles(options), {
        ...options,
        sample: undefined,
      });
      return understand(table, 'penguins', options);
    },
  },
  {
    name: 'vectors',
    description:
      '3,000 made-up vectors of 64 numbers: 12 topics in 4 fields, as embeddings of texts might lie',
    load: async (options) => understand(topicVectors(), 'vectors', options),
  },
];

/**
 * Unit vectors in a tree: fields are far apart, topics near their field, documents near their topic; topics differ in
 * number and spread.
 */
function topicVectors(): Table {
  const rows = 3000;
  const width = 64;
  const fields = ['astronomy', 'botany', 'cooking', 'law'];
  const random = seededRandom(1);
  const centres = fields.map(() => gaussianVector(width, random));
  const topics = Array.from({ length: 12 }, (_, i) => ({
    name: `${fields[i % fields.length]} ${1 + Math.floor(i / fields.length)}`,
    field: fields[i % fields.length],
    centre: nearby(centres[i % fields.length], 0.8, random),
    spread: 0.7 + 0.5 * random(),
    weight: 0.4 + random(),
  }));
  const total = topics.reduce((sum, { weight }) => sum + weight, 0);
  const values = new Float32Array(rows * width);
  const drawn = Array.from({ length: rows }, (_, row) => {
    let left = random() * total;
    const topic =
      topics.find(({ weight }) => {
        left -= weight;
        return left < 0;
      }) ?? topics[0];
    const vector = nearby(topic.centre, topic.spread, random);
    const length = Math.hypot(...vector);
    values.set(
      vector.map((value) => value / length),
      row * width,
    );
    return topic;
  });
  return {
    source: 'vectors',
    rows,
    columns: [
      { kind: 'vector', name: 'embedding', width, values },
      { kind: 'text', name: 'label', values: drawn.map(({ name }) => name) },
      { kind: 'text', name: 'field', values: drawn.map(({ field }) => field) },
    ],
    notes: [],
  };
}

const nearby = (centre: readonly number[], spread: number, random: Random) =>
  gaussianVector(centre.length, random).map((value, i) => centre[i] + spread * value);

/** Independent standard normal numbers (Box and Muller, 1958). */
function gaussianVector(length: number, random: Random): number[] {
  return Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}
