import type { Browser, Cookie, Page, Request } from '@playwright/test';
import { desktopSpeed } from './desktop-speed.ts';
import type { LoadMetrics } from './performance-score.ts';

/** What Lighthouse takes a desktop's connection for: 40 ms there and back, 10 Mbit/s. */
const CONNECTION = {
  offline: false,
  latency: 40,
  downloadThroughput: (10_240 * 1_024) / 8,
  uploadThroughput: (10_240 * 1_024) / 8,
};
/** After the page's `load`, until nothing of the first load is under way any more. */
const CALM_MS = 1_500;

/** What the browser tells of parts that moved; its types are not in TypeScript's library. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

/** A page as somebody meets it who was never there before. */
export interface FirstLoad {
  readonly metrics: LoadMetrics;
  /** Bytes of all scripts as they came over the wire, compressed. */
  readonly scriptBytes: number;
  /** How fast the machine was just before, in desktops. */
  readonly speed: number;
  /** The begin of what moved most while the page came, with where it was and went. */
  readonly moved: string;
}

/**
 * Opens a page with an empty cache over a desktop's connection, at a desktop's speed: a faster machine is slowed down,
 * and of a slower one the tasks count as long as they would take there. Times until paint are as they were.
 */
export async function firstLoad(
  browser: Browser,
  of: { url: string; cookies: readonly Cookie[] },
): Promise<FirstLoad> {
  const speed = await desktopSpeed(browser);
  const context = await browser.newContext({ viewport: { width: 1350, height: 940 } });
  try {
    await context.addCookies([...of.cookies]);
    const page = await context.newPage();
    const scripts = countedScripts(page);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', CONNECTION);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: Math.max(1, speed) });
    await page.addInitScript(observe, Math.min(1, speed));
    await page.goto(of.url, { waitUntil: 'load' });
    await page.waitForTimeout(CALM_MS);
    const { moved, ...metrics } = (await page.evaluate('window.firstLoad')) as LoadMetrics & {
      moved: string;
    };
    return { metrics, speed, moved, scriptBytes: await scripts() };
  } finally {
    await context.close();
  }
}

function countedScripts(page: Page): () => Promise<number> {
  const requests: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script') requests.push(request);
  });
  return async () => {
    const sizes = await Promise.all(requests.map((request) => request.sizes()));
    return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  };
}

/** Runs in the page before anything of its own; a task takes `desktopTime` of its time on a desktop. */
function observe(desktopTime: number): void {
  const metrics = {
    firstContentfulPaint: Number.NaN,
    largestContentfulPaint: Number.NaN,
    totalBlockingTime: 0,
    cumulativeLayoutShift: 0,
    moved: '',
  };
  let most = 0;
  Object.assign(window, { firstLoad: metrics });
  const each = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  each('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') metrics.firstContentfulPaint = entry.startTime;
  });
  each('largest-contentful-paint', (entry) => {
    metrics.largestContentfulPaint = entry.startTime;
  });
  each('longtask', (entry) => {
    const isBeforePaint = entry.startTime + entry.duration < metrics.firstContentfulPaint;
    if (!isBeforePaint) metrics.totalBlockingTime += Math.max(0, entry.duration * desktopTime - 50);
  });
  each('layout-shift', (entry) => {
    const { value, sources } = entry as LayoutShift;
    metrics.cumulativeLayoutShift += value;
    const source = sources[0];
    if (value <= most || source === undefined) return;
    most = value;
    const html = source.node instanceof Element ? source.node.outerHTML : source.node?.textContent;
    const [before, after] = [JSON.stringify(source.previousRect), JSON.stringify(source.currentRect)];
    metrics.moved = `${html?.slice(0, 100)} from ${before} to ${after}`;
  });
}
