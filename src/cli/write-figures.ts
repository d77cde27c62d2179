import { extname } from 'node:path';
import { figureToCsv, renderFigureSvg, type Figure } from '../figure/index.js';
import { writeFileSafely } from './files.js';
import { printStatus } from './progress.js';

/** Writes figures as the ending of a name asks: `.svg`, Vega-Lite `.json`, or their data as `.csv`. Several get their names before the ending. */
export async function writeFigures(path: string, figures: readonly Figure[]): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (figures.length === 0) printStatus('there is no figure to write');
  for (const figure of figures) {
    const name = figures.length === 1 ? path : `${path.slice(0, -ending.length)}.${figure.id}${ending}`;
    await writeFileSafely(
      name,
      ending === '.json'
        ? `${JSON.stringify(figure.spec, null, 2)}\n`
        : ending === '.csv'
          ? figureToCsv(figure)
          : await renderFigureSvg(figure),
    );
  }
}
