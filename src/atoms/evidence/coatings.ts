import {
  computeAreaShares,
  deriveBondCutoffs,
  estimateRankCorrelation,
  findBonds,
  findIonicRadii,
  GLASS_SEED,
  makeGlass,
  makePublishedScheme,
  measureInterfaceBonds,
  nameFamily,
  findCompound,
  addSolidSolution,
  joinModelError,
  PUBLISHED_SCHEMES,
  screenCoating,
  weakestBorder,
  weakestInterface,
  weakestOfAll,
  type BondCutoffs,
  type PublishedScheme,
} from '../index.js';
import {
  CERMET_VERSION,
  choice,
  computeContentHash,
  computeVolume,
  estimateRepeats,
  makeRng,
  number,
  quantity,
  required,
  SolveError,
  type Context,
  type Derived,
  type Estimate,
  type Note,
  type Structure,
} from '../../core/index.js';
import {
  defineEvidence,
  formulas,
  makeOutput,
  seeds,
  type EvidenceOutput,
  type Piece,
  type PieceHost,
  type Result,
} from '../../evidence/index.js';
import { drawPareto, tabulateCoatings, type CoatingRow } from './coatings-figures.js';
import { crystalFiles, openStudyPotential, usesOf } from './common.js';
import { computeSelectivity, spanRadii } from './interface.js';
import {
  oxideSetting,
  potentialSettings,
  runBulk,
  runSeed,
  slabSettings,
  type BulkPiece,
  type HeldSeed,
  type InterfaceParameters,
  type SeedPiece,
} from './interface-pieces.js';
import {
  holdBack,
  joinRepeated,
  meanByMember,
  memoise,
  noteViews,
  ofStructure,
  overViews,
  viewsOfBulk,
  type View,
} from './over-views.js';

/** Compounds of a metalloid without oxygen, of which the rule is, and all others. */
const METALLOID = 'metalloid compounds';
const OTHERS = 'salts and oxides';
const METALLOID_FAMILIES = new Set(['borides', 'phosphides', 'silicides']);
const classOf = (coating: string): string => (METALLOID_FAMILIES.has(nameFamily(coating)) ? METALLOID : OTHERS);

interface Parameters extends Omit<InterfaceParameters, 'coating' | 'film_density' | 'atomicVolume' | 'atoms'> {
  coatings: readonly string[];
  atoms: number;
  scheme: PublishedScheme;
}

/** One seed of one coating. */
interface CoatingPiece {
  coating: string;
  made: SeedPiece | HeldSeed;
}

/** What thermodynamics says of each coating that it has energies of. */
interface ThermoPiece {
  thermo: Record<string, { drivingForce: Estimate; oxygenTaken: Estimate; verdict: string }>;
  missing: string[];
  origin: Derived;
  notes: Note[];
}

/**
 * Coatings of several families molten onto one oxide, each several times over, beside the thermodynamic screen: how
 * driving force, bonds, oxygen bound and opening strength go together.
 */
export const atomsCoatings = defineEvidence({
  id: 'atoms/coatings',
  title: 'Coatings compared by their interfaces',
  settings: {
    oxide: oxideSetting,
    coatings: required(formulas('formulas of the coatings, apart by spaces or as a list')),
    atoms: number(40, 'about how many atoms each film has', { min: 4, whole: true }),
    ...slabSettings,
    temperature: quantity('temperature', '2500 K', 'temperature of the melts'),
    hold: quantity('time', '3 ps', 'how long a film is molten, and again how long it takes to cool'),
    seeds: seeds('1..3', 'independent repeats of each'),
    scheme: choice(PUBLISHED_SCHEMES, 'experiment', 'scheme of published energies for the driving force'),
    ...potentialSettings,
  },
  quantities: {
    opening_strength: { label: 'stress that opens the weakest plane of the interface', unit: 'GPa' },
    border_strength: { label: 'stress that opens the border of oxide and film', unit: 'GPa' },
    separation_energy: { label: 'energy that separates oxide and film at their border', unit: 'J/m2' },
    adhesion_over_cohesion: {
      label: 'separation energy of the border over that of the weakest plane within the film',
      unit: '1',
    },
    selectivity: { label: 'bonds to oxygen over what its exposed area would get', unit: '1' },
    former_bonds: { label: 'bonds of the film’s B, P or Si to oxygen of the oxide, on 1 nm²', unit: '1' },
    oxygen_bound: { label: 'oxygens of the oxide that B, P or Si of the film hold, on 1 nm²', unit: '1' },
    driving_force: { label: 'driving force at the strongest kink', unit: 'eV/atom' },
    oxygen_taken: { label: 'share of the oxide’s oxygen that the metalloid binds in situ, by the screen', unit: '1' },
    rank_correlation: {
      label: 'Spearman’s rank correlation over coatings of the energy gained with what a claim names',
      unit: '1',
    },
  },
  plan(settings): Piece<CoatingPiece | BulkPiece | ThermoPiece>[] {
    const { coatings, scheme, seeds: repeats, atoms, ...rest } = settings;
    const p = { ...rest, hold: 1e15 * rest.hold };
    const { oxide, layers, potential, model_error } = p;
    const uses = usesOf(potential, model_error);
    const files = crystalFiles(oxide);
    const base = { oxide, plane: p.plane, layers, supercell: p.supercell, potential, model_error };
    return [
      {
        label: `${oxide}, thermodynamics`,
        weight: 0.1,
        inputs: { thermo: true, oxide, coatings, scheme },
        run: (ctx) => screen(oxide, coatings, scheme, ctx),
      },
      {
        label: `${oxide} alone`,
        weight: 0.5,
        inputs: { bulk: true, ...base },
        uses,
        files,
        run: (ctx, host) => runBulk({ ...p, ...base }, ctx, host, false),
      },
      ...coatings.flatMap((coating) =>
        repeats.map(
          (seed): Piece<CoatingPiece> => ({
            label: `${oxide} with ${coating}, seed ${seed}`,
            weight: 3,
            inputs: { ...base, coating, atoms, temperature: p.temperature, hold: p.hold, seed },
            uses,
            files,
            run: async (ctx, host) => ({ coating, made: await meltOne({ ...p, coating, atoms }, seed, ctx, host) }),
          }),
        ),
      ),
    ];
  },
  assemble(settings, pieces) {
    const thermo = pieces.find((piece): piece is ThermoPiece => 'thermo' in piece)!;
    const bulk = pieces.find((piece): piece is BulkPiece => 'opening' in piece)!;
    return assemble(
      settings,
      thermo,
      bulk,
      pieces.filter((piece) => 'coating' in piece),
    );
  },
});

/** [fs] of the small glass whose volume gives the film its room; the film then finds its own. */
const GLASS = { atoms: 48, meltDuration: 750, quenchDuration: 750, holdDuration: 150 };

async function meltOne(
  p: Omit<InterfaceParameters, 'seeds'> & { coating: string },
  seed: number,
  ctx: Context,
  host: PieceHost,
): Promise<SeedPiece | HeldSeed> {
  const { coating, temperature } = p;
  const potential = await openStudyPotential(p.potential, host);
  const glass = await host.keep({ glass: coating, temperature, ...GLASS, potential: potential.sha256 }, async () => {
    const settings = { ...GLASS, meltTemperature: temperature, threads: host.threads };
    try {
      const made = await makeGlass(coating, potential, settings, { signal: ctx.signal, rng: makeRng(GLASS_SEED) });
      return { atomicVolume: made.atomicVolume, notes: made.notes };
    } catch (error) {
      if (!(error instanceof SolveError)) throw error;
      const partial = error.partial as { atomicVolume?: number; notes?: Note[] } | undefined;
      const blown: Note = { level: 'serious', code: 'blew-up', text: `the glass alone: ${error.what}` };
      return { atomicVolume: partial?.atomicVolume, notes: partial?.notes ?? [blown] };
    }
  });
  const faults = glass.notes.filter(({ code }) => code === 'glass-boiled' || code === 'blew-up');
  if (faults.length > 0) return { seed, faults };
  return runSeed({ ...p, atomicVolume: glass.atomicVolume }, seed, ctx, host, false);
}

async function screen(
  oxide: string,
  coatings: readonly string[],
  id: PublishedScheme,
  ctx: Context,
): Promise<ThermoPiece> {
  const scheme = addSolidSolution(makePublishedScheme(id), oxide);
  const known = findCompound(scheme, oxide) ? coatings.filter((coating) => findCompound(scheme, coating)) : [];
  const thermo: ThermoPiece['thermo'] = {};
  const notes = new Map<string, Note>();
  for (const coating of known) {
    const found = await screenCoating(coating, oxide, scheme, { samples: 200 }, { ...ctx, rng: makeRng(1) });
    for (const note of found.notes) notes.set(note.text, note);
    thermo[coating] = { drivingForce: found.drivingForce, oxygenTaken: found.oxygenTaken, verdict: found.verdict };
  }
  return {
    thermo,
    missing: coatings.filter((coating) => !known.includes(coating)),
    notes: [...notes.values()],
    origin: {
      type: 'derived',
      from: [await computeContentHash(scheme.compounds.map(({ name, values }) => [name, values]))],
      analysis: `screenCoating, ${scheme.title}`,
      parameters: { oxide, coatings, scheme: id },
      cermet: CERMET_VERSION,
      citations: [],
    },
  };
}

/** A quantity of an interface, by what a potential makes of it. */
interface Measure {
  id: string;
  label: string;
  unit: string;
  pick: (view: View) => number | undefined;
}

/** A coating of a class, with what is measured of it. */
interface Member {
  coating: string;
  seeds: readonly SeedPiece[];
  measures: readonly Measure[];
}

function assemble(
  settings: Parameters,
  thermo: ThermoPiece,
  bulk: BulkPiece,
  pieces: readonly CoatingPiece[],
): EvidenceOutput {
  const results: Result[] = [];
  const notes: Note[] = [...thermo.notes];
  const rows: CoatingRow[] = [];
  const scenes: EvidenceOutput['scenes'] = [];
  const byClass = new Map<string, Member[]>();
  for (const coating of settings.coatings) {
    const own = pieces.filter((piece) => piece.coating === coating).map(({ made }) => made);
    const { sound, notes: held } = holdBack(own);
    notes.push(
      ...held.map((note) => ({ ...note, text: `${coating} ${note.text}`, where: `${coating}, ${note.where}` })),
    );
    const known = Object.hasOwn(thermo.thermo, coating) ? thermo.thermo[coating] : undefined;
    if (known)
      results.push(
        {
          id: 'driving_force',
          label: `driving force of ${coating}`,
          estimate: known.drivingForce,
          group: coating,
          origin: thermo.origin,
        },
        {
          id: 'oxygen_taken',
          label: `oxygen taken by ${coating}, by the screen`,
          estimate: known.oxygenTaken,
          group: coating,
          origin: thermo.origin,
        },
      );
    const measures = sound.length > 0 ? listMeasures(sound) : [];
    const measured = sound.length > 0 ? measureCoating(coating, sound, measures) : [];
    results.push(...measured);
    notes.push(...tellThinFilms(coating, sound.length, measured));
    const estimateOf = (id: string): Estimate | undefined => measured.find((r) => r.id === id)?.estimate;
    rows.push({
      coating,
      family: nameFamily(coating),
      seeds: sound.length,
      held: held.length,
      verdict: known?.verdict,
      drivingForce: known?.drivingForce,
      oxygenTaken: known?.oxygenTaken,
      opening: estimateOf('opening_strength'),
      separation: estimateOf('separation_energy'),
      wetting: estimateOf('adhesion_over_cohesion'),
      selectivity: estimateOf('selectivity'),
      formerBonds: estimateOf('former_bonds'),
      oxygenBound: estimateOf('oxygen_bound'),
    });
    if (sound.length === 0) continue;
    const name = classOf(coating);
    byClass.set(name, [...(byClass.get(name) ?? []), { coating, seeds: sound, measures }]);
    scenes.push({
      id: coating,
      title: `${coating} on ${settings.oxide}`,
      caption: 'Relaxed, one frame for each seed.',
      frames: sound.map(({ structure }) => structure),
    });
  }
  for (const [name, members] of byClass) results.push(...measureClass(name, members));
  const crystalPlane = weakestOfAll(bulk.opening)!;
  const stressOf = (opening: BulkPiece['opening']): number => weakestOfAll(opening)!.universal.peakStress.value;
  const strength: Estimate = joinModelError(
    { ...crystalPlane.universal.peakStress, n: 1 },
    viewsOfBulk(bulk).map(stressOf),
    bulk.judged.factor,
  );
  results.push({
    id: 'opening_strength',
    label: 'stress that opens the weakest plane of the oxide in bulk',
    estimate: strength,
    group: 'bulk',
    origin: bulk.origin,
  });
  results.push(...correlate(rows, thermo.origin));
  if (thermo.missing.length > 0)
    notes.push({ level: 'warning', code: 'no-data', text: `no energy in this scheme of ${thermo.missing.join(', ')}` });
  const [first] = [...byClass.values()].flat();
  if (first) notes.push(...noteViews(first.seeds));
  const origin = first?.seeds[0].origin ?? bulk.origin;
  return makeOutput({
    results,
    figures: [drawPareto(rows, strength, settings.oxide)],
    tables: [tabulateCoatings(rows, strength, settings.oxide, origin)],
    scenes,
    notes,
  });
}

const FORMERS = new Set(['B', 'P', 'Si']);

/** What is measured of an interface; bonds by cutoffs of all the seeds together. */
function listMeasures(seeds: readonly SeedPiece[]): Measure[] {
  const cutoffs = deriveBondCutoffs(seeds.map(({ structure }) => structure));
  const bonds = memoise(
    ({ structure, slab }: View) => measureInterfaceBonds([structure], { slab, cutoffs }),
    ofStructure,
  );
  /** [nm2] of both faces. */
  const areaOf = ({ structure: { cell } }: View): number => (2 * computeVolume(cell)) / cell[8] / 100;
  const formerBonds = (view: View): number =>
    bonds(view).bonds.reduce(
      (sum, { film, oxide, count }) => sum + (FORMERS.has(film) && oxide === 'O' ? count.value : 0),
      0,
    ) / areaOf(view);
  const bound = memoise(({ structure }: View) => countBoundOxygen(structure, cutoffs), ofStructure);
  const stress = (plane: ReturnType<typeof weakestBorder>): number | undefined => plane?.universal.peakStress.value;
  return [
    {
      id: 'opening_strength',
      label: 'stress that opens the weakest plane of the interface',
      unit: 'GPa',
      pick: ({ opening }) => stress(weakestInterface(opening)),
    },
    {
      id: 'border_strength',
      label: 'stress that opens the border of oxide and film',
      unit: 'GPa',
      pick: ({ opening }) => stress(weakestBorder(opening)),
    },
    {
      id: 'separation_energy',
      label: 'energy that separates oxide and film at their border',
      unit: 'J/m2',
      pick: ({ opening }) => weakestBorder(opening)?.separationEnergy,
    },
    {
      id: 'adhesion_over_cohesion',
      label: 'separation energy of the border over that within the film',
      unit: '1',
      pick: ({ opening }) => {
        const [across, within] = [weakestBorder(opening), opening.weakest.film];
        return across && within && across.separationEnergy / within.separationEnergy;
      },
    },
    { id: 'former_bonds', label: 'B, P or Si to oxygen of the oxide, on 1 nm²', unit: '1', pick: formerBonds },
    {
      id: 'oxygen_bound',
      label: 'oxygens of the oxide that B, P or Si hold, on 1 nm²',
      unit: '1',
      pick: (view) => bound(view) / areaOf(view),
    },
  ];
}

/** Oxygens of the oxide that a B, P or Si of the film holds. */
function countBoundOxygen(structure: Structure, cutoffs: BondCutoffs): number {
  const group = structure.atomic!.group.values;
  const bound = new Set<number>();
  for (const { a, b } of findBonds(structure, cutoffs))
    for (const [oxygen, former] of [
      [a, b],
      [b, a],
    ])
      if (
        group[oxygen] === 0 &&
        structure.elements[oxygen] === 'O' &&
        group[former] === 1 &&
        FORMERS.has(structure.elements[former])
      )
        bound.add(oxygen);
  return bound.size;
}

function measureCoating(coating: string, seeds: readonly SeedPiece[], measures: readonly Measure[]): Result[] {
  const { seed: _seed, ...origin } = seeds[0].origin;
  const [{ slab }] = seeds;
  const cutoffs = deriveBondCutoffs(seeds.map(({ structure }) => structure));
  const bonds = memoise(({ structure }: View) => measureInterfaceBonds([structure], { slab, cutoffs }), ofStructure);
  const ionic = findIonicRadii(slab);
  const sets = [undefined, ...(ionic ? [ionic] : [])].map((radii) => {
    const shares = memoise((film: string) => computeAreaShares(slab, film, radii));
    const pick = (view: View) => computeSelectivity(bonds(view), ['O'], shares);
    return overViews('selectivity', '', '1', seeds, pick, origin);
  });
  const selectivity = spanRadii('O', sets, origin);
  return [
    ...measures.map(({ id, label, unit, pick }) =>
      overViews(id, `${label}: ${coating}`, unit, seeds, pick, origin, { group: coating }),
    ),
    { ...selectivity, label: `${selectivity.label}: ${coating}`, at: undefined, group: coating },
  ].filter(({ estimate }) => estimate.n > 0);
}

/** A film of few atoms on a wide slab has no plane within it that could be opened. */
function tellThinFilms(coating: string, seeds: number, measured: readonly Result[]): Note[] {
  const found = measured.find(({ id }) => id === 'adhesion_over_cohesion')?.estimate.n ?? 0;
  if (found === seeds) return [];
  const text = `the film of ${coating} is too thin for a plane within it in ${seeds - found} of ${seeds} seeds, which have no adhesion over cohesion: give more atoms`;
  return [{ level: 'warning', code: 'thin-film', text }];
}

/**
 * Means over the coatings of a class, each of which counts once: their scatter holds that of seeds; the model error is
 * that of the mean of them all.
 */
function measureClass(name: string, members: readonly Member[]): Result[] {
  const { seed: _seed, ...origin } = members[0].seeds[0].origin;
  const { judged } = members[0].seeds[0];
  return members[0].measures.flatMap(({ id, label, unit }, k): Result[] => {
    const found = members.flatMap(({ coating, seeds, measures }) => {
      const means = meanByMember(seeds, measures[k].pick);
      return means ? [{ coating, ...means }] : [];
    });
    if (found.length === 0) return [];
    const average = (values: readonly number[]): number => values.reduce((sum, v) => sum + v / values.length, 0);
    const values = found.map(({ own }) => own);
    const others = found[0].others.map((_, m) => average(found.map((f) => f.others[m])));
    const known = others.filter(Number.isFinite);
    const estimate = estimateRepeats(values, unit);
    return [
      {
        id,
        label: `${label}: ${name}`,
        group: name,
        estimate: joinRepeated(estimate, [...(judged.withOwn ? [average(values)] : []), ...known], judged.factor),
        replicates: Object.fromEntries(found.map(({ coating, own }) => [coating, own])),
        origin,
      },
    ];
  });
}

/** Coatings below which a rank correlation has no interval. */
const FEWEST = 5;

/** How the energy gained goes with what the interfaces show, over coatings. */
function correlate(rows: readonly CoatingRow[], origin: Derived): Result[] {
  const against: [string, (row: CoatingRow) => Estimate | undefined][] = [
    ['opening_strength', (row) => row.opening],
    ['separation_energy', (row) => row.separation],
    ['former_bonds', (row) => row.formerBonds],
    ['oxygen_bound', (row) => row.oxygenBound],
  ];
  return against.flatMap(([quantity, pick]): Result[] => {
    const pairs = rows.flatMap((row) => {
      const [force, other] = [row.drivingForce, pick(row)];
      return force && other ? [[-force.value, other.value] as const] : [];
    });
    if (pairs.length < FEWEST) return [];
    const estimate = estimateRankCorrelation(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
    const label = `rank correlation of the energy gained with ${quantity.replaceAll('_', ' ')}`;
    return [{ id: 'rank_correlation', label, at: { quantity }, estimate, origin }];
  });
}
