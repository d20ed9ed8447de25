import { cellText } from '../data/table.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';

/** Tells screen readers what changed on the map: the run, what is pinned, what is selected. */
export function createAnnouncer(store: AppStore): HTMLElement {
  const element = h('div', { class: 'visually-hidden', 'aria-live': 'polite', id: 'announcer' });
  const say = (text: string) => {
    element.textContent = text;
  };
  store.watch(['run'], ({ run }) => {
    if (run) say(`Map of ${run.name}: ${run.table.rows.toLocaleString('en')} points.`);
  });
  store.watch(['comparison'], ({ comparison, run }) => {
    if (!comparison || !run) return;
    const mean = comparison.meanCommon.toFixed(1);
    say(
      `${run.name} beside ${comparison.name}: on average ${mean} of ${comparison.neighbours} neighbours in common.`,
    );
  });
  store.watch(['selection'], ({ selection, run }) => {
    if (selection) say(`${selection.table.numRows().toLocaleString('en')} points selected.`);
    else if (run) say('Nothing selected.');
  });
  store.watch(['legendFilter'], ({ legendFilter, colouring }) => {
    if (legendFilter?.kind === 'groups' && colouring.kind === 'category')
      say(`Shown: ${[...legendFilter.shown].map((group) => colouring.groups[group].name).join(', ')}.`);
  });
  store.watch(['pinned'], ({ pinned, run, comparison }) => {
    if (pinned === undefined || !run) return;
    const { label, id } = run.table;
    const facts = [
      id.at(pinned),
      label && `${label.name} ${cellText(label, pinned)}`,
      comparison && `${cellText(comparison.common, pinned)} neighbours in common`,
    ];
    say(`Pinned ${facts.filter((fact) => fact !== undefined).join(', ')}.`);
  });
  return element;
}
