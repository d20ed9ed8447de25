import { type BrushSelection, brushX, select } from 'd3';
import type { NumberColouring } from '../colour/colouring.js';
import { cssColour } from '../colour/palette.js';
import { histogram } from '../data/histogram.js';
import { brushedRange } from '../data/query-range.js';
import { formatOnScale } from '../data/table.js';
import { h, s } from '../dom.js';
import { inSlices, type Steps } from '../slices.js';
import type { AppStore, LegendFilter } from '../state/app-state.js';
import { createDateAxis } from './date-axis.js';

const width = 216;
const height = 56;
const bins = 36;

/** A histogram in the colours of the ramp; brushing it filters the map to a range. */
export function createRampLegend(
  store: AppStore,
  colouring: NumberColouring,
): { element: HTMLElement; end: () => void } {
  const { scale, column } = colouring;
  const { low, high, isLogarithmic } = scale;
  const valueAt = (x: number) => scale.valueAt(x / width);
  const format = (value: number) => formatOnScale(column, value);
  const svg = s('svg', {
    class: 'histogram',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Distribution of ${column.name}`,
  });
  void inSlices(bars(colouring)).then((drawn) => svg.prepend(...drawn!));
  const brush = brushX<unknown>()
    .extent([
      [0, 0],
      [width, height],
    ])
    .on(
      'brush end',
      ({ selection, sourceEvent }: { selection: BrushSelection | null; sourceEvent: unknown }) => {
        if (!sourceEvent) return;
        store.set({ legendFilter: selection ? filterOf(selection as [number, number]) : undefined });
      },
    );
  function filterOf([from, to]: readonly [number, number]): LegendFilter {
    const [low, high] = brushedRange(column, [valueAt(from), valueAt(to)]);
    return { kind: 'range', low, high };
  }
  const brushed = select(svg).append('g').attr('class', 'brush').call(brush);
  const rangeText = h('p', { class: 'quiet range-text' });
  const end = store.watch(['legendFilter'], ({ legendFilter }) => {
    const range = legendFilter?.kind === 'range' ? legendFilter : undefined;
    rangeText.textContent = range
      ? `${format(range.low)} to ${format(range.high)}`
      : 'Drag over the histogram to filter.';
    if (!range) brushed.call(brush.clear);
  });
  const ends = h(
    'div',
    { class: 'ramp-ends' },
    h('span', {}, format(low)),
    isLogarithmic && h('span', { class: 'quiet' }, 'logarithmic'),
    h('span', {}, format(high)),
  );
  const axis = column.dates && createDateAxis(scale);
  return { element: h('div', { class: 'ramp-legend' }, svg, axis, ends, rangeText), end };
}

function* bars({ column, scale, ramp }: NumberColouring): Steps<SVGElement[]> {
  const counts = yield* histogram(column.values, scale.shareOf, bins);
  const tallest = Math.max(1, ...counts);
  return Array.from(counts, (count, bin) => {
    const barHeight = count === 0 ? 0 : Math.max(1.5, (count / tallest) * (height - 4));
    const fill = cssColour(ramp[Math.floor(((bin + 0.5) / bins) * ramp.length)]);
    return s('rect', {
      x: (bin / bins) * width,
      y: height - barHeight,
      width: width / bins - 1,
      height: barHeight,
      fill,
    });
  });
}
