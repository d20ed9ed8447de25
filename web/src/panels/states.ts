import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppState, AppStore } from '../state/app-state.js';

/** What stands in the map's place while there is nothing to draw, and the banner when the server does not answer. */
export function createStates(store: AppStore): HTMLElement {
  const panel = h('div', { class: 'state card', hidden: true });
  const message = h('span', { role: 'status' });
  const close = h(
    'button',
    { class: 'icon-button', 'aria-label': 'Close', onclick: () => store.set({ notice: undefined }) },
    icon('close'),
  );
  const banner = h('div', { class: 'banner', hidden: true }, message, close);
  store.watch(['runs', 'run', 'runName', 'loading', 'problem', 'serverGone'], (state) => {
    const content = contentOf(state);
    panel.hidden = content.length === 0;
    panel.replaceChildren(...content);
  });
  store.watch(['serverGone', 'notice', 'runs'], ({ serverGone, notice, runs }) => {
    const text = serverGone && runs ? 'The server does not answer. This page reconnects by itself.' : notice;
    banner.hidden = text === undefined;
    message.textContent = text ?? '';
    close.hidden = text !== notice;
  });
  return h('div', { class: 'states' }, panel, banner);
}

function contentOf({ runs, run, loading, problem, serverGone }: AppState): HTMLElement[] {
  if (run) return [];
  // Whatever the address asks for: there is no other run to choose.
  if (runs?.length === 0)
    return [
      h('h2', {}, 'No runs yet'),
      h('p', {}, 'A run turns a table into a map. Make one from all 70,000 handwritten digits of MNIST:'),
      h('pre', {}, h('code', {}, 'npm run pipeline')),
      h('p', {}, 'or from a table of your own:'),
      h('pre', {}, h('code', {}, 'npm run pipeline -- my-data.csv')),
      h('p', { class: 'quiet' }, 'It appears here as soon as it starts.'),
    ];
  if (problem !== undefined)
    return [
      h('h2', {}, 'This run cannot be shown'),
      h('p', {}, problem),
      h('p', { class: 'quiet' }, 'The others are in the menu at the top.'),
    ];
  if (!runs)
    return serverGone
      ? [
          h('h2', {}, 'The server does not answer'),
          h('p', {}, 'Start it with ', h('code', {}, 'npm start'), '; this page connects by itself.'),
        ]
      : [loadingLine('Looking for runs…')];
  if (loading) return [loadingLine('Loading the map…')];
  return [];
}

function loadingLine(text: string): HTMLElement {
  return h('p', { class: 'loading', role: 'status' }, h('span', { class: 'spinner' }), text);
}
