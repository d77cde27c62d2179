import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** That no hostile text has become code, an element that loads something, or a listener. */
export async function expectHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    hurt: (window as { hurt?: number }).hurt,
    elements: [
      ...document.querySelectorAll(
        'iframe:not([title="Report of the study"]), img:not([src^="data:image/svg+xml,"]), object, embed, base, #app script, #app style',
      ),
    ].map((e) => e.outerHTML.slice(0, 200)),
    listeners: [...document.querySelectorAll('*')].flatMap((e) =>
      [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => `${e.tagName} ${a.name}`),
    ),
    links: [...document.querySelectorAll('a')]
      .map((a) => a.getAttribute('href') ?? '')
      .filter((href) => !/^(#|\/|https:\/\/|data:text\/csv)/.test(href)),
  }));
  expect(found).toEqual({ hurt: undefined, elements: [], listeners: [], links: [] });
}

/**
 * That nothing has to be scrolled sideways but what is meant to be: wide tables and texts, whose style says so. Names the
 * innermost elements that stick out.
 */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const measure = (): string[] => {
    const scrolls = (e: Element): boolean => e.matches('.scroll, .scroll *, textarea, input, select, svg *');
    const out: string[] = [];
    for (const e of document.querySelectorAll('body, body *')) {
      if (scrolls(e) || e.clientWidth === 0 || e.scrollWidth <= e.clientWidth + 1) continue;
      const { overflowX } = getComputedStyle(e);
      if (overflowX === 'visible' && e !== document.body) continue;
      if (overflowX === 'hidden' || overflowX === 'clip') continue;
      const edge = e.getBoundingClientRect().right;
      const worst = [...e.querySelectorAll('*')].filter(
        (inner) => !scrolls(inner) && inner.getBoundingClientRect().right > edge + 1,
      );
      out.push(
        `${e.tagName}.${e.className}: ${worst
          .slice(-3)
          .map(
            (w) => `${w.tagName}.${w.getAttribute('class')} ${Math.round(w.getBoundingClientRect().right - edge)} px`,
          )
          .join(', ')}`,
      );
    }
    return out;
  };
  // Figures follow the window a moment later.
  await expect.poll(() => page.evaluate(measure), { timeout: 20_000 }).toEqual([]);
}
