import type { BrowserContextOptions, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ComparedSite, openCompared, startCompared, surface } from './compared-site.js';

let compared: ComparedSite;

beforeAll(async () => {
  compared = await startCompared(500);
}, 120_000);

const compare = (search?: string, options?: BrowserContextOptions) => openCompared(compared, search, options);

const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

describe('the views of two runs side by side', () => {
  it('zoom together until that is turned off; the link keeps both views', async () => {
    const { page, complaints } = await compare();
    const ticks = (map: number) =>
      page.locator('.map-view').nth(map).locator('.map-grid .tick text').allTextContents();
    await page.goto(`${compared.site.url}?run=digits&with=narrow&grid`);
    await expect.poll(() => ticks(1)).not.toEqual([]);
    const zoom = () => Number(parameter(page, 'view')?.split(',')[2]);
    await expect.poll(zoom).toBeGreaterThan(0);
    const before = zoom();
    await surface(page, 'narrow').hover();
    await page.mouse.wheel(0, -400);
    await expect.poll(zoom).toBeGreaterThan(1.5 * before);
    await expect.poll(async () => (await ticks(0)).join()).toBe((await ticks(1)).join());
    await page.getByRole('button', { name: 'Link zoom' }).click();
    await surface(page, 'narrow').focus();
    await page.keyboard.press('+');
    await expect.poll(() => parameter(page, 'second')).not.toBeNull();
    await expect.poll(async () => (await ticks(0)).join()).not.toBe((await ticks(1)).join());
    await page.waitForTimeout(400);
    const url = page.url();
    await page.reload();
    await page.getByRole('region', { name: 'Comparison' }).waitFor();
    await page.waitForTimeout(500);
    await expect.poll(() => page.url()).toBe(url);
    await expect
      .poll(() => page.getByRole('button', { name: 'Link zoom' }).getAttribute('aria-pressed'))
      .toBe('false');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('show the part that a link names, both of them', async () => {
    const { page } = await compare();
    const ticks = (map: number) =>
      page.locator('.map-view').nth(map).locator('.map-grid .tick text').allTextContents();
    for (let time = 0; time < 2; time++) {
      await page.goto(`${compared.site.url}?run=digits&with=narrow&view=1,2,3&select=label:3&grid`);
      await page.getByRole('region', { name: 'Comparison' }).waitFor();
      await expect.poll(() => ticks(1)).not.toEqual([]);
      // Whoever would show everything does so once panels are there.
      await page.waitForTimeout(500);
      await expect.poll(async () => (await ticks(1)).join()).toBe((await ticks(0)).join());
      await expect.poll(() => parameter(page, 'view')).toBe('1,2,3');
    }
    await page.close();
  });

  it('go over into one another: by the scrubber, and at once where less motion is wished for', async () => {
    const { page, complaints } = await compare();
    const picture = async () => {
      await page.mouse.move(5, 5);
      const { x, y, width, height } = (await page.locator('.map-view').first().boundingBox())!;
      // Without the bar below and the buttons on the right, which look different while they have the focus.
      const clip = { x, y, width: width - 80, height: height - 80 };
      return PNG.sync.read(await page.screenshot({ clip }));
    };
    await page.getByRole('button', { name: 'Transition' }).click();
    await expect.poll(() => surface(page, 'narrow').isVisible()).toBe(false);
    await page.waitForTimeout(400);
    const start = await picture();
    const scrubber = page.getByLabel('From one map to the other');
    await scrubber.focus();
    await page.keyboard.press('PageUp');
    await expect.poll(async () => difference(await picture(), start)).toBeGreaterThan(0.01);
    await expect.poll(() => scrubber.getAttribute('aria-valuetext')).toMatch(/^\d+% of the way to narrow$/);
    await expect.poll(() => parameter(page, 'transition')).toBe(String(await scrubber.inputValue()));
    await page.getByRole('button', { name: 'Play the transition' }).click();
    await expect.poll(() => scrubber.inputValue()).toBe('1');
    await page.waitForTimeout(400);
    const end = await picture();
    expect(difference(start, end)).toBeGreaterThan(0.01);
    await page.reload();
    await page.getByRole('region', { name: 'Comparison' }).waitFor();
    await expect.poll(async () => difference(await picture(), end)).toBeLessThan(0.001);
    await page.getByRole('button', { name: 'Play the transition' }).click();
    await expect.poll(() => scrubber.inputValue()).toBe('0');
    await expect.poll(async () => difference(await picture(), start)).toBeLessThan(0.001);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('play their transition frame by frame where motion is welcome', async () => {
    const { page } = await compare('?run=digits&with=narrow&transition=0', {
      reducedMotion: 'no-preference',
    });
    const scrubber = page.getByLabel('From one map to the other');
    const seen = page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const input = document.querySelector<HTMLInputElement>('.transition input')!;
          const values = new Set<number>();
          const look = () => {
            values.add(input.valueAsNumber);
            if (input.valueAsNumber === 1) resolve([...values]);
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    await page.getByRole('button', { name: 'Play the transition' }).click();
    const values = await seen;
    expect(values.length).toBeGreaterThan(3);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    await expect.poll(() => scrubber.inputValue()).toBe('1');
    await page.close();
  });

  it('are laid on one another before one turns into the other: only the shape counts', async () => {
    const { page, complaints } = await compare('?run=digits&with=turned&transition=0&colour=label');
    const picture = async () => {
      await page.mouse.move(5, 5);
      return PNG.sync.read(await page.locator('.map-pane .map-points').first().screenshot());
    };
    await page.waitForTimeout(400);
    const start = await picture();
    for (const share of [0.5, 1]) {
      await page.goto(page.url().replace(/transition=[\d.]+/, `transition=${share}`));
      await page.getByRole('region', { name: 'Comparison' }).waitFor();
      await page.waitForTimeout(400);
      // Rounding alone moves the edges of some points; unaligned, these maps differ in 2% of the pixels.
      await expect.poll(async () => difference(await picture(), start)).toBeLessThan(0.006);
    }
    await page.getByRole('button', { name: 'Side by side' }).click();
    await expect
      .poll(() => page.locator('.comparison-facts').textContent())
      .toBe('On average 10.0 of 10 neighbours in commonProcrustes distance 0');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** The share of pixels that differ plainly. */
function difference(a: PNG, b: PNG): number {
  let count = 0;
  for (let i = 0; i < a.data.length; i += 4)
    if ([0, 1, 2].some((channel) => Math.abs(a.data[i + channel] - b.data[i + channel]) > 40)) count++;
  return count / (a.width * a.height);
}
