import { h } from '../dom.js';
import { type IconName, icon } from '../icons.js';
import type { AppStore, PageName } from '../state/app-state.js';
import { toggleTheme } from '../state/theme.js';
import { createRunChooser } from './run-chooser.js';

/** The bar at the top: name, run, actions. */
export function createHeader(
  store: AppStore,
  search: HTMLElement,
  takeAway: HTMLElement,
  compareChooser: HTMLElement,
  help: HTMLDialogElement,
): HTMLElement {
  const brand = h(
    'h1',
    { class: 'brand' },
    h('img', { src: '/icon.svg', alt: '', width: 24, height: 24 }),
    h('span', { class: 'brand-name' }, 'Latentscape'),
  );
  const theme = h('button', { class: 'icon-button', onclick: () => toggleTheme(store) });

  const helpButton = h(
    'button',
    {
      class: 'icon-button',
      'aria-label': 'Shortcuts',
      title: 'Shortcuts (?)',
      onclick: () => help.showModal(),
    },
    icon('help'),
  );

  store.watch(['ground'], ({ ground }) => {
    const label = ground === 'light' ? 'Dark colours' : 'Light colours';
    theme.setAttribute('aria-label', label);
    theme.title = label;
    theme.replaceChildren(icon(ground === 'light' ? 'dark' : 'light'));
  });
  return h(
    'header',
    { class: 'header' },
    brand,
    createRunChooser(store),
    compareChooser,
    pageSwitch(store),
    h('div', { class: 'header-middle' }, search),
    h('div', { class: 'header-actions' }, takeAway, theme, helpButton),
  );
}

const pages: readonly { readonly page: PageName; readonly name: IconName; readonly label: string }[] = [
  { page: 'map', name: 'map', label: 'Map' },
  { page: 'autoencoder', name: 'autoencoder', label: 'Autoencoder' },
  { page: 'quality', name: 'quality', label: 'Quality' },
];

function pageSwitch(store: AppStore): HTMLElement {
  const buttons = pages.map(({ page, name, label }) => ({
    page,
    button: h(
      'button',
      { class: 'page-button', 'aria-label': label, onclick: () => store.set({ page }) },
      icon(name),
      h('span', { class: 'page-name', 'aria-hidden': 'true' }, label),
    ),
  }));
  store.watch(['page'], (state) => {
    for (const { page, button } of buttons) button.setAttribute('aria-pressed', String(page === state.page));
  });
  const element = h(
    'div',
    { class: 'page-switch', role: 'group', 'aria-label': 'View' },
    ...buttons.map(({ button }) => button),
  );
  store.watch(['run'], ({ run }) => {
    element.hidden = !run;
  });
  return element;
}
