/** Longer than this, and a page counts as not drawn. */
export const patience = 45_000;

/**
 * Watches a page from before its first script: when all points are on the canvas, every task that kept the main thread for
 * more than 50 ms, and whether points are drawn. Both pages mark `all-points-drawn` when they have asked for the drawing;
 * here one pixel is read back, which waits until the drawing is done.
 */
export function watchPage() {
  window.longTasks = [];
  window.drawings = 0;
  for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext])
    for (const name of ['drawArrays', 'drawElements']) {
      const draw = prototype[name];
      prototype[name] = function (...values) {
        window.drawings++;
        return draw.apply(this, values);
      };
    }
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    if (window.allDrawn !== undefined || !list.getEntriesByName('all-points-drawn').length) return;
    const canvas = document.querySelector('canvas');
    const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
    window.readFrom = performance.now();
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    window.allDrawn = performance.now();
  }).observe({ type: 'mark' });
}

/** Milliseconds from the beginning of navigation until all points are on the canvas. */
export async function timeUntilDrawn(page) {
  await page.waitForFunction(() => window.allDrawn !== undefined, undefined, { timeout: patience });
  return page.evaluate(() => window.allDrawn);
}

/**
 * The times between frames in which points were drawn, while the map is dragged in a circle for two or three seconds: a
 * frame that leaves the points where they were counts for nothing.
 */
export async function framesWhilePanning(page) {
  await page.mouse.move(700, 450);
  await page.mouse.down();
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const next = (now) => {
      if (window.drawings > 0) {
        window.frameTimes.push(now - last);
        last = now;
      }
      window.drawings = 0;
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  const end = Date.now() + 12_000;
  for (let i = 0; i < 90 && Date.now() < end; i++)
    await page.mouse.move(700 + 150 * Math.sin(i / 8), 450 + 100 * Math.cos(i / 8));
  const times = (await page.evaluate(() => window.frameTimes)).slice(2).sort((a, b) => a - b);
  await page.mouse.up();
  return { median: median(times), worst: Math.round(times.at(-1)) };
}

/**
 * From a movement of the pointer over the middle of the map until the page has answered and the next frame has begun.
 *
 * @param answered Names a function of the page that says whether a point is hovered.
 */
export async function hoverLatency(page, target, answered) {
  const times = await page.evaluate(
    async ([selector, isHovered]) => {
      const surface = document.querySelector(selector);
      const { left, top, width, height } = surface.getBoundingClientRect();
      const found = [];
      for (let i = 0; i < 40; i++) {
        const clientX = left + width * (0.35 + 0.3 * ((i * 0.618) % 1));
        const clientY = top + height * (0.35 + 0.3 * ((i * 0.381) % 1));
        const init = { clientX, clientY, pointerType: 'mouse', bubbles: true };
        const before = performance.now();
        surface.dispatchEvent(new PointerEvent('pointermove', init));
        surface.dispatchEvent(new MouseEvent('mousemove', init));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        if (window[isHovered]()) found.push(performance.now() - before);
      }
      return found.sort((a, b) => a - b);
    },
    [target, answered],
  );
  return times.length === 0 ? 'none' : median(times);
}

/** The longest task until all points were drawn, less the one in which this benchmark waited for the drawing. */
export async function longestTaskWhileLoading(page) {
  return page.evaluate(() => {
    const own = window.longTasks.filter(
      ({ startTime, duration }) => startTime > window.readFrom || startTime + duration < window.readFrom,
    );
    return Math.round(Math.max(0, ...own.map(({ duration }) => duration)));
  });
}

/** The longest task, in milliseconds, that began while `act` ran; 50 or less reads as 0. */
export async function longestTask(page, act) {
  const begin = await page.evaluate(() => performance.now());
  await act();
  await page.waitForTimeout(700);
  return page.evaluate(
    (from) =>
      Math.round(
        Math.max(
          0,
          ...window.longTasks.filter(({ startTime }) => startTime >= from).map(({ duration }) => duration),
        ),
      ),
    begin,
  );
}

/** Counts the bytes, as they came over the wire, of answers whose address passes a test. */
export async function countBytes(page, tests) {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  const urls = new Map();
  const sent = Object.fromEntries(Object.keys(tests).map((name) => [name, 0]));
  client.on('Network.responseReceived', ({ requestId, response }) => urls.set(requestId, response.url));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    for (const [name, test] of Object.entries(tests))
      if (test(urls.get(requestId) ?? '')) sent[name] += encodedDataLength;
  });
  return sent;
}

function median(sorted) {
  return Math.round(sorted[Math.floor(sorted.length / 2)]);
}
