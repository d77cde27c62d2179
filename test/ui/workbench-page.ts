import { readFileSync } from 'node:fs';
import type { BrowserContextOptions } from 'playwright-core';
import { renderWorkbenchPage, type WorkbenchSetup } from '../../src/workbench/page/index.js';
import { openPage, type OpenPage } from './browser.js';
import { buildClientAssets } from './client-assets.js';

const cell = 'ncm811-coin-half-cell.json';
const cells = [{ name: cell, text: readFileSync(new URL(`../../data/cells/${cell}`, import.meta.url), 'utf8') }];

/** The workbench as one HTML file. */
export const makeWorkbenchHtml = (setup: Partial<WorkbenchSetup> = {}): Promise<string> =>
  renderWorkbenchPage({ served: false, study: false, opened: [], cells, ...setup }, buildClientAssets('workbench'));

/** The workbench without a server, opened as if from a file. */
export async function openWorkbench(options: BrowserContextOptions = {}): Promise<OpenPage> {
  return openPage(await makeWorkbenchHtml(), options);
}

/** A file for the page to take. */
export const fileOf = (name: string, text: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
});

/**
 * Cycles of a cell as a BDF table: constant current between 3 V and 4.3 V, capacity falling by a factor each cycle.
 *
 * @param capacity [Ah] of the first cycle
 */
export function makeCycling(capacity: number, fade: number, cycles = 4, rows = 40): string {
  const lines = ['Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1'];
  let time = 0;
  for (let cycle = 1; cycle <= cycles; cycle++) {
    const own = capacity * fade ** (cycle - 1);
    for (const direction of [1, -1]) {
      const current = direction * capacity;
      const duration = (3600 * own) / capacity;
      for (let k = 0; k < rows; k++) {
        const share = k / (rows - 1);
        const state = direction === 1 ? share : 1 - share;
        const voltage = 3 + 1.3 * state + 0.1 * Math.sin(6 * state) * state * (1 - state) + direction * 0.02;
        lines.push(
          [
            (time + share * duration).toFixed(3),
            voltage.toFixed(6),
            current,
            cycle,
            2 * cycle - (direction === 1 ? 1 : 0),
          ].join(','),
        );
      }
      time += duration + 10;
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A spectrum of a resistor with an arc of a resistor and a capacitor, as CSV. */
export function makeSpectrum(resistance: number): string {
  const lines = ['Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm'];
  for (let k = 0; k <= 40; k++) {
    const frequency = 10 ** (5 - k / 8);
    const tau = 2 * Math.PI * frequency * 1e-3;
    lines.push([frequency, 5 + resistance / (1 + tau * tau), (-resistance * tau) / (1 + tau * tau)].join(','));
  }
  return `${lines.join('\n')}\n`;
}
