import { distancesChunk, type KernelTeam } from './kernel-team.js';
import { classCount } from './neighbour-labels.js';
import type { Space } from './space.js';

/** What is asked of every space, and where the threads work. */
export interface RankingPlan {
  /** Most queries at once; a multiple of four. */
  readonly queries: number;
  /** How many nearest rows of each query are listed; at most one less than the rows. */
  readonly nearest: number;
  /** Without labels there are no silhouettes. */
  readonly labels?: LabelMemory;
  /** Working memory: `bytes` for each thread. */
  readonly scratch: { readonly address: number; readonly bytes: number };
}

/** Labels in the memory of the kernels: one code a row, and the number of rows of each class. */
interface LabelMemory {
  readonly codes: number;
  readonly sizes: number;
  readonly classes: number;
}

/** @param labels one code a row, -1 for none */
export function planRanking(
  { arena, threads }: KernelTeam,
  rows: number,
  labels: Int32Array | undefined,
  { queries, nearest }: Pick<RankingPlan, 'queries' | 'nearest'>,
): RankingPlan {
  const classes = labels ? classCount(labels) : 0;
  const bytes = padded(Math.max(16 * rows + digitBytes, 8 * classes), 64);
  return {
    queries: padded(queries, 4),
    nearest,
    labels: labels && { codes: arena.put(labels), sizes: arena.put(classSizes(labels, classes)), classes },
    scratch: { address: arena.take(bytes * threads), bytes },
  };
}

/** Bytes of a space's rows that are in the kernels' memory at once. */
const blockBytes = 4e6;

/** The digits' counts beside the rows in a ranking's scratch. */
const digitBytes = 3 * 2048 * 4;

/**
 * A space in the memory of the kernels, which rank all of its rows by their distance from some of them, the queries.
 * The rows pass through in blocks; what stays is a rank for each query and row.
 */
export class RankedSpace {
  /** Address of the ranks of the queries asked last: `stride` numbers a query. */
  readonly ranks: number;
  readonly stride: number;
  /** Their nearest rows: `nearest` numbers a query. */
  readonly nearestRows: number;
  readonly nearest: number;
  private readonly selves: number;
  private readonly queries: number;
  private readonly block: number;
  private readonly packed: number;
  private readonly norms: number;
  private readonly silhouetteValues: number;
  private readonly blockRows: number;
  /** Numbers, or bytes, of one padded row. */
  private readonly width: number;

  constructor(
    private readonly team: KernelTeam,
    private readonly space: Space,
    private readonly plan: RankingPlan,
  ) {
    const { arena } = team;
    const { rows, columns, bytes } = space;
    this.nearest = plan.nearest;
    this.stride = padded(rows, 8);
    this.width = bytes ? padded(columns, 8) : columns;
    const rowBytes = bytes ? this.width : 4 * this.width;
    this.blockRows = padded(Math.min(rows, Math.ceil(blockBytes / rowBytes)), distancesChunk);
    this.selves = arena.take(4 * plan.queries);
    this.queries = arena.take(plan.queries * rowBytes);
    this.block = arena.take(this.blockRows * rowBytes);
    this.packed = bytes ? 0 : arena.take(this.blockRows * rowBytes);
    this.norms = bytes ? arena.take(4 * this.blockRows) : 0;
    this.ranks = arena.take(4 * plan.queries * this.stride);
    this.nearestRows = arena.take(4 * plan.queries * plan.nearest);
    this.silhouetteValues = arena.take(8 * plan.queries);
  }

  /** Ranks all rows by their distance from each query. @throws InterruptedError */
  async rank(queries: Uint32Array): Promise<void> {
    const { team, space, stride, ranks, selves } = this;
    const { labels, scratch } = this.plan;
    const { rows } = space;
    await this.measureDistances(queries);
    if (labels) {
      // biome-ignore format: as the kernel lists them
      await team.runQueries(
        'silhouettes', queries.length, rows, ranks, stride, space.bytes ? 1 : 0, rows, selves,
        labels.codes, labels.sizes, labels.classes, scratch.address, scratch.bytes, this.silhouetteValues,
      );
    }
    // biome-ignore format: as the kernel lists them
    await team.runQueries(
      'rankRows', queries.length, rows, ranks, stride, rows, selves,
      this.nearestRows, this.nearest, scratch.address, scratch.bytes,
    );
  }

  /** The `k` nearest rows of one of the queries asked last. */
  nearestOf(query: number, k: number): Uint32Array {
    return this.team.arena.u32(this.nearestRows + 4 * query * this.nearest, k);
  }

  /** The silhouettes of the first of the queries asked last. */
  silhouettes(count: number): Float64Array {
    return this.team.arena.f64(this.silhouetteValues, count);
  }

  private async measureDistances(queries: Uint32Array): Promise<void> {
    const { team, space, blockRows, block, packed, width, stride } = this;
    const count = padded(queries.length, 4);
    this.loadQueries(queries, count);
    for (let start = 0; start < space.rows; start += blockRows) {
      const rows = Math.min(blockRows, space.rows - start);
      this.loadBlock(start, rows);
      const to = this.ranks + 4 * start;
      const chunks = Math.ceil(rows / distancesChunk);
      if (space.bytes) {
        // biome-ignore format: as the kernel lists them
        await team.run(
          'byteDistances', chunks, this.queries, count, block, this.norms, rows, width, to, stride,
        );
      } else {
        await team.run('packRows', Math.ceil(rows / 8), block, rows, width, packed);
        await team.run('floatDistances', chunks, this.queries, count, packed, rows, width, to, stride);
      }
    }
  }

  private loadQueries(queries: Uint32Array, count: number): void {
    const { team, space, width } = this;
    if (space.bytes) {
      const room = team.arena.bytes(this.queries, count * width).fill(0);
      setRows(room, space.bytes.take(queries), space.columns, width);
    } else {
      const room = team.arena.f32(this.queries, count * width).fill(0);
      room.set(space.take(queries));
    }
    team.arena.u32(this.selves, queries.length).set(queries);
  }

  private loadBlock(start: number, rows: number): void {
    const { team, space, width, block } = this;
    const { columns } = space;
    const all = Uint32Array.from({ length: rows }, (_, i) => start + i);
    if (space.bytes === undefined) {
      space.take(all, team.arena.f32(block, rows * width));
    } else if (width === columns) {
      space.bytes.take(all, team.arena.bytes(block, rows * width));
    } else {
      setRows(team.arena.bytes(block, rows * width).fill(0), space.bytes.take(all), columns, width);
    }
  }
}

/** Puts rows of `columns` bytes into room for rows of `width`. */
function setRows(room: Uint8Array, values: Uint8Array, columns: number, width: number): void {
  for (let from = 0, to = 0; from < values.length; from += columns, to += width)
    room.set(values.subarray(from, from + columns), to);
}

/** How many rows each class has. */
function classSizes(labels: Int32Array, classes: number): Float64Array {
  const sizes = new Float64Array(classes);
  for (const label of labels) if (label >= 0) sizes[label]++;
  return sizes;
}

const padded = (count: number, multiple: number) => Math.ceil(count / multiple) * multiple;
