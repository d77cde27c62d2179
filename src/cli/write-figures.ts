import { extname } from 'node:path';
import { figureToCsv, renderFigureSvg, type Figure } from '../figure/index.js';
import type { Scene } from '../scene/index.js';
import { writeFileSafely } from './files.js';
import { printStatus } from './progress.js';

/**
 * Writes figures as the ending of a name asks: `.svg`, Vega-Lite `.json`, or their data as `.csv`; structures as
 * `.svg`. Several get their names before the ending.
 */
export async function writeFigures(
  path: string,
  figures: readonly Figure[],
  scenes: readonly Scene[] = [],
): Promise<void> {
  const ending = extname(path).toLowerCase();
  const drawn = ending === '.svg' ? scenes : [];
  const nameOf = (id: string): string =>
    figures.length + drawn.length === 1 ? path : `${path.slice(0, -ending.length)}.${id}${ending}`;
  if (figures.length + drawn.length === 0) printStatus('there is no figure to write');
  for (const figure of figures) {
    await writeFileSafely(
      nameOf(figure.id),
      ending === '.json'
        ? `${JSON.stringify(figure.spec, null, 2)}\n`
        : ending === '.csv'
          ? figureToCsv(figure)
          : await renderFigureSvg(figure),
    );
  }
  if (drawn.length === 0) return;
  const { drawSceneSvg } = await import('../study/index.js');
  for (const scene of drawn) await writeFileSafely(nameOf(scene.id), drawSceneSvg(scene));
}
