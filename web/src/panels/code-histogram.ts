import { axisBottom, scaleLinear, select } from 'd3';
import type { CodeHistogram } from '../data/code-histogram.js';
import { formatNumber } from '../data/table.js';
import { h, s } from '../dom.js';

const width = 420;
const height = 170;
const margin = { top: 20, right: 12, bottom: 26, left: 12 };

/** The values of all codes as a histogram, with their mean and, around it, the standard deviation. */
export function createCodeHistogram(
  { low, high, counts, zeros }: CodeHistogram,
  mean: number,
  variance: number,
): HTMLElement {
  const x = scaleLinear([low, high > low ? high : low + 1], [margin.left, width - margin.right]);
  const floor = height - margin.bottom;
  const tallest = Math.max(1, ...counts);
  const step = (width - margin.left - margin.right) / counts.length;
  const bars = Array.from(counts, (count, bin) => {
    const top = count === 0 ? 0 : Math.max(1, (count / tallest) * (floor - margin.top));
    return s('rect', {
      class: 'code-bin',
      x: margin.left + bin * step,
      y: floor - top,
      width: Math.max(0.5, step - 0.75),
      height: top,
    });
  });
  const deviation = Math.sqrt(variance);
  const inside = (value: number) => Math.max(margin.left, Math.min(width - margin.right, x(value)));
  const all = counts.reduce((sum, count) => sum + count, zeros);
  const zeroText = `${formatNumber((100 * zeros) / all)}% of the values are exactly zero`;
  const svg = s(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `Values of all codes from ${formatNumber(low)} to ${formatNumber(high)}, mean ${formatNumber(mean)}, variance ${formatNumber(variance)}; ${zeroText}`,
    },
    s('rect', {
      class: 'code-deviation',
      x: inside(mean - deviation),
      y: margin.top - 8,
      width: inside(mean + deviation) - inside(mean - deviation),
      height: floor - margin.top + 8,
    }),
    ...bars,
    s('line', { class: 'code-mean', x1: inside(mean), x2: inside(mean), y1: margin.top - 8, y2: floor }),
    s('text', { x: inside(mean), y: 10, 'text-anchor': 'middle' }, `mean ${formatNumber(mean)}`),
  );
  select(svg).append('g').attr('transform', `translate(0 ${floor})`).call(axisBottom(x).ticks(8));
  const note = zeros > 0 ? `The bars leave out exact zeros: ${zeroText}.` : 'No value is exactly zero.';
  return h(
    'figure',
    { class: 'loss' },
    h(
      'figcaption',
      {},
      'Values of all codes',
      h('span', { class: 'series-note quiet' }, 'shaded: one standard deviation'),
    ),
    svg,
    h('p', { class: 'quiet' }, note),
  );
}
