import { CERMET_VERSION, type Derived, type Note } from '../../core/index.js';
import {
  compareGroups,
  ELECTRODE_KEYS,
  figureComparison,
  findAnalysis,
  parseElectrode,
  type Settings,
} from '../../lab/index.js';
import type { EvidenceKind } from '../types.js';
import { openRecordings, overCells, readGroups, tabulateCells, type CellPiece } from './lab-common.js';

interface CyclingParameters {
  groups: Record<string, string[]>;
  electrode: Record<string, string>;
  reference?: number;
  radius?: string;
}

/** Quantities of every cycle. Reports carry them for cycles that a claim names and for the first and the last; all are in the tables. */
const ANALYSES = ['cycles', 'retention', 'rate', 'gitt'] as const;

/** Files of cyclers, by group: capacity, efficiency, retention, rate capability, titrations. */
export const cycling: EvidenceKind = {
  id: 'cycling',
  title: 'Cycling',
  parameters: {
    files: {
      describe:
        'files by group, such as { pristine: data/P-*.mpr, coated: data/C-*.mpr } (default: the files of every sample)',
    },
    electrode: {
      describe:
        'loading, diameter or area, active fraction or mass, one C, such as { loading: 10.5 ± 0.2 mg/cm2, diameter: 14 mm, active fraction: 90 %, one C: 220 mA/g }',
    },
    reference: {
      describe: 'number of the cycle that retention is held against (default: the first of the longest block)',
    },
    radius: { describe: 'radius of the particles, such as 5 um, for diffusion coefficients from titrations' },
  },
  quantities: {
    charge_capacity: { label: 'charge capacity', unit: 'mAh/g' },
    discharge_capacity: { label: 'discharge capacity', unit: 'mAh/g' },
    charge_energy: { label: 'charge energy', unit: 'mWh/g' },
    discharge_energy: { label: 'discharge energy', unit: 'mWh/g' },
    charge_mean_voltage: { label: 'mean charge voltage', unit: 'V' },
    discharge_mean_voltage: { label: 'mean discharge voltage', unit: 'V' },
    charge_end_voltage: { label: 'voltage at the end of charge', unit: 'V' },
    discharge_end_voltage: { label: 'voltage at the end of discharge', unit: 'V' },
    charge_rest_voltage: { label: 'voltage after the rest that follows charge', unit: 'V' },
    discharge_rest_voltage: { label: 'voltage after the rest that follows discharge', unit: 'V' },
    coulombic_efficiency: { label: 'coulombic efficiency', unit: '%' },
    energy_efficiency: { label: 'energy efficiency', unit: '%' },
    voltage_hysteresis: { label: 'mean charge less mean discharge voltage', unit: 'V' },
    retention: { label: 'capacity retention', unit: '%' },
    fade_rate: { label: 'capacity lost per cycle', unit: '%' },
    cycle_life: { label: 'cycles to 80 %', unit: '1' },
    knee: { label: 'cycle at which fade turns faster', unit: '1' },
    fade: { label: 'fade at the fast rate', unit: '%' },
    kinetic_fade: { label: 'fade that slow cycles recover', unit: '%' },
    thermodynamic_fade: { label: 'fade that slow cycles do not recover', unit: '%' },
    capacity: { label: 'discharge capacity at a rate', unit: 'mAh/g' },
    capacity_share: { label: 'share of the slowest capacity', unit: '%' },
    mean_voltage: { label: 'mean discharge voltage at a rate', unit: 'V' },
    polarisation: { label: 'polarisation', unit: 'V' },
    ohmic_polarisation: { label: 'ohmic part of the polarisation', unit: 'V' },
    charge_transfer_polarisation: { label: 'charge-transfer part of the polarisation', unit: 'V' },
    diffusion_polarisation: { label: 'diffusion part of the polarisation', unit: 'V' },
    diffusivity: { label: 'diffusion coefficient', unit: 'm2/s' },
    diffusion_time: { label: 'R²/D', unit: 's' },
    voltage_loss: { label: 'average voltage loss on ageing', unit: 'V' },
    ohmic_voltage_loss: { label: 'ohmic part of the average voltage loss', unit: 'V' },
    loaded_voltage_loss: { label: 'difference of mean loaded voltages', unit: 'V' },
  },
  check(entry, study) {
    const electrode = (entry.electrode ?? {}) as Record<string, string>;
    parseElectrode(electrode);
    return {
      groups: readGroups(entry, study),
      electrode: Object.fromEntries(
        Object.entries(electrode).map(([key, value]) => [key.replaceAll(/[-_]/g, ' '), value]),
      ),
      ...(entry.reference !== undefined && { reference: entry.reference }),
      ...(entry.radius !== undefined && { radius: entry.radius }),
    };
  },
  plan(parameters) {
    const p = parameters as unknown as CyclingParameters;
    return Object.entries(p.groups).flatMap(([group, files]) =>
      files.map((file) => ({
        label: file,
        weight: 1,
        inputs: { file, group, electrode: p.electrode, reference: p.reference ?? null, radius: p.radius ?? null },
        files: [file],
        async run(ctx, host): Promise<CellPiece> {
          const [recording] = await openRecordings(file, 'cycling', host);
          if (!recording)
            return {
              group,
              file,
              findings: [],
              notes: [{ level: 'info', code: 'not-cycling', text: 'holds no cycling and is left out', where: file }],
            };
          const piece: CellPiece = {
            group,
            file,
            ...(recording.origin.type === 'measured' && { sha256: recording.origin.sha256 }),
            findings: [],
            notes: [],
          };
          let refused: string | undefined;
          for (const id of ANALYSES) {
            const analysis = findAnalysis(id);
            const settings: Settings =
              id === 'gitt'
                ? p.radius === undefined
                  ? {}
                  : { radius: p.radius }
                : {
                    ...Object.fromEntries(
                      Object.entries(p.electrode).filter(([key]) => Object.hasOwn(ELECTRODE_KEYS, key)),
                    ),
                    ...(id === 'retention' && p.reference !== undefined && { reference: p.reference }),
                  };
            try {
              const { findings, notes } = await analysis.run(recording, settings, ctx);
              // A rate test and a titration both speak of polarisation; where both are in one file, the condition tells them apart.
              piece.findings.push(...findings);
              piece.notes.push(
                ...notes
                  .filter((n) => n.level !== 'info')
                  .map((n) => ({ ...n, where: n.where ? `${file}, ${n.where}` : file })),
              );
            } catch (error) {
              if (ctx.signal?.aborted || !isMissing(error)) throw error;
              refused ??= (error as Error).message;
            }
          }
          if (piece.findings.length === 0)
            piece.notes.push({
              level: 'serious',
              code: 'nothing-found',
              text: `nothing could be computed from it: ${refused ?? 'it is empty'}`,
              where: file,
            });
          return piece;
        },
      })),
    );
  },
  assemble(parameters, values) {
    const p = parameters as unknown as CyclingParameters;
    const pieces = values as CellPiece[];
    const results = overCells(pieces, `cycles, retention, rate, gitt@1`, { electrode: p.electrode });
    const names = Object.keys(p.groups).filter((g) =>
      pieces.some((piece) => piece.group === g && piece.findings.length > 0),
    );
    const origin: Derived = {
      type: 'derived',
      from: pieces.map((piece) => piece.sha256 ?? piece.file),
      analysis: 'cycling',
      parameters: { electrode: p.electrode },
      cermet: CERMET_VERSION,
    };
    const notes: Note[] = pieces.flatMap((piece) => piece.notes);
    const replicates = (group: string): { name: string; findings: CellPiece['findings'] }[] =>
      pieces
        .filter((piece) => piece.group === group && piece.findings.length > 0)
        .map((piece) => ({ name: piece.file, findings: piece.findings }));
    const compared = names.length === 2 ? compareGroups(replicates(names[1]), replicates(names[0])) : [];
    for (const outlier of compared
      .flatMap((c) =>
        c.notes
          .filter((n) => n.code === 'outlier')
          .map((n) => ({ ...n, text: `${c.label}${c.at ? ` at ${c.at}` : ''}: ${n.text}` })),
      )
      .slice(0, 5))
      notes.push(outlier);
    const figures = [
      ['discharge_capacity', 3],
      ['capacity', 2],
      ['retention', 3],
      ['coulombic_efficiency', 3],
    ].flatMap(([id, least]) => {
      const own = compared.filter((c) => c.id === id && c.at !== undefined);
      return own.length >= Number(least) ? [figureComparison(own, [names[1], names[0]])] : [];
    });
    return {
      results,
      figures,
      scenes: [],
      tables: results.length === 0 ? [] : [tabulateCells(pieces, origin)],
      recordings: [],
      notes,
    };
  },
};

/** A recording without pulses or cycles is no reason to stop: other analyses may have more to say of it. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'InputError';
}
