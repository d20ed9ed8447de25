import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** Takes the map away by one entry of the menu: the file's name, and what is in it. */
export async function takeAway(page: Page, entry: string): Promise<{ name: string; bytes: Buffer }> {
  // The menu stays open after an entry was chosen.
  if (!(await page.locator('.take-away-menu').isVisible()))
    await page.getByRole('button', { name: 'Take it away' }).click();
  const event = page.waitForEvent('download');
  await page.locator('.menu-item', { hasText: entry }).click();
  const file = await event;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Drags over a part of a histogram, from one share of its width to another. */
export async function brush(page: Page, histogram: Locator, from: number, to: number): Promise<void> {
  const { x, y, width, height } = (await histogram.boundingBox())!;
  await page.mouse.move(x + from * width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + to * width, y + height / 2, { steps: 5 });
  await page.mouse.up();
}

/** How many rows the page says are selected. */
export async function selectedRows(page: Page): Promise<number> {
  return Number.parseInt((await page.locator('.selection-panel h2').textContent()) ?? '', 10);
}
