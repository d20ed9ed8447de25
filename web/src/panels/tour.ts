import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';

const storageKey = 'latentscape-toured';

const steps = [
  'Every point is a row of your table; near points have similar codes. Scroll or pinch to zoom, drag to move.',
  'Rest on a name in the legend to bring its points forward; click to see them alone.',
  'Click a point to see its original, what the decoder makes of its code, and its nearest neighbours.',
  'Shift-drag around points, or press, hold and draw, to select them: see what sets them apart, name them, take them away.',
];

/** Four sentences on the first visit, never again; a link to two maps, whose bar they would cover, does not count as one. */
export function createTour(store: AppStore): HTMLElement {
  const text = h('p', { 'aria-live': 'polite' });
  const next = h('button', { class: 'button', onclick: () => show(step + 1) }, 'Next');
  const skip = h('button', { class: 'button is-quiet', onclick: () => show(steps.length) }, 'Skip');
  const element = h(
    'aside',
    { class: 'tour card', 'aria-label': 'Tour', hidden: true },
    text,
    h('div', { class: 'panel-actions' }, next, skip),
  );
  let step = 0;

  function show(index: number): void {
    step = index;
    element.hidden = index >= steps.length;
    if (element.hidden) localStorage.setItem(storageKey, 'yes');
    text.textContent = steps[index] ?? '';
    const isLast = index === steps.length - 1;
    next.textContent = isLast ? 'Done' : 'Next';
    skip.hidden = isLast;
  }

  const end = store.watch(['run'], ({ run, compareWith }) => {
    if (!run || compareWith !== undefined || localStorage.getItem(storageKey)) return;
    show(0);
    queueMicrotask(() => end());
  });
  return element;
}
