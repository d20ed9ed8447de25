import type { AppStore } from './app-state.js';

/**
 * Gives the focus to the map where what had it goes away with its panel: else it would fall back to the top of the page,
 * and a screen reader with it.
 */
export function connectFocus(store: AppStore, surface: HTMLElement): void {
  let last: Element | undefined;
  document.addEventListener('focusin', ({ target }) => {
    last = target as Element;
  });
  store.watch(['page', 'pinned', 'selection', 'showColumns', 'comparison'], () => {
    // When all that answers the change has answered it. Browsers take the focus from what is hidden some time later.
    setTimeout(() => {
      const isElsewhere = document.activeElement !== last && document.activeElement !== document.body;
      if (last && !isElsewhere && !last.checkVisibility()) surface.focus();
    });
  });
}
