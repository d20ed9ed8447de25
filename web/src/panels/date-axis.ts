import { maxIndex, scaleUtc, utcDay, utcFormat, utcMinute, utcMonth, utcSecond, utcYear } from 'd3';
import type { NumberScale } from '../colour/number-scale.js';
import { h } from '../dom.js';

/** So many ticks are asked for; d3 gives some more or fewer, so that they fall on whole months or the like. */
const wantedTicks = 5;
/** Room for a label, by its characters, as a share of the width of the legend. */
const shareOfLabel = (text: string) => (7 * text.length + 10) / 216;

/** What may begin at a tick, and how it is said; a tick at which nothing larger begins is told in milliseconds. */
const beginnings = [
  [utcYear, utcFormat('%Y')],
  [utcMonth, utcFormat('%b')],
  [utcDay, utcFormat('%-d %b')],
  [utcMinute, utcFormat('%H:%M')],
  [utcSecond, utcFormat(':%S')],
] as const;
const formatMilliseconds = utcFormat('.%L');

/** Years, months, days or times in UTC below a histogram of dates, at the places where they begin. */
export function createDateAxis({ low, high, shareOf }: NumberScale): HTMLElement {
  const ticks = scaleUtc()
    .domain([low, high])
    .ticks(wantedTicks)
    .map((time) => {
      const level = beginnings.findIndex(([unit]) => unit.floor(time).getTime() === time.getTime());
      const text = (beginnings[level]?.[1] ?? formatMilliseconds)(time);
      return { share: shareOf(time.getTime()), text, level: level < 0 ? beginnings.length : level };
    });
  const widest = Math.max(...ticks.map(({ text }) => shareOfLabel(text)));
  const step = ticks.length < 2 ? 1 : Math.ceil(widest / (ticks[1].share - ticks[0].share));
  // Where some are left out, the one that says most stays.
  const kept = maxIndex(ticks, ({ level }) => -level) % step;
  const labels = ticks
    .filter(({ share, text }, i) => {
      const half = shareOfLabel(text) / 2;
      return i % step === kept && share > half && share < 1 - half;
    })
    .map(({ share, text }) => {
      const label = h('span', {}, text);
      label.style.left = `${100 * share}%`;
      return label;
    });
  return h('div', { class: 'date-axis quiet', 'aria-hidden': 'true' }, ...labels);
}
