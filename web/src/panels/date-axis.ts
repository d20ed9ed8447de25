import { scaleUtc, utcDay, utcFormat, utcMinute, utcMonth, utcSecond, utcYear } from 'd3';
import type { NumberScale } from '../colour/number-scale.js';
import { h } from '../dom.js';

/** So many labels fit side by side; d3 is asked for one less, since it rounds as it likes. */
const mostTicks = 5;
/** A label nearer to an edge than this share of the width would stick out. */
const margin = 0.05;

/** Years, months, days or times in UTC below a histogram of dates, at the places where they begin. */
export function createDateAxis({ low, high, shareOf }: NumberScale): HTMLElement {
  const ticks = scaleUtc()
    .domain([low, high])
    .ticks(mostTicks - 1)
    .filter((time) => shareOf(time.getTime()) > margin && shareOf(time.getTime()) < 1 - margin);
  const step = Math.ceil(ticks.length / mostTicks);
  const labels = ticks
    .filter((_, i) => i % step === 0)
    .map((time) => {
      const label = h('span', {}, tickText(time));
      label.style.left = `${100 * shareOf(time.getTime())}%`;
      return label;
    });
  return h('div', { class: 'date-axis quiet', 'aria-hidden': 'true' }, ...labels);
}

/** What begins at a time, from a year down to a millisecond. */
const beginnings = [
  [utcYear, utcFormat('%Y')],
  [utcMonth, utcFormat('%b')],
  [utcDay, utcFormat('%-d %b')],
  [utcMinute, utcFormat('%H:%M')],
  [utcSecond, utcFormat(':%S')],
] as const;

function tickText(time: Date): string {
  const begins = beginnings.find(([unit]) => unit.floor(time).getTime() === time.getTime());
  return begins ? begins[1](time) : utcFormat('.%L')(time);
}
