import { CERMET_VERSION, type Derived } from '../../core/index.js';
import {
  circuitAnalysis,
  compareGroups,
  figureSpectrum,
  findAnalysis,
  parseCircuit,
  splitSpectra,
  type Settings,
  type Spectrum,
} from '../../lab/index.js';
import type { EvidenceKind } from '../types.js';
import { openRecordings, overCells, readGroups, tabulateCells, type CellPiece } from './lab-common.js';
import { readText } from './read-parameters.js';

interface EisParameters {
  groups: Record<string, string[]>;
  circuit: string;
  settings: Record<string, string>;
}

interface EisPiece extends CellPiece {
  spectra: Spectrum[];
}

const PASSED_ON = ['from', 'to', 'part', 'electrode', 'fixed', 'bounds', 'tied', 'weights'];

/** Impedance spectra, by group: equivalent circuit, Kramers–Kronig test, relaxation times. */
export const eis: EvidenceKind = {
  id: 'eis',
  title: 'Impedance',
  parameters: {
    files: {
      describe:
        'files by group, such as { pristine: data/P-*.mpt, coated: data/C-*.mpt } (default: the files of every sample)',
    },
    circuit: { describe: 'equivalent circuit, such as R0-p(R1,CPE1)-Wo1 (default R0-p(R1,CPE1)-p(R2,CPE2)-Wo1)' },
    ...Object.fromEntries(PASSED_ON.map((key) => [key, { describe: circuitAnalysis.parameters[key].describe }])),
  },
  quantities: {
    parameter: { label: 'parameter of the circuit, at its name', unit: '1' },
    fit_residual: { label: 'root mean square residual of the circuit', unit: '%' },
    kk_residual: { label: 'root mean square residual of the Kramers–Kronig test', unit: '%' },
    kk_elements: { label: 'elements of the Kramers–Kronig test', unit: '1' },
    kk_mu: { label: 'μ of the Kramers–Kronig test', unit: '1' },
    series_resistance: { label: 'resistance at infinite frequency', unit: 'ohm' },
    relaxation_time: { label: 'time constant of a peak', unit: 's' },
    relaxation_resistance: { label: 'resistance of a peak', unit: 'ohm' },
    lowest_resistance: { label: 'smallest real part', unit: 'ohm' },
    span_resistance: { label: 'real part at the lowest frequency less the smallest', unit: 'ohm' },
  },
  check(entry, study) {
    const circuit = readText(entry, 'circuit', 'R0-p(R1,CPE1)-p(R2,CPE2)-Wo1');
    parseCircuit(circuit);
    return {
      groups: readGroups(entry, study),
      circuit,
      settings: Object.fromEntries(
        PASSED_ON.filter((key) => entry[key] !== undefined).map((key) => [key, String(entry[key])]),
      ),
    };
  },
  plan(parameters) {
    const p = parameters as unknown as EisParameters;
    return Object.entries(p.groups).flatMap(([group, files]) =>
      files.map((file) => ({
        label: file,
        weight: 1,
        inputs: { file, group, circuit: p.circuit, settings: p.settings },
        files: [file],
        async run(ctx, host): Promise<EisPiece> {
          const [recording] = await openRecordings(file, 'eis', host);
          if (!recording)
            return {
              group,
              file,
              findings: [],
              spectra: [],
              notes: [
                { level: 'info', code: 'not-impedance', text: 'holds no impedance and is left out', where: file },
              ],
            };
          const piece: EisPiece = {
            group,
            file,
            ...(recording.origin.type === 'measured' && { sha256: recording.origin.sha256 }),
            findings: [],
            spectra: splitSpectra(recording),
            notes: [],
          };
          const range = Object.fromEntries(
            Object.entries(p.settings).filter(([key]) => ['from', 'to', 'part', 'electrode'].includes(key)),
          );
          for (const [id, settings] of [
            ['kramers-kronig', range],
            ['drt', range],
            ['circuit', { ...p.settings, circuit: p.circuit }],
          ] as [string, Settings][]) {
            const { findings, notes } = await findAnalysis(id).run(recording, settings, ctx);
            piece.findings.push(...findings);
            piece.notes.push(
              ...notes
                .filter((n) => n.level !== 'info')
                .map((n) => ({ ...n, where: n.where ? `${file}, ${n.where}` : file })),
            );
          }
          const [first] = piece.spectra;
          const lowest = first.real.reduce((a, b) => Math.min(a, b), Infinity);
          const last = first.frequency.reduce((best, f, i) => (f < first.frequency[best] ? i : best), 0);
          piece.findings.push({
            id: 'lowest_resistance',
            label: 'smallest real part',
            estimate: { value: lowest, n: 1, unit: 'ohm' },
          });
          piece.findings.push({
            id: 'span_resistance',
            label: 'real part at the lowest frequency less the smallest',
            estimate: { value: first.real[last] - lowest, n: 1, unit: 'ohm' },
          });
          return piece;
        },
      })),
    );
  },
  assemble(parameters, values) {
    const p = parameters as unknown as EisParameters;
    const pieces = values as EisPiece[];
    const results = overCells(pieces, 'kramers-kronig, drt, circuit@1', { circuit: p.circuit, ...p.settings });
    const origin: Derived = {
      type: 'derived',
      from: pieces.map((piece) => piece.sha256 ?? piece.file),
      analysis: 'circuit',
      parameters: { circuit: p.circuit, ...p.settings },
      cermet: CERMET_VERSION,
    };
    const shown = pieces.filter((piece) => piece.spectra.length > 0);
    const names = [...new Set(shown.map((piece) => piece.group))];
    const compared =
      names.length === 2
        ? compareGroups(
            ...(names.map((g) =>
              shown
                .filter((piece) => piece.group === g)
                .map((piece) => ({ name: piece.file, findings: piece.findings })),
            ) as [never, never]),
          )
        : [];
    return {
      results,
      figures:
        shown.length === 0
          ? []
          : figureSpectrum(
              shown.map((piece) => ({
                data: { ...piece.spectra[0], label: `${piece.group}: ${piece.file.split('/').at(-1)}` },
              })),
              'spectra',
              'Impedance of every cell',
            ),
      scenes: [],
      tables: results.length === 0 ? [] : [tabulateCells(pieces, origin)],
      recordings: [],
      notes: [
        ...pieces.flatMap((piece) => piece.notes),
        ...compared.flatMap((c) =>
          c.notes
            .filter((n) => n.code === 'outlier')
            .map((n) => ({ ...n, text: `${c.label}${c.at ? ` at ${c.at}` : ''}: ${n.text}` })),
        ),
      ],
    };
  },
};
