import type { CellPageData } from '../cell-page/page-data.js';

/** What the workbench page carries for its script. */
export interface WorkbenchPageData {
  cell: CellPageData;
  /** Whether a server of its own stands behind the page. */
  served: boolean;
  /** Whether that server has a study open. */
  study: boolean;
  /** Names of files that were given to open. */
  opened: readonly string[];
}
