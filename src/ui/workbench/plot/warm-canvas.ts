/** Fonts of a curve's axes: of their numbers and of their titles. */
export const TICK_FONT = '11px system-ui, sans-serif';
export const TITLE_FONT = '12px system-ui, sans-serif';

/**
 * Draws a letter where nobody sees it, once the page has nothing else to do: the first canvas of a page waits for the
 * graphics process, and each font for its file, longer than a curve takes to be drawn.
 */
export function warmCanvas(): void {
  const warm = (): void => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    for (const font of [TICK_FONT, TITLE_FONT]) {
      context.font = font.replace(/^\d+/, (size) => String(Number(size) * devicePixelRatio));
      context.fillText('0', 0, 20);
    }
  };
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(warm);
  else setTimeout(warm, 200);
}
