import { longestTask } from './measure.mjs';

/** What people do with a map; each must leave the main thread free again within 50 ms. */
export const interactions = {
  'hover over a legend entry': async (page) => {
    await page.locator('.group').nth(3).hover();
    await page.waitForTimeout(150);
    await page.mouse.move(720, 880);
  },
  'filter by the legend': async (page) => {
    await page.locator('.group').nth(3).click();
    await page.locator('.group').nth(3).click();
  },
  'colour by a number': (page) => page.getByLabel('Colour by').selectOption({ index: 1 }),
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
  lasso: async (page) => {
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
  },
  search: async (page) => {
    await page.getByRole('searchbox').fill('label:7');
    await page.waitForTimeout(800);
  },
  'search an id': async (page) => {
    await page.getByRole('searchbox').fill('id:99');
    await page.waitForTimeout(800);
    await page.getByRole('searchbox').fill('');
  },
};

/** The longest task of each interaction, in milliseconds. */
export async function longestTasks(page) {
  const longest = {};
  for (const [name, act] of Object.entries(interactions))
    longest[name] = await longestTask(page, () => act(page));
  return longest;
}
