import { computeLargestOrder, computeRdf, makeGlass } from '../index.js';
import {
  makeRng,
  quantity,
  required,
  text,
  Table,
  type Note,
  type Recording,
  type Simulated,
  type Structure,
} from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineEvidence, formula, makeOutput, seeds } from '../../evidence/index.js';
import { describeRun, exactly, mergeSeedNotes, openStudyPotential, overSeeds, usesOf } from './common.js';

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
export const atomsGlass = defineEvidence({
  id: 'atoms/glass',
  title: 'Glass of the coating',
  settings: {
    coating: required(formula('formula whose numbers are the atoms in the cell, such as Co70B32')),
    temperature: quantity('temperature', '2500 K', 'temperature of the melt'),
    hold: quantity('time', '3 ps', 'how long it is molten, and again how long it takes to cool'),
    seeds: seeds('1..3', 'independent repeats'),
    potential: text(undefined, 'interatomic potential', 'cermet-nep'),
  },
  quantities: {
    atoms: { label: 'atoms in the glass', unit: '1' },
    density: { label: 'density at 300 K', unit: 'g/cm3', scale: 'log' },
    density_relaxed: { label: 'density at 0 K', unit: 'g/cm3', scale: 'log' },
    largest_order: { label: 'largest scattering of one wave vector', unit: '1' },
  },
  plan({ seeds, hold, ...rest }) {
    const p = { ...rest, hold: 1e15 * hold };
    return seeds.map((seed) => ({
      label: `glass ${p.coating}, seed ${seed}`,
      weight: 1,
      inputs: { ...p, seed },
      uses: usesOf(p.potential),
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
  assemble({ hold, ...rest }, pieces) {
    const p = { ...rest, hold: 1e15 * hold };
    const { seed: _seed, ...shared } = pieces[0].origin;
    const origin: Simulated = { ...shared, parameters: { ...p } };
    const per = (pick: (piece: GlassPiece) => number): Map<number, number> =>
      new Map(pieces.map((piece) => [piece.seed, pick(piece)]));
    const rdf = computeRdf(
      pieces.map((piece) => piece.structure),
      { cutoff: 5 },
    );
    return makeOutput({
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
    });
  },
});
