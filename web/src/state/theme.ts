import type { Ground } from '../colour/palette.js';
import type { AppStore } from './app-state.js';

const storageKey = 'latentscape-theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/** Follows the system's light or dark, until the user chooses; the choice is remembered. */
export function connectTheme(store: AppStore): void {
  const apply = () => store.set({ ground: chosen() ?? (prefersDark.matches ? 'dark' : 'light') });
  prefersDark.addEventListener('change', apply);
  apply();
  store.watch(['ground'], ({ ground }) => {
    document.documentElement.dataset.theme = ground;
  });
}

export function toggleTheme(store: AppStore): void {
  const ground = store.state.ground === 'light' ? 'dark' : 'light';
  localStorage.setItem(storageKey, ground);
  store.set({ ground });
}

/** The choice, where the page may remember at all: a file opened from disk may not. */
function chosen(): Ground | undefined {
  const value = localStorage.getItem(storageKey);
  return value === 'light' || value === 'dark' ? value : undefined;
}
