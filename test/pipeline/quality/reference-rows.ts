import { readFileSync } from 'node:fs';
import { parseNpy } from '@latentscape/pipeline/data/npy';
import { matrixSpace } from '@latentscape/pipeline/quality/space';

const folder = new URL('../../fixtures/quality/', import.meta.url);

function read<Values>(file: string): Values {
  return parseNpy(readFileSync(new URL(file, folder)), file).values as Values;
}

/** 300 handwritten digits, two maps of them, and what scikit-learn and SciPy say of these. */
export const data = matrixSpace(read<Float32Array>('data.npy'), 300, 64);
export const mapValues = read<Float32Array>('map.npy');
export const otherMapValues = read<Float32Array>('other-map.npy');
export const map = matrixSpace(mapValues, 300, 2);
export const labels = read<Int32Array>('labels.npy');
export const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));
