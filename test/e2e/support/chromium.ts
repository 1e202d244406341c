import { execFileSync } from 'node:child_process';
import { chromium as playwright } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/**
 * A real Chromium: the one of SALLYPORT_CHROMIUM, else the one of the machine, else the one from npm (Linux on x64).
 * Its sandbox needs rights that root in a container does not have; it opens nothing but this machine's own pages.
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = await findChromium();
  return playwright.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}

async function findChromium(): Promise<string> {
  const given = process.env['SALLYPORT_CHROMIUM'];
  if (given !== undefined && given !== '') return given;
  for (const name of ['chromium', 'chromium-headless-shell', 'google-chrome']) {
    const found = whereIs(name);
    if (found !== undefined) return found;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('the browser tests need Chromium: install it, or name it in SALLYPORT_CHROMIUM');
  // It unpacks the libraries that it needs only where it believes to run in Lambda, and that before it is loaded.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs24.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return packed.executablePath();
}

function whereIs(name: string): string | undefined {
  try {
    return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

let shot = 0;

/** With SALLYPORT_SCREENSHOTS naming a folder, every page of the walk is kept, as a phone and as a desk see it. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SALLYPORT_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  const before = page.viewportSize();
  shot += 1;
  for (const [label, width] of [
    ['phone', 390],
    ['desk', 1200],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `${folder}/${String(shot).padStart(2, '0')}-${name}-${label}.png`, fullPage: true });
  }
  if (before) await page.setViewportSize(before);
}
