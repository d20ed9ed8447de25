import type { Address } from '../threads/arena.js';
import type { ArrangedRows, Vectors } from './arranged-rows.js';
import { arrangeQueries, arrangeRows } from './cells.js';
import { arrangeCoordinates, coordinatesInInputOrder } from './coordinates.js';
import { chunksOf, type Engine } from './engine.js';
import { type Extent, extentOf } from './extent.js';
import { buildMesh, type Mesh, spreadCharges, takeCharges } from './mesh.js';
import { MARGIN, shapeFor } from './mesh-shape.js';
import { budgetFor, inInputOrder, type Neighbours } from './neighbours.js';
import { searchQueries } from './search.js';

/** How new rows are placed; see `TransformOptions`. */
export interface Placement {
  readonly perplexity: number;
  readonly iterations: number;
  readonly exaggeration: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly dof: number;
}

/** A finished map and the rows it was made of. */
export interface MapJob {
  readonly rows: Vectors;
  /** `rows x 2`, interleaved x and y. */
  readonly embedding: Float32Array;
  readonly placement: Placement;
}

/** A map in memory, ready to take new rows. */
export interface PreparedMap {
  readonly arranged: ArrangedRows;
  readonly metric: Vectors['metric'];
  /** The points in the order of `arranged`. */
  readonly y: Address;
  /** Holds the potential of the points. */
  readonly mesh: Mesh;
  readonly placement: Placement;
}

export interface Placed {
  /** `m x 2`, interleaved x and y. */
  readonly embedding: Float32Array;
  /** The old rows by which each new one was placed. */
  readonly neighbours: Neighbours;
}

/** How far beyond the map's own extent new rows may come to lie, as a share of it. */
const ROOM = 0.1;

export function prepareMap(engine: Engine, { rows, embedding, placement }: MapJob): PreparedMap {
  const { arena } = engine;
  const arranged = arrangeRows(engine, rows);
  const y = arena.take(rows.rows * 8);
  const points = arena.f32(y, 2 * rows.rows);
  arrangeCoordinates(embedding, arranged.order, points);
  const [lowX, highX, lowY, highY] = extentOf(points);
  const room = ROOM * Math.max(highX - lowX, highY - lowY) + 1;
  const extent: Extent = [lowX - room, highX + room, lowY - room, highY + room];
  const mesh = buildMesh(engine, shapeFor(extent), placement.dof);
  spreadCharges(engine, mesh, takeCharges(engine, rows.rows), y, extent);
  return { arranged, metric: rows.metric, y, mesh, placement };
}

/** Places new rows on a prepared map. */
export function placeOnMap(engine: Engine, map: PreparedMap, data: Float32Array): Placed {
  const { team, arena } = engine;
  const { arranged, metric, mesh, placement } = map;
  const mark = arena.mark();
  const columns = arranged.width;
  const sorted = arrangeQueries(engine, arranged, { data, rows: data.length / columns, columns, metric });
  const { count } = sorted;
  const perplexity = Math.max(1, Math.min(placement.perplexity, arranged.count / 3));
  const k = Math.min(arranged.count, Math.max(3, Math.floor(3 * perplexity)));
  const table = searchQueries(engine, arranged, sorted, k, budgetFor(arranged.count, k));
  const neighbours = inInputOrder(engine, table, k, sorted, arranged);

  const chunks = chunksOf(count, 256);
  const { indices, distances: p } = table;
  team.run('conditionalAffinities', chunks.count, p, count, k, chunks.rows, perplexity, 1, 0, p);
  const y = arena.take(count * 8);
  const { iterations, exaggeration, learningRate, momentum, dof } = placement;
  team.run(
    'placeRows',
    chunks.count,
    count,
    chunks.rows,
    k,
    indices,
    p,
    map.y,
    mesh.address,
    mesh.width,
    MARGIN / 2,
    1 / dof,
    iterations,
    exaggeration,
    learningRate,
    momentum,
    y,
  );
  const embedding = coordinatesInInputOrder(arena.f32(y, 2 * count), sorted.order);
  arena.release(mark);
  return { embedding, neighbours };
}
