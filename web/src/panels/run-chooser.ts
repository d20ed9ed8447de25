import type { RunSummary } from '../../api.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppStore } from '../state/app-state.js';
import { createSweepLinks } from '../sweep/sweep-links.js';

const statusText: Readonly<Record<RunSummary['status'], string>> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  interrupted: 'stopped',
  unreadable: 'damaged',
};

/** A button with the run's name that opens the list of all runs. */
export function createRunChooser(store: AppStore): HTMLElement {
  const name = h('span', { class: 'clip' });
  const list = h('ul', { class: 'run-list' });
  const popover = h('div', { class: 'popover card', id: 'run-list', popover: 'auto' }, list);
  popover.append(createSweepLinks(popover));
  const button = h('button', { class: 'run-button', popovertarget: 'run-list' }, name, icon('chevron'));

  function fill(): void {
    const { runName, runs = [] } = store.state;
    const choose = (run: string) => {
      popover.hidePopover();
      store.set({ runName: run });
    };
    list.replaceChildren(...runs.map((run) => h('li', {}, runItem(run, run.name === runName, choose))));
  }

  // Dates and numbers in words take a while the first time: not before somebody looks at them.
  popover.addEventListener('beforetoggle', fill);
  store.watch(['runName', 'runs'], ({ runName, runs = [] }) => {
    name.textContent = runName ?? 'No run';
    // Whoever speaks to the page says what is written on the button.
    button.setAttribute('aria-label', `Choose a run: ${name.textContent}`);
    button.hidden = runs.length === 0;
    if (popover.matches(':popover-open')) fill();
  });
  return h('div', { class: 'run-chooser' }, button, popover);
}

/** A run in a list to choose from. */
export function runItem(run: RunSummary, current: boolean, choose: (name: string) => void): HTMLElement {
  const { name, status, dataset, variant, seconds = 0 } = run;
  const facts = [
    dataset && `${dataset.rows.toLocaleString('en')} rows`,
    variant,
    seconds >= 1 && formatSeconds(seconds),
    run.created &&
      new Date(run.created).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' }),
  ].filter((fact) => typeof fact === 'string' && fact !== '');
  return h(
    'button',
    { class: 'run-item', 'aria-current': current ? 'true' : null, onclick: () => choose(name) },
    h('span', { class: 'run-name clip' }, name),
    status !== 'done' && h('span', { class: `badge is-${status}` }, statusText[status]),
    h('span', { class: 'run-facts quiet' }, run.problem ?? facts.join(' · ')),
  );
}

/** `38 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
