import type { Address } from '../threads/arena.js';
import { chunksOf, type Engine } from './engine.js';
import type { Extent } from './extent.js';
import {
  buildMesh,
  type Mesh,
  readMesh,
  type SelfForce,
  selfForce,
  spreadCharges,
  takeCharges,
} from './mesh.js';
import { fits, shapeFor } from './mesh-shape.js';

/** One way to find the repulsive forces, in two steps. */
export interface Repulsion {
  /** Takes in the points of `y`. */
  prepare(y: Address, extent: Extent): void;
  /**
   * Forces on all of them, sum over j of (y_i - y_j) u w with u = 1 / (1 + d²/dof) and w = u^dof, to `forces`.
   * @returns the sum of w over all pairs of different points: the normaliser Z of the similarities
   */
  read(forces: Address): number;
}

/** Work on all pairs is shared out in at most so many chunks, each of which keeps forces on all points: 8 bytes a point. */
const MOST_PAIR_CHUNKS = 32;
/** Rows that a chunk of pairs has at least. */
const PAIR_CHUNK_ROWS = 128;

/** All pairs, each looked at once: time grows with the square of the rows. */
export function exactRepulsion({ team, arena }: Engine, rows: number, dof: number): Repulsion {
  const padded = Math.ceil(rows / 4) * 4;
  const chunks = Math.min(MOST_PAIR_CHUNKS, Math.ceil(rows / PAIR_CHUNK_ROWS));
  const blockRows = Math.ceil(padded / (2 * chunks) / 4) * 4;
  const points = arena.take(padded * 8);
  const parts = arena.take(chunks * padded * 8);
  const sums = arena.take(chunks * 8);
  const sumRows = chunksOf(padded, 64, 4096);
  return {
    prepare(y) {
      team.run('splitPoints', 1, y, rows, padded, 1 / Math.sqrt(dof), points);
    },
    read(forces) {
      team.run('exactRepulsion', chunks, points, padded, chunks, blockRows, dof, parts, sums);
      team.run('sumRepulsion', sumRows.count, parts, chunks, padded, sumRows.rows, Math.sqrt(dof), forces);
      return arena.f64(sums, chunks).reduce((sum, part) => sum + part, 0);
    },
  };
}

/** The particle mesh: time grows with the rows and with the area of the embedding. See `mesh.ts`. */
export function meshRepulsion(engine: Engine, rows: number, dof: number): Repulsion {
  const { arena } = engine;
  const charges = takeCharges(engine, rows);
  // The mesh lies above whatever its user has taken before the first call, and is built anew when it must grow.
  let base: Address | undefined;
  let mesh: Mesh | undefined;
  const selfForces = new Map<number, SelfForce>();
  const selfForceAt = (spacing: number): SelfForce => {
    const known = selfForces.get(spacing) ?? selfForce(engine, spacing, dof);
    selfForces.set(spacing, known);
    return known;
  };
  return {
    prepare(y, extent) {
      const shape = shapeFor(extent);
      base ??= arena.mark();
      if (!mesh || !fits(mesh, shape)) {
        arena.release(base);
        mesh = buildMesh(engine, shape, dof, selfForceAt(shape.spacing));
      }
      spreadCharges(engine, mesh, charges, y, extent);
    },
    read(forces) {
      if (!mesh) throw new Error('No points were taken in.');
      // Each point's own charge gives a potential of 1.
      return readMesh(engine, mesh, charges, forces) - rows;
    },
  };
}
