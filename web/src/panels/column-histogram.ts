import { type BrushSelection, brushX, select } from 'd3';
import { numberScale } from '../colour/number-scale.js';
import { histogram } from '../data/histogram.js';
import { brushedRange, type Range } from '../data/query-range.js';
import { formatOnScale, type NumberColumn } from '../data/table.js';
import { h, s } from '../dom.js';
import type { Steps } from '../slices.js';

const width = 272;
const height = 40;
const bins = 34;

export interface ColumnHistogram {
  readonly element: HTMLElement;
  /** Draws how the selected rows are spread, over all rows; each to its own height. */
  draw(selected: Uint32Array | undefined): Steps<void>;
  /** Puts the brush where a query has it. */
  showRange(range: Range | undefined): void;
}

/** A small histogram of a column; `onBrush` hears the range that is brushed, while it is brushed. */
export function createColumnHistogram(
  column: NumberColumn,
  onBrush: (range: Range | undefined, isDone: boolean) => void,
): ColumnHistogram {
  const { low, high, isLogarithmic, shareOf, valueAt } = numberScale(
    column.values,
    column.dates !== undefined,
  );
  const format = (value: number) => formatOnScale(column, value);
  const x = (value: number) => width * Math.max(0, Math.min(1, shareOf(value)));
  const all = s('path', { class: 'histogram-all' });
  const selected = s('path', { class: 'histogram-selected' });
  const svg = s(
    'svg',
    {
      class: 'histogram column-histogram',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': `Distribution of ${column.name}`,
    },
    all,
    selected,
  );
  let isBrushing = false;
  const brush = brushX<unknown>()
    .extent([
      [0, 0],
      [width, height],
    ])
    .on('start brush end', (event: BrushEvent) => {
      if (!event.sourceEvent) return;
      isBrushing = event.type !== 'end';
      if (event.type !== 'start') onBrush(rangeOf(event.selection), !isBrushing);
    });
  const brushed = select(svg).append('g').attr('class', 'brush').call(brush);
  const text = h('span', { class: 'quiet histogram-range' });

  /** A brush that reaches an edge takes in what lies beyond it. */
  function rangeOf(selection: BrushSelection | null): Range | undefined {
    if (!selection) return undefined;
    const [from, to] = selection as [number, number];
    if (from <= 0 && to >= width) return undefined;
    return brushedRange(column, [
      from <= 0 ? Number.NEGATIVE_INFINITY : valueAt(from / width),
      to >= width ? Number.POSITIVE_INFINITY : valueAt(to / width),
    ]);
  }

  function showRange(range: Range | undefined): void {
    text.textContent = range ? describe(range, format) : '';
    if (isBrushing) return;
    if (range) brushed.call(brush.move, [x(range[0]), x(range[1])]);
    else brushed.call(brush.clear);
  }

  return {
    element: h(
      'div',
      { class: 'column' },
      h('div', { class: 'column-heading' }, h('h3', { class: 'clip' }, column.name), text),
      svg,
      h(
        'div',
        { class: 'ramp-ends quiet' },
        h('span', {}, format(low)),
        isLogarithmic && h('span', {}, 'logarithmic'),
        h('span', {}, format(high)),
      ),
    ),
    *draw(rows) {
      if (!all.hasAttribute('d'))
        all.setAttribute('d', outline(yield* histogram(column.values, shareOf, bins)));
      const counts = rows && (yield* histogram(column.values, shareOf, bins, rows));
      selected.setAttribute('d', counts ? outline(counts) : '');
      yield;
    },
    showRange,
  };
}

function describe([low, high]: Range, format: (value: number) => string): string {
  if (!Number.isFinite(low)) return `up to ${format(high)}`;
  return Number.isFinite(high) ? `${format(low)} to ${format(high)}` : `from ${format(low)}`;
}

interface BrushEvent {
  readonly type: 'start' | 'brush' | 'end';
  readonly selection: BrushSelection | null;
  readonly sourceEvent: unknown;
}

/** Steps around the bars; bins of few rows stay visible beside the tallest. */
function outline(counts: Uint32Array): string {
  const tallest = Math.max(1, ...counts);
  const step = width / bins;
  const steps = Array.from(counts, (count, bin) => {
    const y = count === 0 ? height : height - Math.max(1, (count / tallest) * (height - 2));
    return `L${(bin * step).toFixed(1)} ${y.toFixed(1)}H${((bin + 1) * step).toFixed(1)}`;
  });
  return `M0 ${height}${steps.join('')}V${height}Z`;
}
