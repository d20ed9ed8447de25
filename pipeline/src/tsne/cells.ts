import type { Address } from '../threads/arena.js';
import { type ArrangedRows, type SortedRows, takeCells, type Vectors } from './arranged-rows.js';
import { type Assign, cluster } from './clustering.js';
import { chunksOf, type Engine } from './engine.js';
import { HALVED_COLUMNS, halve } from './halving.js';
import { columnMeans, copyRows, type Points, packByCell, takePoints } from './layout.js';
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
  const centred = arena.take(count * columns * 4);
  copyRows(engine, {
    from: points.rows,
    fromColumns: width,
    to: centred,
    toColumns: columns,
    count,
    mean,
    factor,
  });
  const { cellOf, radii } =
    cellsWanted === 1
      ? { cellOf: new Uint32Array(count), radii: Float32Array.of(Number.POSITIVE_INFINITY) }
      : width <= HALVED_COLUMNS
        ? halvedCells(engine, { points: centred, count, width, columns }, cellsWanted, centres)
        : clusteredCells(engine, { points: centred, count, width, columns }, cellsWanted, centres);
  const { order, starts } = sortByCell(cellOf, cellsWanted);
  copyRows(engine, {
    from: centred,
    fromColumns: columns,
    to: points.rows,
    toColumns: columns,
    count,
    order,
  });
  arena.release(mark);

  const ranges = packByCell(engine, points, columns, starts);
  return {
    count,
    width,
    columns,
    order,
    mean,
    factor,
    points,
    ranges,
    cells: takeCells(engine, { ranges, centres, radii }),
  };
}

/** The cell of each row, and how far its rows are from its centre at most. */
interface RoundCells {
  readonly cellOf: Uint32Array;
  readonly radii: Float32Array;
}

/** Rows in memory: `count x columns`, of which the first `width` are not padding. */
interface CentredRows {
  readonly points: Address;
  readonly count: number;
  readonly width: number;
  readonly columns: number;
}

/** Cells around the centres of clusters, which are written to `centres`. */
function clusteredCells(
  engine: Engine,
  { points, count, columns }: CentredRows,
  cells: number,
  centres: Address,
): RoundCells {
  cluster(engine, points, count, columns, cells, centres, assignCells);
  const { cellOf, distances } = assignCells(engine, points, count, columns, centres, cells);
  const radii = new Float32Array(cells);
  distances.forEach((distance, row) => {
    radii[cellOf[row]] = Math.max(radii[cellOf[row]], Math.sqrt(distance));
  });
  return { cellOf, radii };
}

/** The nearest centre of each row. Many centres are themselves arranged in cells, and the search is approximate. */
const assignCells: Assign = (engine, rows, count, columns, centres, cells) => {
  const { arena } = engine;
  const mark = arena.mark();
  const vectors = (address: Address, size: number) =>
    ({ data: arena.f32(address, size * columns), rows: size, columns, metric: 'euclidean' }) as const;
  const arranged = arrangeRows(engine, vectors(centres, cells));
  const queries = arrangeQueries(engine, arranged, vectors(rows, count));
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

/** Cells of rows of few columns; their means are written to `centres`. */
function halvedCells(
  { arena }: Engine,
  { points, count, width, columns }: CentredRows,
  cells: number,
  centres: Address,
): RoundCells {
  const values = arena.f32(points, count * columns);
  const cellOf = halve(values, { rows: count, columns: width, stride: columns }, cells);
  const sizes = new Float64Array(cells);
  const sums = new Float64Array(cells * columns);
  for (let row = 0; row < count; row++) {
    const cell = cellOf[row];
    sizes[cell]++;
    for (let c = 0; c < width; c++) sums[cell * columns + c] += values[row * columns + c];
  }
  const means = arena.f32(centres, cells * columns);
  for (let i = 0; i < means.length; i++) means[i] = sums[i] / sizes[Math.floor(i / columns)];
  const squares = new Float64Array(cells);
  for (let row = 0; row < count; row++) {
    const cell = cellOf[row];
    let square = 0;
    for (let c = 0; c < width; c++) square += (values[row * columns + c] - means[cell * columns + c]) ** 2;
    if (square > squares[cell]) squares[cell] = square;
  }
  // Rounded up: a radius that is too short by its last digit could rule out a neighbour.
  return { cellOf, radii: Float32Array.from(squares, (square) => Math.sqrt(square) * (1 + 1e-6)) };
}

/** Sorts queries by the cell into which they fall among `rows`; they have the same columns and metric. */
export function arrangeQueries(engine: Engine, rows: ArrangedRows, vectors: Vectors): SortedRows {
  const { arena } = engine;
  const { columns, cells, mean, factor } = rows;
  const { rows: count, columns: width } = vectors;
  const points = takePoints(engine, count, columns, cells.count);
  const mark = arena.mark();
  load(engine, vectors, points);
  const centred = arena.take(count * columns * 4);
  copyRows(engine, {
    from: points.rows,
    fromColumns: width,
    to: centred,
    toColumns: columns,
    count,
    mean,
    factor,
  });
  const cellOf =
    cells.count > 1
      ? assignCells(engine, centred, count, columns, cells.centres, cells.count).cellOf
      : new Uint32Array(count);
  const { order, starts } = sortByCell(cellOf, cells.count);
  copyRows(engine, {
    from: centred,
    fromColumns: columns,
    to: points.rows,
    toColumns: columns,
    count,
    order,
  });
  arena.release(mark);
  return { count, order, points, ranges: packByCell(engine, points, columns, starts) };
}

/** Puts the vectors where their arranged rows will be. */
function load({ team, arena }: Engine, { data, rows, columns, metric }: Vectors, points: Points): void {
  arena.f32(points.rows, rows * columns).set(data);
  if (metric === 'cosine') {
    const chunks = chunksOf(rows);
    team.run('unitRows', chunks.count, points.rows, rows, columns, chunks.rows);
  }
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
