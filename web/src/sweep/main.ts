import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/page.css';
import '../styles/measures.css';
import './sweep.css';
import '../styles/system.css';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { initialState } from '../state/app-state.js';
import { createStore } from '../state/store.js';
import { connectTheme, toggleTheme } from '../state/theme.js';
import { fetchSweep } from './sweep-data.js';
import { createSweepPage } from './sweep-page.js';

const store = createStore(initialState);
connectTheme(store);
const name = new URLSearchParams(location.search).get('sweep') ?? '';
document.title = `${name} · Latentscape`;

const theme = h('button', { class: 'icon-button', onclick: () => toggleTheme(store) });
const main = h(
  'main',
  { class: 'page sweep-page' },
  h('p', { class: 'state', role: 'status' }, 'Loading the maps…'),
);
document.body.append(
  h(
    'header',
    { class: 'header' },
    h(
      'h1',
      { class: 'brand' },
      h('img', { src: '/icon.svg', alt: '', width: 24, height: 24 }),
      h('span', { class: 'brand-name' }, 'Latentscape'),
    ),
    h('a', { class: 'button is-quiet', href: '/' }, 'All runs'),
    h('span', { class: 'clip sweep-name' }, name),
    h('div', { class: 'header-actions sweep-actions' }, theme),
  ),
  h('div', { class: 'stage sweep-stage' }, main),
);
store.watch(['ground'], ({ ground }) => {
  const label = ground === 'light' ? 'Dark colours' : 'Light colours';
  theme.setAttribute('aria-label', label);
  theme.title = label;
  theme.replaceChildren(icon(ground === 'light' ? 'dark' : 'light'));
});

try {
  const page = createSweepPage(await fetchSweep(name));
  main.replaceChildren(page.element);
  const draw = () => page.draw(store.state.ground);
  store.watch(['ground'], draw);
  new ResizeObserver(draw).observe(main);
} catch (error) {
  const problem = error instanceof Error ? error.message : String(error);
  main.replaceChildren(
    h(
      'div',
      { class: 'page-content', role: 'alert' },
      h('h2', {}, 'This comparison cannot be shown'),
      h('p', {}, problem),
      h(
        'p',
        { class: 'quiet' },
        'Make one with ',
        h('code', {}, 'npx latentscape sweep DATA --perplexity 10,30'),
        '.',
      ),
    ),
  );
}
