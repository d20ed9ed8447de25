import { fourierTwin } from './fft.js';

/** Images of a frequency that the influence function minds, on either side. */
const ALIASES = [-3, -2, -1, 0, 1, 2, 3];

/** Charges on a grid of `height` rows of `width` nodes, `spacing` apart. */
export interface ChargesTwin {
  readonly width: number;
  readonly height: number;
  readonly spacing: number;
  readonly nodes: Float64Array;
}

/**
 * The readable twin of the kernels in `convolution.as.ts`: the potential that, spread and read through quintic B-splines, gives
 * the best forces (Hockney and Eastwood 1988, 8-3-3), from transforms of both axes.
 *
 * @param kernel what acts at a squared distance
 * @param padded whether the grid is doubled, so that nothing goes around it
 */
export function convolutionTwin(
  { width, height, spacing, nodes }: ChargesTwin,
  kernel: (squared: number) => number,
  padded: boolean,
): Float64Array {
  const [columns, rows] = padded ? [2 * width, 2 * height] : [width, height];
  const onGrid = (value: (x: number, y: number) => number): Float64Array =>
    Float64Array.from({ length: columns * rows }, (_, i) => value(i % columns, Math.floor(i / columns)));
  // With padding the value at a distance of `width` is free. Along y the highest frequency is left out.
  const values = onGrid((x, y) => {
    const dx = Math.min(x, columns - x, width - 1) * spacing;
    const dy = Math.min(y, rows - y) * spacing;
    return kernel(dx * dx + dy * dy);
  });
  const charges = onGrid((x, y) => (x < width && y < height ? nodes[y * width + x] : 0));
  const [k, c] = [transform(values, columns), transform(charges, columns)];
  const factor = onGrid((x, y) =>
    2 * y === rows ? 0 : influence(frequency(x, columns), frequency(y, rows)) / (columns * rows),
  );
  // An inverse transform is the forward one of the conjugate.
  const potential = transform(
    c.re.map((re, i) => re * k.re[i] * factor[i]),
    columns,
    c.im.map((im, i) => -im * k.re[i] * factor[i]),
  ).re;
  return Float64Array.from(
    { length: width * height },
    (_, i) => potential[Math.floor(i / width) * columns + (i % width)],
  );
}

/** Half the angle by which a frequency turns from node to node, from -pi/2 to pi/2; 0 would divide by itself. */
function frequency(k: number, length: number): number {
  return (Math.PI * (2 * k > length ? k - length : k || 1e-4)) / length;
}

/** What the spectrum of the kernel is multiplied with at a frequency. */
function influence(x: number, y: number): number {
  let weights = 0;
  let slopes = 0;
  for (const i of ALIASES) {
    for (const j of ALIASES) {
      const [u, v] = [x + i * Math.PI, y + j * Math.PI];
      // The square of the spline's own transform.
      const weight = ((Math.sin(u) / u) * (Math.sin(v) / v)) ** 12;
      weights += weight;
      slopes += weight * (u * u + v * v);
    }
  }
  const own = ((Math.sin(x) / x) * (Math.sin(y) / y)) ** 12;
  return (own * (x * x + y * y)) / (weights * slopes);
}

/** The two-dimensional transform: along the rows of `columns` elements, then along the columns. */
function transform(re: Float64Array, columns: number, im: Float64Array = re.map(() => 0)) {
  const out = { re: re.slice(), im: im.slice() };
  const along = (starts: readonly number[], step: number, length: number): void => {
    for (const start of starts) {
      const places = Array.from({ length }, (_, i) => start + i * step);
      const line = fourierTwin(
        places.map((place) => out.re[place]),
        places.map((place) => out.im[place]),
      );
      places.forEach((place, i) => {
        out.re[place] = line.re[i];
        out.im[place] = line.im[i];
      });
    }
  };
  const rows = re.length / columns;
  along(
    Array.from({ length: rows }, (_, row) => row * columns),
    1,
    columns,
  );
  along(
    Array.from({ length: columns }, (_, column) => column),
    columns,
    rows,
  );
  return out;
}
