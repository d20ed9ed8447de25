import type { Address } from '../threads/arena.js';
import {
  buildConvolution,
  type Convolution,
  convolve,
  type Grid,
  takeGrid,
  takeWorkspace,
} from './convolution.js';
import { type Chunks, chunksOf, type Engine } from './engine.js';
import type { Extent } from './extent.js';
import { LEVELS, MARGIN, NEAR_END, REACH, type Shape, transformSide } from './mesh-shape.js';

// A smooth particle mesh (Essmann et al. 1995): charges of 1 are spread to a regular grid by quintic B-splines, convolved
// with the similarity kernel, and potential and force are read back through the same splines. The kernel has two parts:
// the near one is convolved on the grid itself; for the far one the charges are gathered on a coarser grid, and its
// potential is handed back. Compare Linderman et al. 2019 (FIt-SNE), who interpolate several kernels with polynomials.

/** Rows of the grid that are filled together, and the power of two that they are. */
const BAND_SHIFT = 3;
const BAND_ROWS = 2 ** BAND_SHIFT;
/** A grid has at most so many bands. */
const MOST_BANDS = 1024;
/** Rows that `coarsen` and `refine` make together. */
const LEVEL_ROWS = 8;

export interface Mesh extends Shape {
  readonly bands: number;
  /** The structure `Mesh` of the kernels. */
  readonly address: Address;
  /** Grids of 2, 4, … times the spacing; the last one is convolved with the far part. */
  readonly levels: readonly Grid[];
  readonly near: Convolution;
  readonly far: Convolution;
  readonly rowBuffers: Address;
  readonly rowBytes: number;
}

/** Room to sort the points of an embedding into bands of the mesh. */
export interface Charges {
  readonly rows: number;
  readonly chunks: Chunks;
  readonly sorted: Address;
  readonly order: Address;
  readonly counts: Address;
  readonly bandStarts: Address;
  readonly sums: Address;
}

export function takeCharges({ arena }: Engine, rows: number): Charges {
  const chunks = chunksOf(rows);
  return {
    rows,
    chunks,
    sorted: arena.take(rows * 8),
    order: arena.take(rows * 4),
    counts: arena.take(chunks.count * MOST_BANDS * 4),
    bandStarts: arena.take((MOST_BANDS + 1) * 4),
    sums: arena.take(chunks.count * 8),
  };
}

/** A mesh whose points do not act on themselves. @param self what is known of that at this spacing */
export function buildMesh(
  engine: Engine,
  shape: Shape,
  dof: number,
  self: SelfForce = selfForce(engine, shape.spacing, dof),
): Mesh {
  const mesh = allocateMesh(engine, shape, dof);
  engine.arena.f32(mesh.address + 32, 2).set(self);
  return mesh;
}

/** The two numbers a and b of `selfForce`. */
export type SelfForce = readonly [a: number, b: number];

function allocateMesh(engine: Engine, shape: Shape, dof: number): Mesh {
  const { team, arena } = engine;
  const { width, height, spacing } = shape;
  const bands = Math.ceil(height / BAND_ROWS);
  const parts = arena.take(32);
  team.run('similarityParts', 1, dof, REACH * spacing, NEAR_END * spacing, parts);
  const fine = takeGrid(engine, width, height);
  const levels = Array.from({ length: LEVELS }, (_, level) => {
    const [x, y] = [width, height].map((side) => transformSide(side / 2 ** (level + 1)));
    return takeGrid(engine, x, y);
  });
  const coarse = levels[LEVELS - 1];
  const workspace = takeWorkspace(engine, width, height);
  const near = buildConvolution(engine, fine, workspace, spacing, dof, parts, 'near');
  const far = buildConvolution(engine, coarse, workspace, spacing * 2 ** LEVELS, dof, parts, 'far');
  const rowBytes = width * 4 + 128;
  const rowBuffers = arena.take(rowBytes * team.threads);
  // Origin and density (float32) come with the points, the self-force once it is known.
  const address = arena.put(
    Uint32Array.of(0, 0, 0, height, fine.stride, fine.nodes, BAND_SHIFT, bands, 0, 0),
  );
  return { ...shape, bands, address, levels, near, far, rowBuffers, rowBytes };
}

/**
 * The force that a point's own charge exerts on it through the mesh, where there should be none. Along an axis it
 * depends on the fraction t between two nodes and hardly on the other axis: t (1 - t) (1 - 2t) (a + b t (1 - t)),
 * with a and b from two measurements on a small mesh.
 */
export function selfForce(engine: Engine, spacing: number, dof: number): SelfForce {
  const { arena } = engine;
  const mark = arena.mark();
  const side = transformSide(MARGIN);
  const mesh = allocateMesh(engine, { width: side, height: side, spacing }, dof);
  const charge = takeCharges(engine, 1);
  const point = arena.take(8);
  const force = arena.take(8);
  const measure = (t: number): number => {
    // The middle of the extent falls halfway between two nodes.
    arena.f32(point, 2).set([(t - 0.5) * spacing, -0.25 * spacing]);
    spreadCharges(engine, mesh, charge, point, [0, 0, 0, 0]);
    readMesh(engine, mesh, charge, force);
    const arch = t * (1 - t);
    return arena.f32(force, 1)[0] / (arch * (1 - 2 * t));
  };
  const [quarter, eighth] = [measure(1 / 4), measure(1 / 8)];
  arena.release(mark);
  const b = (quarter - eighth) / (3 / 16 - 7 / 64);
  return [quarter - (b * 3) / 16, b];
}

/** Spreads a charge of 1 for each point of `y` and turns the charges on the mesh into their potential. */
export function spreadCharges(
  engine: Engine,
  mesh: Mesh,
  charges: Charges,
  y: Address,
  extent: Extent,
): void {
  const { team, arena } = engine;
  const { width, height, spacing, address, bands } = mesh;
  const { rows, chunks, sorted, order, counts, bandStarts } = charges;
  const [lowX, highX, lowY, highY] = extent;
  const originX = (lowX + highX - (width - 1) * spacing) / 2;
  const originY = (lowY + highY - (height - 1) * spacing) / 2;
  arena.f32(address, 3).set([originX, originY, 1 / spacing]);
  team.run('bandCounts', chunks.count, y, rows, chunks.rows, address, counts);
  team.run('bandOffsets', 1, address, counts, chunks.count, bandStarts);
  team.run('bandScatter', chunks.count, y, rows, chunks.rows, address, counts, sorted, order);
  team.run('spreadBands', Math.ceil(bands / 2), address, sorted, bandStarts, 0);
  team.run('spreadBands', Math.floor(bands / 2), address, sorted, bandStarts, 1);
  chargesToPotential(engine, mesh);
}

function chargesToPotential(engine: Engine, { near, far, levels, rowBuffers, rowBytes }: Mesh): void {
  const { team } = engine;
  const grids: readonly Grid[] = [near, ...levels];
  levels.forEach((coarse, level) => {
    const chunks = Math.ceil(coarse.height / LEVEL_ROWS);
    team.run('coarsen', chunks, grids[level].address, coarse.address, rowBuffers, rowBytes);
  });
  convolve(engine, near);
  convolve(engine, far);
  for (let level = levels.length; level > 0; level--) {
    const [coarse, fine] = [grids[level], grids[level - 1]];
    const chunks = Math.ceil(fine.height / LEVEL_ROWS);
    const sum = level === 1 ? 1 : 0;
    team.run('refine', chunks, coarse.address, fine.address, sum, rowBuffers, rowBytes);
  }
}

/** Reads the force on each point that was spread; returns the sum of the potentials at the points. */
export function readMesh({ team, arena }: Engine, mesh: Mesh, charges: Charges, forces: Address): number {
  const { rows, chunks, sorted, order, sums } = charges;
  team.run('readField', chunks.count, sorted, order, rows, chunks.rows, mesh.address, forces, sums);
  return arena.f64(sums, chunks.count).reduce((sum, part) => sum + part, 0);
}
