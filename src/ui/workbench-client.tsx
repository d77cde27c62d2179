import './report.css';
import './cells/cells.css';
import 'uplot/dist/uPlot.min.css';
import './workbench/workbench.css';
import { render } from 'preact';
import type { WorkbenchPageData } from '../workbench/page/page-data.js';
import { byId } from './dom.js';
import { App } from './workbench/app.js';

document.documentElement.classList.add('script');
// The token has become a cookie; it is not for the eyes of who looks over a shoulder, nor for bookmarks.
const address = new URL(location.href);
if (address.searchParams.has('token')) {
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
}
const data = JSON.parse(byId('page-data').textContent!) as WorkbenchPageData;
byId('app').replaceChildren();
render(<App data={data} />, byId('app'));
