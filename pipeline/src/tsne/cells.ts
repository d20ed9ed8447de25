import type { Address } from '../threads/arena.js';
import { type ArrangedRows, type SortedRows, takeCells, type Vectors } from './arranged-rows.js';
import { type Assign, cluster } from './clustering.js';
import { chunksOf, type Engine } from './engine.js';
import { HALVED_COLUMNS, halvedCells, type RoundCells } from './halving.js';
import { columnMeans, copyRows, type PaddedRows, type Points, packByCell, takePoints } from './layout.js';
import { searchQueries } from './search.js';

/** Rows of a cell on average; fewer rows than `ROWS_WITHOUT_CELLS` stay in one. */
const CELL_ROWS = 64;
const ROWS_WITHOUT_CELLS = 1000;
/** Centres that are compared with each row: all of them unless there are many. */
const CENTRES_COMPARED = 1200;

function cellCount(rows: number): number {
  return rows < ROWS_WITHOUT_CELLS ? 1 : Math.round(rows / CELL_ROWS);
}

/**
 * Sorts rows into the cells of a coarse quantiser and packs them for the search, so that near rows are near in
 * memory from here on.
 */
export function arrangeRows(engine: Engine, vectors: Vectors): ArrangedRows {
  const { arena } = engine;
  const { rows: count, columns: width } = vectors;
  const columns = Math.ceil(width / 4) * 4;
  const cellsWanted = cellCount(count);
  const points = takePoints(engine, count, columns, cellsWanted);
  const centres = arena.put(new Float32Array(cellsWanted * columns));

  const mark = arena.mark();
  load(engine, vectors, points);
  const mean = new Float64Array(columns);
  mean.set(columnMeans(engine, points.rows, count, width));
  const factor = safeFactor(vectors.data);
  const centred = centreRows(engine, vectors, points, { columns, mean, factor });
  const { cellOf, radii } = findCells(engine, centred, cellsWanted, centres);
  const { order, starts } = sortIntoCells(engine, centred, cellOf, cellsWanted, points);
  arena.release(mark);

  const ranges = packByCell(engine, points, columns, starts);
  const cells = takeCells(engine, { ranges, centres, radii });
  return { count, width, columns, order, mean, factor, points, ranges, cells };
}

/** Cells of the rows, whose centres are written to `centres`. */
function findCells(engine: Engine, rows: PaddedRows, cells: number, centres: Address): RoundCells {
  if (cells === 1) {
    return { cellOf: new Uint32Array(rows.count), radii: Float32Array.of(Number.POSITIVE_INFINITY) };
  }
  return rows.width <= HALVED_COLUMNS
    ? halvedCells(engine, rows, cells, centres)
    : clusteredCells(engine, rows, cells, centres);
}

/** Cells around the centres of clusters. */
function clusteredCells(engine: Engine, rows: PaddedRows, cells: number, centres: Address): RoundCells {
  cluster(engine, rows, cells, centres, assignCells);
  const { cellOf, distances } = assignCells(engine, rows, cells, centres);
  const radii = new Float32Array(cells);
  distances.forEach((distance, row) => {
    radii[cellOf[row]] = Math.max(radii[cellOf[row]], Math.sqrt(distance));
  });
  return { cellOf, radii };
}

/**
 * The nearest centre of each row. This is a search like any other, among centres that are themselves arranged in cells;
 * where there are many it is approximate.
 */
const assignCells: Assign = (engine, { address, count, columns }, cells, centres) => {
  const { arena } = engine;
  const mark = arena.mark();
  const vectors = (from: Address, size: number) =>
    ({ data: arena.f32(from, size * columns), rows: size, columns, metric: 'euclidean' }) as const;
  const arranged = arrangeRows(engine, vectors(centres, cells));
  const queries = arrangeQueries(engine, arranged, vectors(address, count));
  const budget = cells > CENTRES_COMPARED ? CENTRES_COMPARED : undefined;
  const table = searchQueries(engine, arranged, queries, 1, budget);
  const found = arena.u32(table.indices, count);
  const squared = arena.f32(table.distances, count);
  const cellOf = new Uint32Array(count);
  const distances = new Float32Array(count);
  queries.order.forEach((row, place) => {
    cellOf[row] = arranged.order[found[place]];
    distances[row] = squared[place] / arranged.factor ** 2;
  });
  arena.release(mark);
  return { cellOf, distances };
};

/** Sorts queries by the cell into which they fall among `rows`; they have the same columns and metric. */
export function arrangeQueries(engine: Engine, rows: ArrangedRows, vectors: Vectors): SortedRows {
  const { arena } = engine;
  const { columns, cells } = rows;
  const points = takePoints(engine, vectors.rows, columns, cells.count);
  const mark = arena.mark();
  load(engine, vectors, points);
  const centred = centreRows(engine, vectors, points, rows);
  const cellOf =
    cells.count > 1
      ? assignCells(engine, centred, cells.count, cells.centres).cellOf
      : new Uint32Array(vectors.rows);
  const { order, starts } = sortIntoCells(engine, centred, cellOf, cells.count, points);
  arena.release(mark);
  return { count: vectors.rows, order, points, ranges: packByCell(engine, points, columns, starts) };
}

/** Puts the vectors where their arranged rows will be. */
function load({ team, arena }: Engine, { data, rows, columns, metric }: Vectors, points: Points): void {
  arena.f32(points.rows, rows * columns).set(data);
  if (metric === 'cosine') {
    const chunks = chunksOf(rows);
    team.run('unitRows', chunks.count, points.rows, rows, columns, chunks.rows);
  }
}

/** A copy of loaded vectors, centred, scaled and padded to `columns`. */
function centreRows(
  engine: Engine,
  { rows: count, columns: width }: Vectors,
  loaded: Points,
  { columns, mean, factor }: Pick<ArrangedRows, 'columns' | 'mean' | 'factor'>,
): PaddedRows {
  const address = engine.arena.take(count * columns * 4);
  copyRows(engine, {
    from: loaded.rows,
    fromColumns: width,
    to: address,
    toColumns: columns,
    count,
    mean,
    factor,
  });
  return { address, count, width, columns };
}

/** Puts the rows to their places, cell by cell. @returns the order, and the first place of each cell and the end */
function sortIntoCells(
  engine: Engine,
  { address, count, columns }: PaddedRows,
  cellOf: Uint32Array,
  cells: number,
  places: Points,
): { order: Uint32Array; starts: Uint32Array } {
  const sorted = sortByCell(cellOf, cells);
  copyRows(engine, {
    from: address,
    fromColumns: columns,
    to: places.rows,
    toColumns: columns,
    count,
    order: sorted.order,
  });
  return sorted;
}

/** A power of two that brings numbers whose squares would leave float32 near 1; 1 for all others. */
function safeFactor(data: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  if (largest === 0 || (largest > 1e-12 && largest < 1e12)) return 1;
  let factor = 1;
  while (largest * factor > 2) factor /= 2;
  while (largest * factor < 1) factor *= 2;
  return factor;
}

/** A stable counting sort of the rows by cell. */
function sortByCell(cellOf: Uint32Array, cells: number): { order: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(cells + 1);
  for (const cell of cellOf) starts[cell + 1]++;
  for (let cell = 0; cell < cells; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice(0, cells);
  const order = new Uint32Array(cellOf.length);
  for (let row = 0; row < cellOf.length; row++) order[next[cellOf[row]]++] = row;
  return { order, starts };
}
