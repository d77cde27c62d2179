import './report.css';
import { unpackPageData, type PackedPageData } from '../scene/pack-page-data.js';
import { setUpClaimKeys } from './claim-keys.js';
import { setUpClaimsFilter } from './claims-filter.js';
import { download, whenNear } from './dom.js';
import { setUpFoldedResults } from './folded-results.js';
import { setUpFigures } from './live-figure.js';
import { setUpOriginDialog } from './origin-dialog.js';
import { setUpPackedDownloads } from './packed-downloads.js';
import { setUpRoving } from './rove.js';
import { setUpTheme } from './theme-toggle.js';
import { ParticleViewer } from './viewer/particle-viewer.js';
import { SceneViewer } from './viewer/scene-viewer.js';

document.documentElement.classList.add('script');
const data = unpackPageData(JSON.parse(document.getElementById('page-data')!.textContent!) as PackedPageData);
setUpTheme();
setUpClaimsFilter();
setUpClaimKeys();
setUpOriginDialog(data);
setUpFoldedResults(data);
setUpPackedDownloads();
const files = { study: 'study.yaml', citation: 'CITATION.cff', bibtex: 'sources.bib' } as const;
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-file]')) {
  const key = button.dataset.file as keyof typeof files;
  button.addEventListener('click', () => download(files[key], data[key], 'text/plain'));
}
const settle = setUpRoving(document, 'table', 'a');
// What is folded or filtered is no place to stop at; a table may be drawn when it is opened.
const settleSoon = (): number => requestAnimationFrame(settle);
document.addEventListener('input', settleSoon);
document.addEventListener('toggle', settleSoon, true);
setUpFigures(data);
for (const scene of data.scenes) {
  const figure = document.getElementById(scene.id);
  if (figure) whenNear(figure, () => SceneViewer.open(figure, scene));
}
for (const particle of data.particles) {
  const figure = document.getElementById(particle.id);
  if (figure) whenNear(figure, () => ParticleViewer.open(figure, particle));
}
// What is folded on the screen is wanted in print, except the origins.
addEventListener('beforeprint', () =>
  document
    .querySelectorAll<HTMLDetailsElement>('#claims details, .asked, .notes-folded')
    .forEach((d) => (d.open = true)),
);
