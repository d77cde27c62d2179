/** What the workbench draws figures and structures with: large, and not needed until one is looked at. */
export { LivePlot } from './cells/live-plot.js';
export { makeView } from './make-view.js';
export { openSaveDialog } from './save-figure.js';
export { ParticleViewer } from './viewer/particle-viewer.js';
export { SceneViewer } from './viewer/scene-viewer.js';
