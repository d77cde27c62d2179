import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** [ms] that a page may take for anything: a net for what hangs, wide enough for a busy machine. */
const PATIENCE = 300_000;

/** A page in a real browser with the network off, and everything it did that it should not have. */
export interface OpenPage {
  page: Page;
  context: BrowserContext;
  /** Errors and warnings on the console, uncaught errors, refused by the content policy. */
  complaints: string[];
  /** Addresses the page asked for, other than itself. */
  requests: string[];
  close(): Promise<void>;
}

let browser: Promise<Browser> | undefined;

/**
 * Starts Chromium once for a test file; WebGL is drawn in software.
 *
 * @param further switches; pages without WebGL take half the processor's time with `--disable-gpu-compositing`
 */
export function startBrowser(further: readonly string[] = []): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: CHROMIUM,
    timeout: PATIENCE,
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
      ...further,
    ],
  });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/**
 * Opens HTML as if from a file, without a network. For code that is not a report, put it into a `<script
 * type="module">`. Close it, and the browser by `closeBrowser` after all tests of a file.
 */
export async function openPage(html: string, options: BrowserContextOptions = {}, hash = ''): Promise<OpenPage> {
  const context = await (await startBrowser()).newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  // Never asked for; browsers trust it as they trust a file, so that hashes and workers are there.
  const address = 'http://localhost/';
  const bare = (url: string): string => url.split('#')[0];
  await context.route('**/*', (route) => {
    if (bare(route.request().url()) === address)
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
    requests.push(route.request().url());
    return route.abort();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (bare(url) !== address && !/^(data|blob):/.test(url) && !requests.includes(url)) requests.push(url);
  });
  await page.goto(address + hash);
  return { page, context, complaints, requests, close: () => context.close() };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds serious or critical; the page must allow scripts that are put into it.
 *
 * @param rules all, or those named: another colour scheme changes contrast alone
 */
export async function findSerious(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: axeSource });
  const { violations } = await page.evaluate(
    (runOnly) =>
      (
        window as unknown as {
          axe: {
            run(options: {
              resultTypes: string[];
              runOnly?: readonly string[];
            }): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
          };
        }
      ).axe.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) }),
    rules,
  );
  return violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map(
      (v) =>
        `${v.id}: ${v.nodes
          .slice(0, 3)
          .map((n) => n.html.slice(0, 160))
          .join(' | ')}`,
    );
}
