import { MODELS, parseCell, SHIPPED_PROTOCOLS } from '../../cells/index.js';
import { compileFigure } from '../../figure/index.js';
import { html, type Html } from '../../study/report/html.js';
import { CELL_FIGURES } from './cell-figures.js';
import type { CellPageData } from './page-data.js';

/** A parameter file, by the name it goes under. */
export interface CellFile {
  name: string;
  text: string;
}

/** What the script of a cell needs: parameter files to choose from and compiled figures. */
export async function makeCellPageData(files: readonly CellFile[]): Promise<CellPageData> {
  const figures = await Promise.all(
    CELL_FIGURES.map(async (figure) => [figure.id, await compileFigure(figure, 'page')] as const),
  );
  return {
    cells: files.map(({ name, text }) => ({ name, text, title: parseCell(text, name).title })),
    figures: Object.fromEntries(figures) as CellPageData['figures'],
  };
}

/** Controls and figures of a virtual cell, which `src/ui/cells` brings to life. */
export function drawCellBench(): Html {
  return html`<div class="bench script-only">
<div class="play">
<div class="curve-head">
  <h1 id="curve">Virtual cell</h1>
  <p class="quiet" id="cell-title"></p>
  <p class="row tools"><label for="axis">against</label> <select id="axis"><option value="byTime">time</option><option value="byCharge">charge of the step</option></select> <button type="button" id="pin" aria-pressed="false">Pin this curve</button> <button type="button" id="stop" hidden>Stop</button> <span class="quiet" id="status" role="status"></span></p>
</div>
<div class="drawing" id="voltage-figure" role="img" aria-label="Voltage"></div>
<form class="settings" id="settings" aria-label="Cell and test">
  <fieldset>
    <legend>Cell</legend>
    <p class="entry"><label for="cell">Parameters</label> <select id="cell"></select></p>
    <p class="entry"><label for="cell-file">or your own file, which may be dropped here</label> <input type="file" id="cell-file" accept=".json,application/json" aria-describedby="cell-error"></p>
    <p class="complaint" id="cell-error" role="alert"></p>
    ${drawSlider('radius', 'Particle radius, positive')}
    ${drawSlider('thickness', 'Thickness, positive electrode')}
    ${drawSlider('resistance', 'Contact resistance')}
    <p class="row"><button type="button" id="reset">As in the file</button> <button type="button" id="save-cell">Cell as JSON</button></p>
  </fieldset>
  <fieldset>
    <legend>Test</legend>
    <p class="entry"><label for="model">Model</label> <select id="model">${MODELS.map((model) => html`<option>${model}</option>`)}</select></p>
    <p class="entry"><label for="shipped">Protocol</label> <select id="shipped"><option value="">as written below</option>${Object.entries(SHIPPED_PROTOCOLS).map(([name, { title }]) => html`<option value="${name}">${name}: ${title}</option>`)}</select></p>
    <p class="entry"><label for="protocol" class="unseen">Steps of the protocol</label> <textarea id="protocol" rows="3" spellcheck="false" aria-describedby="protocol-error"></textarea></p>
    <p class="complaint" id="protocol-error" role="alert"></p>
    ${drawSlider('rate', 'Rate of discharge')}
    ${drawSlider('temperature', 'Temperature')}
  </fieldset>
</form>
</div>
<section id="results" aria-label="What the run gives">
  <div id="impedance-part" hidden><h3>Impedance</h3><div class="drawing" id="impedance-figure" role="img" aria-label="Impedance"></div></div>
  <p class="downloads" id="downloads"></p>
  <div class="scroll" id="steps" tabindex="0" role="region" aria-label="Steps"></div>
  <ul class="notes" id="notes"></ul>
</section>
<section id="ageing" aria-labelledby="ageing-title">
  <h2 id="ageing-title">Bare and coated, cycle after cycle</h2>
  <p class="beware">Both cells age by every mechanism named below at once. Nobody has measured their rates on this cathode: they are orders of magnitude, and the resistance of lost contact in cracks, which
    matters most, is about what Cermet’s study of cells fits to a half cell that is gone after 60 cycles at 7C and 45 °C. The page shows which way a coating works, not how much.</p>
  <form class="coating" id="coating" aria-label="Coating and cycles">
    <div>
      ${drawSlider('outer', 'Outer surface covered')}
      ${drawSlider('boundary', 'Grain boundaries infused')}
    </div>
    <div>
      ${drawSlider('rates', 'Rates on coated surface, of bare')}
      ${drawSlider('strength', 'Strength of infused boundaries, of bare')}
    </div>
    <div>
      <p class="entry"><label for="cycle">One cycle</label> <textarea id="cycle" rows="3" spellcheck="false" aria-describedby="cycle-error"></textarea></p>
      <p class="complaint" id="cycle-error" role="alert"></p>
      <p class="row"><label for="cycles">Cycles</label> <input type="number" id="cycles" min="1" max="5000" value="100"> <button type="button" id="run">Age both</button> <button type="button" id="cancel" hidden>Stop</button></p>
    </div>
    <details>
      <summary>Mechanisms and their numbers</summary>
      <p class="entry"><label for="mechanisms">What is not named is the mechanism’s default; sliders set the rest of the coating</label> <textarea id="mechanisms" rows="14" spellcheck="false" aria-describedby="cycle-error"></textarea></p>
      <p class="row"><button type="button" id="save-ageing">Mechanisms and coating as JSON</button></p>
    </details>
  </form>
  <p class="row quiet tools" id="ageing-status" role="status"></p>
  <progress id="ageing-progress" aria-label="Cycles done" hidden></progress>
  <div id="ageing-result" hidden>
    <div class="drawing" id="capacity-figure" role="img" aria-label="Capacity against cycle"></div>
    <p class="downloads" id="ageing-downloads"></p>
    <div class="scroll" id="ageing-table" tabindex="0" role="region" aria-label="Bare and coated"></div>
    <ul class="notes" id="ageing-notes"></ul>
  </div>
</section>
</div>`;
}

function drawSlider(id: string, label: string): Html {
  return html`<div class="slider" id="${id}-slider"><label for="${id}">${label}</label> <output for="${id}" id="${id}-value"></output><input type="range" id="${id}" aria-describedby="${id}-hint"><p class="hint" id="${id}-hint"></p></div>`;
}
