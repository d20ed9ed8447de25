import type { Address } from './arena.js';
import { type Chunks, chunksOf, type Engine } from './engine.js';
import type { Extent } from './extent.js';

// A smooth particle mesh (Essmann et al. 1995): charges of 1 are spread to a regular grid by quintic B-splines, convolved
// once with the similarity kernel, and potential and force are read back through the same splines. Compare Linderman et
// al. 2019 (FIt-SNE), who interpolate several kernels with polynomials and take eight transforms.

/** The nodes are this far apart, in units of the embedding, unless that takes too many of them. */
const SPACING = 1 / 3;
/** Small embeddings, whose points crowd together, have finer meshes: these, where so many nodes along a side suffice. */
const FINER = [1 / 6, 1 / 4];
const FINER_NODES = 120;
/** Fewest nodes along one side: the kernel ends at the size of the mesh, and must have died away by then. */
const FEWEST_NODES = 64;
/** Most nodes along one side. */
const MOST_NODES = 4096;
/** Nodes around the points that the splines need. */
const MARGIN = 8;
/** Rows of the grid that are filled together, and the power of two that they are. */
const BAND_SHIFT = 3;
const BAND_ROWS = 2 ** BAND_SHIFT;
/** Rows of the grid are padded by this many nodes: rows a power of two apart would share lines of the cache. */
const PADDING = 16;

export interface Shape {
  /** Nodes along x and along y, multiples of 8. */
  readonly width: number;
  readonly height: number;
  readonly spacing: number;
}

export interface Mesh extends Shape {
  readonly bands: number;
  /** The structures `Mesh` and `Convolution` of the kernels. */
  readonly address: Address;
  readonly convolution: Address;
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
  const mostBands = MOST_NODES / BAND_ROWS + 1;
  return {
    rows,
    chunks,
    sorted: arena.take(rows * 8),
    order: arena.take(rows * 4),
    counts: arena.take(chunks.count * mostBands * 4),
    bandStarts: arena.take((mostBands + 1) * 4),
    sums: arena.take(chunks.count * 8),
  };
}

/** The mesh that an embedding of this extent needs. */
export function shapeFor([lowX, highX, lowY, highY]: Extent): Shape {
  const longest = Math.max(highX - lowX, highY - lowY);
  const finer = FINER.find((spacing) => longest <= FINER_NODES * spacing);
  const spacing = finer ?? Math.max(SPACING, longest / (MOST_NODES - MARGIN));
  return {
    width: sideFor(highX - lowX, spacing),
    height: sideFor(highY - lowY, spacing),
    spacing,
  };
}

function sideFor(length: number, spacing: number): number {
  return meshSide(Math.max(FEWEST_NODES, Math.ceil(length / spacing) + MARGIN));
}

/** A mesh may stay when it is large enough, not much too large, and of the same spacing. */
export function fits(mesh: Shape, wanted: Shape): boolean {
  return (
    mesh.spacing === wanted.spacing &&
    mesh.width >= wanted.width &&
    mesh.height >= wanted.height &&
    mesh.width * mesh.height <= 1.5 * wanted.width * wanted.height
  );
}

/** The least 8 * 2^a 3^b 5^c that is at least `nodes`: half the length of a transform. */
export function meshSide(nodes: number): number {
  for (let eighth = Math.ceil(nodes / 8); ; eighth++) {
    let rest = eighth;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return Math.min(8 * eighth, MOST_NODES);
  }
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

function allocateMesh({ team, arena }: Engine, shape: Shape, dof: number): Mesh {
  const { width, height, spacing } = shape;
  const bands = Math.ceil(height / BAND_ROWS);
  const stride = width + PADDING;
  const nodes = arena.take(height * stride * 4);
  const [x, y] = [width, height].map((side) => {
    const plan = arena.take(64 + 2 * side * 8);
    const influence = arena.take((side + 1) * 32);
    team.run('fftPlan', 1, 2 * side, plan);
    team.run('axisInfluence', 1, 2 * side, influence);
    return { plan, influence };
  });
  const spectrum = arena.take((height / 4) * width * 32);
  const kernel = arena.take((height / 4) * (width + 1) * 16);
  const bufferBytes = 2 * Math.max(width, height) * 32;
  const buffers = arena.take(2 * bufferBytes * team.threads);
  const convolution = arena.put(
    Uint32Array.of(
      width,
      height,
      stride,
      nodes,
      x.plan,
      y.plan,
      spectrum,
      kernel,
      x.influence,
      y.influence,
      buffers,
      bufferBytes,
    ),
  );
  team.run('kernelColumns', width / 8, convolution, spacing, dof);
  team.run('kernelRows', height / 4, convolution);
  // Origin and density (float32) come with the points, the self-force once it is known.
  const address = arena.put(Uint32Array.of(0, 0, 0, height, stride, nodes, BAND_SHIFT, bands, 0, 0));
  return { ...shape, bands, address, convolution };
}

/**
 * The force that a point's own charge exerts on it through the mesh, where there should be none. Along an axis it
 * depends on the fraction t between two nodes and hardly on the other axis: t (1 - t) (1 - 2t) (a + b t (1 - t)),
 * with a and b from two measurements on a small mesh.
 */
export function selfForce(engine: Engine, spacing: number, dof: number): SelfForce {
  const { arena } = engine;
  const mark = arena.mark();
  const mesh = allocateMesh(engine, { width: FEWEST_NODES, height: FEWEST_NODES, spacing }, dof);
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
  { team, arena }: Engine,
  mesh: Mesh,
  charges: Charges,
  y: Address,
  extent: Extent,
): void {
  const { width, height, spacing, address, convolution, bands } = mesh;
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
  team.run('forwardColumns', width / 8, convolution);
  team.run('convolveRows', height / 4, convolution);
  team.run('inverseColumns', width / 8, convolution);
}

/** Reads the force on each point that was spread; returns the sum of the potentials at the points. */
export function readMesh({ team, arena }: Engine, mesh: Mesh, charges: Charges, forces: Address): number {
  const { rows, chunks, sorted, order, sums } = charges;
  team.run('readField', chunks.count, sorted, order, rows, chunks.rows, mesh.address, forces, sums);
  return arena.f64(sums, chunks.count).reduce((sum, part) => sum + part, 0);
}
