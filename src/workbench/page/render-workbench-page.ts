import { CERMET_VERSION } from '../../core/index.js';
import { html, type Html } from '../../study/report/html.js';
import { renderPageFrame, type PageAssets } from '../../study/report/page-frame.js';
import { drawCellBench, makeCellPageData, type CellFile } from '../cell-page/render-cell-page.js';
import type { WorkbenchPageData } from './page-data.js';

/** What stands behind the page. */
export type WorkbenchSetup = Pick<WorkbenchPageData, 'served' | 'study' | 'opened'> & {
  /** Parameter files of cells to choose from. */
  cells: readonly CellFile[];
};

/**
 * The workbench as one HTML file. Without a server it works on files that are dropped into it; with one also on a
 * study.
 *
 * @param assets `dist/ui/workbench-client.js` and `.css`
 * @throws InputError or ReadError for a file that is no cell
 */
export async function renderWorkbenchPage({ cells, ...setup }: WorkbenchSetup, assets: PageAssets): Promise<string> {
  const data: WorkbenchPageData = { ...setup, cell: await makeCellPageData(cells) };
  return renderPageFrame(
    {
      title: 'Cermet',
      description: 'A workbench for reactive coatings on battery cathodes',
      cermet: CERMET_VERSION,
      body: drawShell(),
      data,
      computes: true,
      served: setup.served,
    },
    assets,
  );
}

/** Seen before the script runs; the script puts its own in the place of `app`. */
function drawShell(): Html {
  return html`<div id="app"><p class="loading">Cermet ${CERMET_VERSION}</p></div>
<noscript><p class="loading">The workbench needs its script.</p></noscript>
<div id="cell-view" hidden>${drawCellBench()}</div>`;
}
