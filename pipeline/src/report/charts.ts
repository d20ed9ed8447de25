import { type Html, html } from './html.js';

/** One line or outline of a chart; `tone` picks its colour from the page's palette. */
export interface Series {
  readonly name: string;
  readonly tone: 1 | 2 | 3;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ChartLabels {
  /** What the chart shows: above it, and for those who cannot see it. */
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const width = 560;
const height = 260;
const margin = { top: 12, right: 16, bottom: 40, left: 56 };

/** Lines over a common scale, with a legend when there are several. */
export function lineChart(series: readonly Series[], labels: ChartLabels, yFrom?: number): Html {
  const scale = scales(series, yFrom);
  const lines = series.map(
    ({ points, tone }) =>
      html`<polyline class="line tone-${tone}" points="${points.map(([x, y]) => `${scale.x(x)},${scale.y(y)}`).join(' ')}"/>`,
  );
  return frame(scale, labels, series, lines);
}

/** Histograms drawn as filled steps over each other; each point is a bin's left edge and its height, 0 at the end. */
export function histogramChart(series: readonly Series[], labels: ChartLabels): Html {
  const scale = scales(series, 0);
  const shapes = series.map(({ points, tone }) => {
    const steps = points.map(([x, y], i) => {
      const next = points[i + 1]?.[0] ?? x;
      return `H${scale.x(x)}V${scale.y(y)}H${scale.x(next)}`;
    });
    return html`<path class="area tone-${tone}" d="M${scale.x(points[0][0])} ${scale.y(0)}${steps.join('')}V${scale.y(0)}Z"/>`;
  });
  return frame(scale, labels, series, shapes);
}

/** Upright bars, one a value, numbered from 1. */
export function barChart(
  values: readonly number[],
  labels: ChartLabels,
  marked: ReadonlySet<number> = new Set(),
): Html {
  const most = Math.max(...values, 0);
  const outline: Series = {
    name: '',
    tone: 1,
    points: [
      [0.5, 0],
      [values.length + 0.5, most],
    ],
  };
  const scale = scales([outline], 0);
  const bars = values.map((value, i) => {
    const top = scale.y(value);
    const [left, right] = [scale.x(i + 0.62), scale.x(i + 1.38)];
    const tone = marked.has(i) ? 3 : 1;
    return html`<rect class="bar tone-${tone}" x="${left}" y="${top}" width="${round(right - left)}" height="${round(Math.max(1, scale.y(0) - top))}"><title>${i + 1}: ${round(value, 4)}</title></rect>`;
  });
  return frame({ ...scale, xTicks: scale.xTicks.filter(Number.isInteger) }, labels, [], bars);
}

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

function scales(series: readonly Series[], yFrom?: number): Scales {
  const points = series.flatMap((one) => one.points);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [yFrom ?? Math.min(...ys), Math.max(...ys)];
  const along = (from: number, to: number, start: number, end: number) => (value: number) =>
    round(start + ((value - from) / (to - from || 1)) * (end - start));
  return {
    x: along(left, right, margin.left, width - margin.right),
    y: along(bottom, top, height - margin.bottom, margin.top),
    xTicks: ticks(left, right),
    yTicks: ticks(bottom, top),
  };
}

/** Some five round numbers between two others. */
function ticks(from: number, to: number): number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => round((first + i) * step, 6));
}

function frame(
  { x, y, xTicks, yTicks }: Scales,
  labels: ChartLabels,
  series: readonly Series[],
  body: readonly Html[],
): Html {
  const floor = height - margin.bottom;
  return html`<figure class="chart"><p class="title">${labels.title}</p><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${labels.title}">
${yTicks.map((tick) => html`<line class="grid" x1="${margin.left}" x2="${width - margin.right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${margin.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`)}
${xTicks.map((tick) => html`<text class="tick" x="${x(tick)}" y="${floor + 16}" text-anchor="middle">${tick}</text>`)}
<line class="axis" x1="${margin.left}" x2="${width - margin.right}" y1="${floor}" y2="${floor}"/>
${body}
<text class="label" x="${(margin.left + width - margin.right) / 2}" y="${height - 6}" text-anchor="middle">${labels.x}</text>
<text class="label" transform="translate(13 ${(margin.top + floor) / 2}) rotate(-90)" text-anchor="middle">${labels.y}</text>
</svg>${series.length > 1 ? html`<figcaption>${series.map(({ name, tone }) => html`<span class="key tone-${tone}"></span>${name} `)}</figcaption>` : ''}</figure>`;
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
