// Every state that the page can be in, and how a person brings it there: `npm run bench -- web-pictures --states`.

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** A lasso around the middle of the map: with Shift and the mouse, on a phone with the tool. */
export async function lasso(page, { width, height } = page.viewportSize()) {
  const isPhone = width < 720;
  if (isPhone) await button(page, 'Select with a lasso (L)').click();
  else await page.keyboard.down('Shift');
  const at = (x, y) => [x * width, (isPhone ? 0.62 : 1) * y * height];
  await page.mouse.move(...at(0.42, 0.47));
  await page.mouse.down();
  for (const [x, y] of [
    [0.53, 0.49],
    [0.56, 0.67],
    [0.44, 0.76],
    [0.36, 0.62],
  ])
    await page.mouse.move(...at(x, y), { steps: 5 });
  await page.mouse.up();
  if (!isPhone) await page.keyboard.up('Shift');
}

/** Shows the map as it was after a quarter of its iterations. */
async function quarterMade(page) {
  await button(page, 'How the map was made').click();
  await page.waitForTimeout(300);
  const scrubber = page.getByLabel('Iteration');
  await scrubber.evaluate((input) => {
    input.value = String(Number(input.max) / 4);
    input.dispatchEvent(new Event('input'));
  });
}

/** From now on the server has no runs. */
const withoutRuns = (page) => page.route('**/api/runs', (route) => route.fulfill({ json: { runs: [] } }));

/** The states of one run. */
const ofRun = {
  map: {},
  'first visit': { firstVisit: true },
  'tour, last step': {
    firstVisit: true,
    act: async (page) => {
      for (let i = 0; i < 3; i++) await button(page, 'Next').click();
    },
  },
  help: { act: (page) => page.keyboard.press('?') },
  'a point under the pointer': { act: (page) => page.mouse.move(...middle(page)) },
  'a pinned point': { search: '&pin=123' },
  'a pinned point and a selection': { search: '&pin=123&select=label:3' },
  'a selection': { act: lasso },
  'a search': { act: (page) => page.getByRole('searchbox').fill('label:7 split:test') },
  'a search that is none': { act: (page) => page.getByRole('searchbox').fill('weight:>3') },
  'a search for nothing': { act: (page) => page.getByRole('searchbox').fill('id:nowhere') },
  columns: { act: (page) => page.keyboard.press('c') },
  'columns and a selection': { search: '&select=label:3', act: (page) => page.keyboard.press('c') },
  layers: { search: '&contours&grid', act: (page) => button(page, 'Layers').click() },
  'contours and grid': { search: '&contours&grid' },
  'zoomed in': {
    act: async (page) => {
      await page.mouse.move(...middle(page));
      for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -240);
    },
  },
  'a filter on the legend': { search: '&show=3,5,8' },
  'a group brought forward': { act: (page) => page.locator('.group').nth(4).hover() },
  'coloured by a number': { search: '&colour=reconstruction_error' },
  'coloured by a latent unit': { search: '&colour=unit+3' },
  'saved selections': { act: (page) => button(page, 'Saved selections').click() },
  runs: { act: (page) => page.getByRole('button', { name: /^Choose a run/ }).click() },
  'take it away': { act: (page) => button(page, 'Take it away').click() },
  'compare with': { act: (page) => button(page, 'Compare with…').click() },
  'how the map was made': { act: quarterMade },
  autoencoder: { search: '&page=autoencoder' },
  'a unit raised': {
    search: '&page=autoencoder',
    act: async (page) => {
      await page.getByRole('slider', { name: 'unit 3', exact: true }).evaluate((input) => {
        input.value = input.max;
        input.dispatchEvent(new Event('input'));
        input.scrollIntoView({ block: 'center' });
      });
    },
  },
  quality: { search: '&page=quality' },
  'quality, the end': {
    search: '&page=quality',
    act: (page) =>
      page
        .locator('.page-content')
        .last()
        .evaluate((page) => page.lastElementChild.scrollIntoView({ block: 'end' })),
  },
  'no WebGL': {
    prepare: (page) =>
      page.addInitScript(() => {
        const { getContext } = HTMLCanvasElement.prototype;
        HTMLCanvasElement.prototype.getContext = function (kind, ...options) {
          return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...options);
        };
      }),
  },
  'loading the map': {
    prepare: (page) => page.route('**/embedding.arrow', () => undefined),
    isMapless: true,
  },
  'no server': {
    prepare: (page) => page.route('**/api/**', (route) => route.abort()),
    isMapless: true,
  },
  'the server gone': { act: (page) => page.context().setOffline(true) },
  'run deleted meanwhile': {
    act: withoutRuns,
  },
  'a run that is not there': { address: '?run=nowhere', isMapless: true },
  'no run yet': {
    prepare: withoutRuns,
    address: '',
    isMapless: true,
  },
  'a damaged map': {
    prepare: (page) =>
      page.route('**/embedding.arrow', (route) => route.fulfill({ body: 'not an Arrow file' })),
    isMapless: true,
  },
  'damaged codes': {
    prepare: (page) => page.route('**/codes.npy', (route) => route.fulfill({ body: 'not codes' })),
    search: '&pin=123',
  },
  'the autoencoder, damaged': {
    prepare: (page) => page.route('**/codes.npy', (route) => route.fulfill({ body: 'not codes' })),
    search: '&page=autoencoder',
  },
};

/** Those of two runs of the same rows. */
const ofTwoRuns = {
  'two maps': {},
  'two maps, a pinned point': { search: '&pin=11301' },
  'two maps, a selection': { search: '&select=label:3' },
  'two maps, what changed': { search: '&colour=common_neighbours' },
  'two maps, columns': { act: (page) => page.keyboard.press('c') },
  transition: { search: '&transition=0.5' },
};

function middle(page) {
  const { width, height } = page.viewportSize();
  return width < 720 ? [width / 2, height / 3] : [width / 2, height / 2];
}

/**
 * @param run The run to be shown.
 * @param other A run of the same rows, if there is one.
 * @param sweep The sweep to be shown, if there is one.
 */
export function statesOf(run, other, sweep) {
  const beside = `?run=${run}&with=${other}`;
  const states = Object.entries(ofRun).map(([name, state]) => ({
    name,
    address: `?run=${run}${state.search ?? ''}`,
    ...state,
  }));
  if (other !== undefined)
    for (const [name, state] of Object.entries(ofTwoRuns))
      states.push({ name, address: `${beside}${state.search ?? ''}`, ...state });
  if (sweep !== undefined) states.push({ name: 'sweep', address: `?sweep=${sweep}`, isMapless: true });
  return states;
}
