import { CERMET_VERSION } from '../../core/index.js';
import { html, type Html } from '../../study/report/html.js';
import { renderPageFrame, type PageAssets } from '../../study/report/page-frame.js';
import { drawCellBench, makeCellPageData, type CellFile } from '../cell-page/render-cell-page.js';
import type { WorkbenchPageData } from './page-data.js';
import { PAGE_VIEWS } from './views.js';

/** What stands behind the page. */
export type WorkbenchSetup = Pick<WorkbenchPageData, 'served' | 'study' | 'opened'> & {
  /** Parameter files of cells to choose from. */
  cells: readonly CellFile[];
};

/**
 * The workbench as one HTML file. Without a server it works on files that are dropped into it; with one also on a
 * study.
 *
 * @param assets `dist/ui/workbench-client.js` and `.css`, with what they unpack: `workbench-drawing`, `-worker` and `-hdf5`
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

/** Seen before the script runs: the frame that the script then fills. */
function drawShell(): Html {
  const tabs = PAGE_VIEWS.map(
    ({ name, title, icon }) =>
      html`<a class="wb-tab" href="#/${name}"><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="${icon}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/></svg><span>${title}</span></a>`,
  );
  return html`<div id="app"><div class="wb"><nav class="wb-rail" aria-label="Views">${tabs}</nav><main class="wb-view"></main><footer class="wb-status"><span class="wb-said"></span><span class="quiet wb-version">Cermet ${CERMET_VERSION}</span></footer></div></div>
<noscript><p class="loading">The workbench needs its script.</p></noscript>
<div id="cell-view" hidden>${drawCellBench()}</div>`;
}
