import { longestTask } from './measure.mjs';

/** What people do with any map; each must leave the main thread free again within 50 ms. */
const withAnyMap = {
  'hover over a legend entry': async (page) => {
    await page.locator('.group').nth(3).hover();
    await page.waitForTimeout(150);
    await page.mouse.move(720, 880);
  },
  'filter by the legend': async (page) => {
    await page.locator('.group').nth(3).click();
    await page.locator('.group').nth(3).click();
  },
  'colour by a number': colourByNumber,
  'colour by the label': (page) => page.getByLabel('Colour by').selectOption({ index: 0 }),
  'light and dark': (page) => page.getByRole('button', { name: /^(Dark|Light) colours$/ }).click(),
  'zoom by the wheel': async (page) => {
    await page.mouse.move(720, 450);
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -120);
    await page.waitForTimeout(300);
    await page.getByRole('button', { name: 'Show the whole map' }).click();
  },
  contours: async (page) => {
    await page.getByRole('button', { name: 'Layers' }).click();
    await page.getByLabel('Density contours').click();
    await page.waitForTimeout(500);
    await page.getByLabel('Density contours').click();
    await page.keyboard.press('Escape');
  },
  'pin a point': async (page) => {
    await page.mouse.click(720, 450);
    await page.waitForTimeout(500);
    await page.keyboard.press('Escape');
  },
  lasso,
  'zoom to the selection': async (page) => {
    await page.getByRole('button', { name: 'Zoom to' }).click();
    await page.waitForTimeout(900);
    await page.getByRole('button', { name: 'Show the whole map' }).click();
  },
  'CSV of the selection': (page) =>
    download(page, () => page.getByRole('button', { name: 'CSV', exact: true }).click()),
  search: async (page) => {
    await page.getByRole('searchbox').fill('label:7');
    await page.waitForTimeout(800);
  },
  'search an id': async (page) => {
    await page.getByRole('searchbox').fill('id:99');
    await page.waitForTimeout(800);
    await page.getByRole('searchbox').fill('');
  },
  'select what the legend shows': async (page) => {
    await page.locator('.group').nth(3).click();
    await page.getByRole('button', { name: 'Select what is shown' }).click();
    await page.waitForTimeout(800);
    await page.locator('.group').nth(3).click();
    await page.getByRole('button', { name: 'Clear the selection' }).click();
  },
  'brush a histogram': async (page) => {
    await page.keyboard.press('c');
    await page.waitForTimeout(500);
    await drag(page, await page.locator('.column-histogram').first().boundingBox());
    await page.waitForTimeout(800);
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.keyboard.press('c');
  },
  'brush the legend': async (page) => {
    await colourByNumber(page);
    await drag(page, await page.locator('.ramp-legend .histogram').boundingBox());
    await page.waitForTimeout(300);
    await page.getByLabel('Colour by').selectOption({ index: 0 });
  },
  'PNG of the map': (page) => takeAway(page, 'Picture (PNG'),
  'SVG of the map': (page) => takeAway(page, 'Drawing for a paper'),
  'HTML of the map': (page) => takeAway(page, 'One file that opens offline'),
};

/** What a run of the pipeline can do besides. */
const withRun = {
  'colour by a latent unit': async (page) => {
    await page.getByLabel('Colour by').selectOption('unit 3');
    await page.waitForTimeout(800);
    await page.getByLabel('Colour by').selectOption({ index: 0 });
  },
  'play how the map was made': async (page) => {
    await page.getByRole('button', { name: 'How the map was made' }).click();
    await page.waitForTimeout(4_000);
    await page.getByRole('button', { name: 'Back to the finished map' }).click();
  },
  'autoencoder page': (page) => visitPage(page, 'Autoencoder'),
  'quality page': (page) => visitPage(page, 'Quality'),
};

/** What two runs of the same rows can do. */
const withTwoMaps = {
  'compare two runs': async (page, other) => {
    await page.getByRole('button', { name: 'Compare with…' }).click();
    await page.locator('.compare-list .run-item', { hasText: other }).click();
    await page.locator('.comparison').waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1_500);
  },
  'lasso on two maps': lasso,
  'zoom both maps': async (page) => {
    await page.mouse.move(600, 450);
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -120);
    await page.waitForTimeout(300);
    await page.getByRole('button', { name: 'Show the whole map' }).click();
  },
  transition: async (page) => {
    await page.getByRole('button', { name: 'Transition' }).click();
    await page.getByRole('button', { name: /^Play/ }).click();
    await page.waitForTimeout(4_000);
  },
};

async function colourByNumber(page) {
  const first = page.locator('#colour-by optgroup[label="Numbers"] option').first();
  await page.getByLabel('Colour by').selectOption(await first.getAttribute('value'));
}

async function lasso(page) {
  await page.keyboard.down('Shift');
  await page.mouse.move(600, 400);
  await page.mouse.down();
  for (const [x, y] of [
    [760, 420],
    [800, 600],
    [600, 600],
  ])
    await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.waitForTimeout(800);
}

/** Over the middle half of a histogram. */
async function drag(page, { x, y, width, height }) {
  await page.mouse.move(x + width / 4, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + (3 * width) / 4, y + height / 2, { steps: 12 });
  await page.mouse.up();
}

async function download(page, act) {
  const downloaded = page.waitForEvent('download', { timeout: 60_000 });
  await act();
  await downloaded;
}

async function takeAway(page, entry) {
  await page.locator('[aria-label="Take it away"]').click();
  await download(page, () => page.locator('.menu-item', { hasText: entry }).click());
  await page.keyboard.press('Escape');
}

async function visitPage(page, name) {
  // Looking for a role would have the browser compute names all over a large page.
  await page.locator('.page-switch button', { hasText: name }).click();
  await page.waitForTimeout(3_000);
  await page.locator('.page-switch button', { hasText: 'Map' }).click();
}

/**
 * The things that can be done with a run.
 *
 * @param isRun Whether the pipeline made it; else there is only a map.
 * @param other A run of the same rows.
 */
export function interactionsOf(isRun, other) {
  return { ...withAnyMap, ...(isRun && withRun), ...(other && withTwoMaps) };
}

/** The longest task of each interaction, in milliseconds. */
export async function longestTasks(page, isRun, other) {
  const longest = {};
  for (const [name, act] of Object.entries(interactionsOf(isRun, other)))
    longest[name] = await longestTask(page, () => act(page, other));
  return longest;
}
