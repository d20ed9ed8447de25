import type { Extent } from './extent.js';

// How large the grids of the particle mesh are. All lengths are counted in nodes of the fine grid.

/** The nodes are this far apart, in units of the embedding, unless that takes too many of them. */
const SPACING = 1 / 5;
/** Most nodes along one side. */
const MOST_NODES = 4096;
/** Fewest nodes along one side: a single point needs so many for the coarse grid's splines. */
const FEWEST_NODES = 64;
/** The grid is halved so often for the far part of the kernel. */
export const LEVELS = 2;
/** Where the near part of the kernel gives way to the far part: 4 nodes of the coarse grid. */
export const REACH = 4 * 2 ** LEVELS;
/** Where the near part has died away: to e^-10 of the similarity, which is small at such a distance itself. */
export const NEAR_END = 3.2 * REACH;
/** Nodes around the points: the near part goes around the grid, and must not meet the points on the other side. */
export const MARGIN = Math.ceil(NEAR_END) + 8;

export interface Shape {
  /** Nodes along x and along y, multiples of 8. */
  readonly width: number;
  readonly height: number;
  /** From one node to the next, in units of the embedding. */
  readonly spacing: number;
}

/** The fine grid that an embedding of this extent needs. */
export function shapeFor([lowX, highX, lowY, highY]: Extent): Shape {
  const longest = Math.max(highX - lowX, highY - lowY);
  const spacing = Math.max(SPACING, longest / (MOST_NODES - MARGIN));
  const [width, height] = [highX - lowX, highY - lowY].map((length) =>
    transformSide(Math.max(FEWEST_NODES, Math.ceil(length / spacing) + MARGIN)),
  );
  return { width, height, spacing };
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

/** The least 8 * 2^a 3^b 5^c that is at least `nodes`: a length that can be transformed. */
export function transformSide(nodes: number): number {
  for (let eighth = Math.ceil(nodes / 8); ; eighth++) {
    let rest = eighth;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return 8 * eighth;
  }
}
