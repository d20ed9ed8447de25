import type { Features, ImageShape } from '@latentscape/pipeline/data/dataset';
import { loadMnist } from '@latentscape/pipeline/data/mnist';
import { byteScaling } from '@latentscape/pipeline/data/scaling';

interface Digits {
  readonly features: Features;
  readonly image: ImageShape;
  readonly split: Uint8Array;
}

let mnist: ReturnType<typeof loadMnist> | undefined;

/** The first rows of MNIST, the last tenth of them held out. */
export async function digits(rows: number): Promise<Digits> {
  mnist ??= loadMnist();
  const { features, image } = await mnist;
  const values = features.values.slice(0, rows * features.columns);
  return {
    features: { ...features, rows, values },
    image: image!,
    split: new Uint8Array(rows).fill(1, Math.floor(0.9 * rows)),
  };
}

/** A table of standard normal-ish numbers from a fixed formula, for tests that need no meaning. */
export function table(rows: number, columns: number): Features {
  const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 12.9898) * 1.4);
  return { rows, columns, values, scaling: { rule: 'none', offset: 0, factor: 1 } };
}

/** The same table as numbers, as bytes of one scale, and as bytes scaled column by column. */
export function tables(rows: number, columns: number) {
  const numbers = table(rows, columns);
  const bytes: Features = {
    ...numbers,
    values: Uint8Array.from(numbers.values, (value) => 128 + 80 * value),
    scaling: byteScaling,
  };
  const columnwise: Features = {
    ...bytes,
    scaling: {
      rule: 'minmax',
      offset: Array(columns).fill(3),
      factor: Array.from({ length: columns }, (_, i) => 1 / (255 + i)),
    },
  };
  return { numbers, bytes, columnwise };
}
