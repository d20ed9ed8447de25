import { type FeatureRows, takeRows } from './feature-rows.js';

/**
 * Scaled copies of some rows, one after the other, `indices.length x columns`: (value - offset) * factor.
 * Only a batch is ever scaled, so bytes stay bytes however large the data.
 *
 * @param scaled where they are put, by default new memory
 */
export function scaleRows(
  features: FeatureRows,
  indices: ArrayLike<number>,
  scaled: Float32Array = new Float32Array(indices.length * features.columns),
): Float32Array {
  const { columns, scaling } = features;
  const { offset, factor } = scaling;
  const stored = 'file' in features;
  const values = stored ? takeRows(features, indices) : features.values;
  const uniform = typeof offset === 'number' && typeof factor === 'number';
  for (let i = 0, to = 0; i < indices.length; i++) {
    let from = (stored ? i : indices[i]) * columns;
    if (uniform) {
      for (const end = from + columns; from < end; ) scaled[to++] = (values[from++] - offset) * factor;
    } else {
      for (let column = 0; column < columns; column++) {
        const shift = typeof offset === 'number' ? offset : offset[column];
        const scale = typeof factor === 'number' ? factor : factor[column];
        scaled[to++] = (values[from++] - shift) * scale;
      }
    }
  }
  return scaled;
}
