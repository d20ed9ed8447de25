import { formatNumber } from '../data/table.js';
import { h, s } from '../dom.js';

/** More features than this would be less than a pixel wide. */
const mostBars = 200;
const height = 48;

/**
 * A row that is no picture, feature by feature in the network's scale: a bar for each value, and a line across it where
 * the reconstruction has it. Without a reconstruction, the bars alone.
 *
 * @param names of the features, for those who point at a bar
 */
export function createProfile(
  values: ArrayLike<number>,
  rebuilt: ArrayLike<number> | undefined,
  names: readonly string[] | undefined,
  label = rebuilt ? 'Features and their reconstruction' : 'Features',
): HTMLElement {
  const count = Math.min(mostBars, values.length);
  const all = Array.from({ length: count }, (_, i) => [values[i], rebuilt?.[i] ?? values[i]]).flat();
  const low = Math.min(0, ...all);
  const range = Math.max(0, ...all) - low || 1;
  const y = (value: number) => height - 1 - ((value - low) / range) * (height - 2);
  const width = 100 / count;
  const bars = Array.from({ length: count }, (_, i) => {
    const [top, bottom] = [y(Math.max(0, values[i])), y(Math.min(0, values[i]))];
    const left = i * width;
    const text = `${names?.[i] ?? `feature ${i + 1}`}: ${formatNumber(values[i])}${rebuilt ? `, rebuilt ${formatNumber(rebuilt[i])}` : ''}`;
    return s(
      'g',
      {},
      s('title', {}, text),
      s('rect', {
        class: 'profile-bar',
        x: left + width * 0.12,
        y: top,
        width: width * 0.76,
        height: Math.max(0.75, bottom - top),
      }),
      rebuilt &&
        s('rect', { class: 'profile-rebuilt', x: left, y: y(rebuilt[i]) - 1.25, width, height: 2.5 }),
    );
  });
  return h(
    'div',
    { class: 'profile' },
    s(
      'svg',
      { viewBox: `0 0 100 ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
      s('line', { class: 'profile-zero', x1: 0, x2: 100, y1: y(0), y2: y(0) }),
      ...bars,
    ),
  );
}
