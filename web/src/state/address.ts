import type { AppState, AppStore } from './app-state.js';

const writeAfter = 200;

/** The part of the state that an address carries. */
export function stateFromAddress(search: string): Partial<AppState> {
  const parameters = new URLSearchParams(search);
  const text = (name: string) => parameters.get(name) ?? undefined;
  const view = text('view')?.split(',').map(Number);
  return {
    runName: text('run'),
    colourBy: text('colour'),
    ...(view?.length === 3 &&
      view.every(Number.isFinite) && { view: { x: view[0], y: view[1], zoom: view[2] } }),
  };
}

/** The address that `stateFromAddress` reads back. */
export function addressOf({ runName, colourBy, view }: AppState): string {
  const parameters = new URLSearchParams();
  if (runName !== undefined) parameters.set('run', runName);
  if (colourBy !== undefined) parameters.set('colour', colourBy);
  if (view)
    parameters.set(
      'view',
      [view.x, view.y, view.zoom].map((value) => Number(value.toPrecision(6))).join(','),
    );
  const search = parameters.toString().replaceAll('%2C', ',');
  return search === '' ? '/' : `/?${search}`;
}

/** Keeps the address bar true to what is shown, so that it can be copied or reloaded at any time. */
export function connectAddress(store: AppStore): void {
  let timer = 0;
  store.watch(['runName', 'colourBy', 'view'], () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState(null, '', addressOf(store.state)), writeAfter);
  });
}
