import { arrowBytes } from '../data/arrow-table.js';
import type { Column } from '../data/dataset.js';
import { drawToFront, seededRandom } from '../data/random.js';
import type { StoredDataset } from '../store/dataset-folder.js';
import { writeSweep } from '../store/sweeps.js';
import { measures, type SweepRow } from './measures.js';

/** More points than this are not told apart on a small map. */
const mostDrawnRows = 20_000;

/** A line of the comparison and the map that is shown beside it. */
export interface SweepEntry {
  readonly row: SweepRow;
  /** `rows x 2` */
  readonly map: Float32Array;
}

/**
 * Writes what the page needs to show the maps side by side.
 * @param runs folder of the runs
 * @throws UserError when it cannot be written
 */
export async function keepSweep(
  runs: string,
  name: string,
  dataset: StoredDataset,
  entries: readonly SweepEntry[],
): Promise<void> {
  const drawn = drawRows(dataset.features.rows);
  const sweep = {
    format: 1 as const,
    name,
    created: new Date().toISOString(),
    dataset: { name: dataset.name, rows: dataset.features.rows },
    drawnRows: drawn.length,
    measures: measures.map((measure) => ({ ...measure })),
    rows: entries.map(({ row }) => ({ ...row, runs: [...row.runs], measured: { ...row.measured } })),
  };
  await writeSweep(runs, sweep, arrowBytes(mapColumns(dataset, drawn, entries)));
}

/** The same rows on every map, in their own order. */
function drawRows(rows: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  if (rows <= mostDrawnRows) return order;
  drawToFront(order, mostDrawnRows, seededRandom(1));
  return order.slice(0, mostDrawnRows).sort();
}

function mapColumns(dataset: StoredDataset, drawn: Uint32Array, entries: readonly SweepEntry[]): Column[] {
  const { ids, label } = dataset;
  const columns: Column[] = [{ kind: 'text', name: 'id', values: Array.from(drawn, (row) => ids[row]) }];
  if (label)
    columns.push({ ...label, name: 'label', codes: Int32Array.from(drawn, (row) => label.codes[row]) });
  entries.forEach(({ map }, i) => {
    for (const [axis, offset] of [
      ['x', 0],
      ['y', 1],
    ] as const) {
      const values = Float32Array.from(drawn, (row) => map[2 * row + offset]);
      columns.push({ kind: 'number', name: i === 0 ? axis : `${axis}_${i}`, values });
    }
  });
  return columns;
}
