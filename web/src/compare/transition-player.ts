import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppStore } from '../state/app-state.js';

const milliseconds = 2_400;

/** Plays the way from one map to the other, there or back; with reduced motion it goes there at once. */
export function createTransitionPlayer(store: AppStore): HTMLElement {
  const play = h('button', { class: 'icon-button', onclick: () => (frame === 0 ? start() : pause()) });
  const scrubber = h('input', {
    type: 'range',
    min: 0,
    max: 1,
    step: 0.01,
    'aria-label': 'From one map to the other',
    oninput: () => {
      pause();
      store.set({ transition: scrubber.valueAsNumber });
    },
  });
  const [from, to] = [h('span', { class: 'clip' }), h('span', { class: 'clip' })];
  const element = h('div', { class: 'transition' }, play, from, scrubber, to);
  let frame = 0;

  function start(): void {
    const { transition = 0 } = store.state;
    const goal = transition < 1 ? 1 : 0;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      store.set({ transition: goal });
      return;
    }
    let last = performance.now();
    let share = transition;
    const step = (now: number) => {
      const passed = Math.max(0, now - last) / milliseconds;
      last = now;
      share = goal === 1 ? Math.min(1, share + passed) : Math.max(0, share - passed);
      frame = share === goal ? 0 : requestAnimationFrame(step);
      store.set({ transition: share });
      if (frame === 0) mark();
    };
    frame = requestAnimationFrame(step);
    mark();
  }

  function pause(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    mark();
  }

  function mark(): void {
    const label = frame === 0 ? 'Play the transition' : 'Pause';
    play.setAttribute('aria-label', label);
    play.title = label;
    play.replaceChildren(icon(frame === 0 ? 'play' : 'pause'));
  }

  store.watch(['transition', 'comparison'], ({ transition, comparison, run }) => {
    if (transition === undefined || !comparison) {
      if (frame !== 0) pause();
      return;
    }
    from.textContent = run?.name ?? '';
    to.textContent = comparison.name;
    scrubber.value = String(transition);
    scrubber.setAttribute(
      'aria-valuetext',
      `${Math.round(100 * transition)}% of the way to ${comparison.name}`,
    );
  });
  mark();
  return element;
}
