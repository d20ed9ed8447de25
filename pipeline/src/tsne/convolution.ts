import type { Address } from '../threads/arena.js';
import type { Engine } from './engine.js';

/** Rows of a grid are padded by this many nodes: rows a power of two apart would share lines of the cache. */
const PADDING = 16;

/** A grid in memory: the structure `Grid` of the kernels. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Nodes from one row to the next. */
  readonly stride: number;
  readonly nodes: Address;
  readonly address: Address;
}

/** A grid whose charges can be turned into their potential: the structure `Convolution` of the kernels. */
export interface Convolution extends Grid {
  readonly lengthY: number;
}

/** What convolutions one after the other may share: a spectrum, and three buffers of a transform for each thread. */
export interface Workspace {
  readonly spectrum: Address;
  readonly buffers: Address;
  readonly bufferBytes: number;
}

/** Room for convolutions on grids up to this size, which are not padded. */
export function takeWorkspace({ arena, team }: Engine, width: number, height: number): Workspace {
  const bufferBytes = Math.max(width, height) * 32;
  return {
    spectrum: arena.take((height / 8) * width * 32),
    buffers: arena.take(3 * bufferBytes * team.threads),
    bufferBytes,
  };
}

export function takeGrid({ arena }: Engine, width: number, height: number): Grid {
  const stride = width + PADDING;
  const nodes = arena.take(height * stride * 4);
  return { width, height, stride, nodes, address: arena.put(Uint32Array.of(width, height, stride, nodes)) };
}

/**
 * Prepares a grid for convolution with one part of the similarity kernel.
 *
 * @param parts the structure `SimilarityParts` of the kernels
 * @param part the near part goes around the grid, the far part is kept from doing so by zeros around it
 */
export function buildConvolution(
  { team, arena }: Engine,
  { width, height, stride, nodes }: Grid,
  { spectrum, buffers, bufferBytes }: Workspace,
  spacing: number,
  dof: number,
  parts: Address,
  part: 'near' | 'far',
): Convolution {
  const [lengthX, lengthY] = part === 'far' ? [2 * width, 2 * height] : [width, height];
  const [x, y] = [lengthX, lengthY].map((length) => {
    const plan = arena.take(64 + length * 8);
    const influence = arena.take((length / 2 + 1) * 32);
    team.run('fftPlan', 1, length, plan);
    team.run('axisInfluence', 1, length, influence);
    return { plan, influence };
  });
  const kernel = arena.take((lengthY / 8) * (lengthX / 2 + 1) * 16);
  const address = arena.put(
    Uint32Array.of(
      ...[width, height, stride, nodes, lengthX, lengthY, x.plan, y.plan, spectrum, kernel],
      ...[x.influence, y.influence, buffers, bufferBytes],
    ),
  );
  const columns = Math.min(width, lengthX / 2 + 1);
  team.run('kernelColumns', Math.ceil(columns / 8), address, spacing, parts, part === 'far' ? 1 : 0);
  team.run('kernelRows', lengthY / 8, address, spacing, dof);
  return { width, height, stride, nodes, address, lengthY };
}

/** Turns the charges on a grid into their potential. */
export function convolve({ team }: Engine, { width, lengthY, address }: Convolution): void {
  team.run('forwardColumns', Math.ceil(width / 16), address);
  team.run('convolveRows', lengthY / 8, address);
  team.run('inverseColumns', Math.ceil(width / 16), address);
}
