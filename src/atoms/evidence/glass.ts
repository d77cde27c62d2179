import { computeLargestOrder, computeRdf, makeGlass } from '../index.js';
import {
  makeRng,
  parseFormula,
  Table,
  type Note,
  type Recording,
  type Simulated,
  type Structure,
} from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import type { EvidenceKind } from '../../study/types.js';
import { describeRun, exactly, mergeSeedNotes, openStudyPotential, overSeeds } from './common.js';
import { readQuantity, readSeeds, readText } from '../../evidence/settings.js';

interface GlassParameters {
  coating: string;
  temperature: number;
  hold: number;
  seeds: number[];
  potential?: string;
}

interface GlassPiece {
  seed: number;
  structure: Structure;
  density: number;
  relaxedDensity: number;
  order: number;
  dynamics: Recording<'md'>;
  origin: Simulated;
  notes: Note[];
}

/** A glass of the coating by melt and quench, at the density it finds for itself. */
export const atomsGlass: EvidenceKind = {
  id: 'atoms/glass',
  title: 'Glass of the coating',
  parameters: {
    coating: { describe: 'formula whose numbers are the atoms in the cell, such as Co70B32', required: true },
    temperature: { describe: 'temperature of the melt, such as 2500 K' },
    hold: { describe: 'how long it is molten, and again how long it takes to cool, such as 3 ps' },
    seeds: { describe: 'independent repeats, such as 1..3' },
    potential: { describe: 'interatomic potential (default cermet-nep)' },
  },
  quantities: {
    atoms: { label: 'atoms in the glass', unit: '1' },
    density: { label: 'density at 300 K', unit: 'g/cm3' },
    largest_order: { label: 'largest scattering of one wave vector', unit: '1' },
  },
  check(entry) {
    const coating = readText(entry, 'coating');
    parseFormula(coating);
    return {
      coating,
      temperature: readQuantity(entry, 'temperature', 'temperature', '2500 K'),
      hold: readQuantity(entry, 'hold', 'time', '3 ps') * 1e15,
      seeds: readSeeds(entry),
      ...(entry.potential !== undefined && { potential: readText(entry, 'potential') }),
    };
  },
  plan(parameters) {
    const { seeds, ...p } = parameters as unknown as GlassParameters;
    return seeds.map((seed) => ({
      label: `glass ${p.coating}, seed ${seed}`,
      weight: 1,
      inputs: { ...p, seed },
      potential: p.potential,
      async run(ctx, host): Promise<GlassPiece> {
        const potential = await openStudyPotential(p.potential, host);
        const glass = await makeGlass(
          p.coating,
          potential,
          {
            atoms: 'formula',
            meltTemperature: p.temperature,
            meltDuration: p.hold,
            quenchDuration: p.hold,
            threads: host.threads,
          },
          { ...ctx, rng: makeRng(seed) },
        );
        return {
          seed,
          structure: glass.structure,
          density: glass.density.value,
          relaxedDensity: glass.relaxedDensity,
          order: computeLargestOrder(glass.structure),
          dynamics: glass.recordings.dynamics,
          origin: await describeRun(
            potential,
            { ...p },
            'Langevin dynamics with stochastic cell rescaling at zero pressure, 1.5 fs; relaxed with its cell to 0.02 eV/Å',
            [],
            seed,
          ),
          notes: glass.notes,
        };
      },
    }));
  },
  assemble(parameters, values) {
    const p = parameters as unknown as GlassParameters;
    const pieces = values as GlassPiece[];
    const { seed: _seed, ...shared } = pieces[0].origin;
    const origin: Simulated = { ...shared, parameters: { ...p } };
    const per = (pick: (piece: GlassPiece) => number): Map<number, number> =>
      new Map(pieces.map((piece) => [piece.seed, pick(piece)]));
    const rdf = computeRdf(
      pieces.map((piece) => piece.structure),
      { cutoff: 5 },
    );
    return {
      results: [
        { id: 'atoms', label: 'atoms in the glass', estimate: exactly(pieces[0].structure.elements.length), origin },
        overSeeds(
          'density',
          'density at 300 K and zero pressure',
          'g/cm3',
          per((g) => g.density),
          origin,
        ),
        overSeeds(
          'density_relaxed',
          'density at 0 K',
          'g/cm3',
          per((g) => g.relaxedDensity),
          origin,
        ),
        overSeeds(
          'largest_order',
          'largest scattering of one wave vector, relative to a perfect crystal',
          '1',
          per((g) => g.order),
          origin,
        ),
      ],
      figures: [
        {
          id: 'rdf',
          title: `Radial distribution in ${p.coating} glass`,
          caption: `Pooled over ${pieces.length} independent glasses, relaxed to 0 K.`,
          spec: houseFigure({
            data: {
              values: rdf.pairs
                .filter((pair) => pair.species[0] <= pair.species[1])
                .flatMap((pair) =>
                  Array.from(rdf.r, (r, i) => ({ 'r (Å)': r, 'g(r)': pair.g[i], pair: pair.species.join('–') })),
                ),
            },
            mark: { type: 'line' },
            encoding: {
              x: { field: 'r (Å)', type: 'quantitative' },
              y: { field: 'g(r)', type: 'quantitative' },
              color: { field: 'pair', type: 'nominal', title: null },
            },
          }),
        },
      ],
      scenes: [
        {
          id: 'glass',
          title: `${p.coating} glass`,
          caption: `Quenched from ${p.temperature} K and relaxed; one frame for each seed.`,
          frames: pieces.map((piece) => piece.structure),
        },
      ],
      tables: [
        {
          id: 'glasses',
          title: 'Glasses by seed',
          table: new Table([
            { name: 'seed', values: Int32Array.from(pieces, (g) => g.seed) },
            { name: 'density_gram_per_cubic_centimetre', values: Float64Array.from(pieces, (g) => g.density) },
            {
              name: 'density_relaxed_gram_per_cubic_centimetre',
              values: Float64Array.from(pieces, (g) => g.relaxedDensity),
            },
            { name: 'largest_order', values: Float64Array.from(pieces, (g) => g.order) },
          ]),
          origin,
        },
      ],
      recordings: pieces.map((piece) => ({ id: `melt and quench, seed ${piece.seed}`, recording: piece.dynamics })),
      notes: mergeSeedNotes(pieces),
    };
  },
};
