/** Weights of seven B-splines of half the width that make one quintic B-spline: the binomial coefficients of 6. */
const TAPS = [1, 6, 15, 20, 15, 6, 1].map((tap) => tap / 32);

/** Nodes of a grid, row by row. */
export interface GridTwin {
  readonly width: number;
  readonly height: number;
  readonly nodes: ArrayLike<number>;
}

/** The readable twin of `coarsen`: charges on a grid of twice the spacing, whose node (x, y) lies on node (2x, 2y). */
export function coarsenTwin({ width, height, nodes }: GridTwin): Float64Array {
  const coarse = new Float64Array((width * height) / 4);
  forPairs(width, height, (fine, rough, weight) => {
    coarse[rough] += weight * nodes[fine];
  });
  return coarse;
}

/** The readable twin of `refine`: a potential on a grid of `width` by `height` from one of half as many nodes a side. */
export function refineTwin(coarse: ArrayLike<number>, width: number, height: number): Float64Array {
  const nodes = new Float64Array(width * height);
  forPairs(width, height, (fine, rough, weight) => {
    nodes[fine] += weight * coarse[rough];
  });
  return nodes;
}

function forPairs(
  width: number,
  height: number,
  visit: (fine: number, coarse: number, weight: number) => void,
): void {
  for (let y = 0; y < height / 2; y++) {
    for (let x = 0; x < width / 2; x++) {
      TAPS.forEach((tapY, j) => {
        TAPS.forEach((tapX, i) => {
          const [column, row] = [2 * x + i - 3, 2 * y + j - 3];
          if (column < 0 || column >= width || row < 0 || row >= height) return;
          visit(row * width + column, (y * width) / 2 + x, tapX * tapY);
        });
      });
    }
  }
}
