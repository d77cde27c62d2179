import {
  buildSurface,
  classifyOxygen,
  countEnvironments,
  findSymmetry,
  runSurfaceEnergy,
  type OxygenKind,
} from '../index.js';
import { countElements, number, required, text, type Note, type Simulated, type Structure } from '../../core/index.js';
import { defineEvidence, makeOutput, plane, supercell, type Result } from '../../evidence/index.js';
import { crystal, crystalFiles, describeRun, exactly, openCrystal, openStudyPotential, usesOf } from './common.js';

interface SurfacePiece {
  slab: Structure;
  relaxed: Structure;
  environments: { formula: string; kind: OxygenKind; count: number }[];
  surfaceEnergy: number;
  unrelaxedEnergy: number;
  area: number;
  tasker?: string;
  origin: Simulated;
  notes: Note[];
}

/** A bare slab: what it is made of, its oxygens, its surface energy. */
export const atomsSurface = defineEvidence({
  id: 'atoms/surface',
  title: 'Surface of a crystal',
  settings: {
    oxide: crystal('name of a crystal of the library, or a structure file'),
    plane: required(plane('Miller indices, such as 1 0 4')),
    layers: number(undefined, 'number of atomic layers', { min: 1, whole: true }),
    supercell: supercell('repeats in the plane, such as 4x1'),
    potential: text(undefined, 'interatomic potential', 'cermet-nep'),
  },
  quantities: {
    atoms: { label: 'atoms in the slab', unit: '1' },
    oxygen_type_one: { label: 'type I oxygens (2 M + 3 A)', unit: '1' },
    oxygen_type_two: { label: 'type II oxygens (3 M + 2 A)', unit: '1' },
    oxygen_bulk: { label: 'bulk oxygens (3 M + 3 A)', unit: '1' },
    surface_energy: { label: 'surface energy, relaxed', unit: 'J/m2' },
    surface_energy_as_cut: { label: 'surface energy, as cut', unit: 'J/m2' },
  },
  plan(p) {
    return [
      {
        label: `${p.oxide} (${p.plane.join(' ')})`,
        weight: 0.2,
        inputs: { ...p },
        uses: usesOf(p.potential),
        files: crystalFiles(p.oxide),
        async run(ctx, host): Promise<SurfacePiece> {
          const potential = await openStudyPotential(p.potential, host);
          const { structure, citations } = await openCrystal(p.oxide, host);
          const { conventional } = await findSymmetry(structure);
          const options = { layers: p.layers, supercell: p.supercell };
          const surface = await buildSurface(conventional, p.plane, options);
          const energy = await runSurfaceEnergy(
            conventional,
            p.plane,
            potential,
            { surface: options, threads: host.threads },
            ctx,
          );
          return {
            slab: surface.structure,
            relaxed: energy.slab,
            environments: countEnvironments(classifyOxygen(surface.structure)),
            surfaceEnergy: energy.relaxed,
            unrelaxedEnergy: energy.unrelaxed,
            area: surface.area,
            tasker: surface.tasker,
            origin: await describeRun(
              potential,
              { ...p },
              'published crystal cut; slab relaxed by L-BFGS to 0.01 eV/Å',
              citations,
            ),
            notes: energy.notes,
          };
        },
      },
    ];
  },
  assemble(p, [piece]) {
    const count = (kind: OxygenKind): number =>
      piece.environments.filter((e) => e.kind === kind).reduce((sum, e) => sum + e.count, 0);
    const { origin } = piece;
    const results: Result[] = [
      { id: 'atoms', label: 'atoms in the slab', estimate: exactly(piece.slab.elements.length), origin },
      ...[...countElements(piece.slab)].map(
        ([element, n]): Result => ({
          id: 'atoms',
          at: { element },
          label: `${element} in the slab`,
          estimate: exactly(n),
          origin,
        }),
      ),
      { id: 'oxygen_type_one', label: 'type I oxygens', estimate: exactly(count('type I')), origin },
      { id: 'oxygen_type_two', label: 'type II oxygens', estimate: exactly(count('type II')), origin },
      { id: 'oxygen_bulk', label: 'bulk oxygens', estimate: exactly(count('bulk')), origin },
      {
        id: 'surface_energy',
        label: 'surface energy, relaxed',
        estimate: { value: piece.surfaceEnergy, n: 1, unit: 'J/m2' },
        origin,
      },
      {
        id: 'surface_energy_as_cut',
        label: 'surface energy, as cut',
        estimate: { value: piece.unrelaxedEnergy, n: 1, unit: 'J/m2' },
        origin,
      },
    ];
    return makeOutput({
      results,
      scenes: [
        {
          id: 'slab',
          title: `${p.oxide} (${p.plane.join(' ')})`,
          caption: `The slab as cut, Tasker type ${piece.tasker ?? 'unknown'}; colour by coordination shows the under-bonded oxygens of both faces.`,
          frames: [piece.slab],
        },
      ],
      notes: piece.notes,
    });
  },
});
