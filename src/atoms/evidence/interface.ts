import {
  buildInterface,
  classifyOxygen,
  computeAreaShares,
  countEnvironments,
  deriveBondCutoffs,
  findBonds,
  findIonicRadii,
  measureInterfaceBonds,
  ORDERING_SEED,
  prepareSlab,
  runCrystalOpening,
  runOpening,
  weakestBorder,
  weakestInterface,
  weakestOfAll,
  type BondCutoffs,
  type InterfaceBonds,
  type Opening,
  type RelaxedPull,
} from '../index.js';
import {
  atomicWeight,
  AVOGADRO,
  makeRng,
  number,
  parseFormula,
  quantity,
  required,
  text,
  subContext,
  Table,
  type Note,
  type Recording,
  type Simulated,
  type Structure,
} from '../../core/index.js';
import {
  defineEvidence,
  formula,
  plane,
  seeds,
  supercell,
  type EvidenceOutput,
  type Piece,
  type PieceHost,
  type Result,
  type Surroundings,
} from '../../evidence/index.js';
import {
  crystal,
  crystalFiles,
  describeRun,
  exactly,
  mergeSeedNotes,
  openCrystal,
  openStudyPotential,
  overSeeds,
  usesOf,
} from './common.js';
import { drawBonds, drawMelt, drawOpening, drawPull, drawRdf } from './interface-figures.js';

/** Frames of a melt that the report plays. */
const FRAMES = 40;

interface InterfaceParameters {
  oxide: string;
  coating: string;
  plane?: readonly number[];
  layers?: number;
  supercell?: readonly [number, number];
  temperature: number;
  /** [fs] */
  hold: number;
  /** [kg/m3] */
  film_density?: number;
  seeds: readonly number[];
  potential?: string;
}

/** What one seed gives. */
export interface SeedPiece {
  seed: number;
  slab: Structure;
  structure: Structure;
  atomicVolume: number;
  heights: { start: number; quenched: number; relaxed: number };
  frames: Structure[];
  dynamics: Recording<'md'>;
  opening: Opening;
  pull: RelaxedPull;
  origin: Simulated;
  notes: Note[];
}

/** The bare oxide, opened along the same plane. */
export interface BulkPiece {
  opening: Opening;
  pull: RelaxedPull;
  origin: Simulated;
}

/** A coating molten onto a crystal, quenched, relaxed; its bonds, and the stress that opens it. */
export const atomsInterface = defineEvidence({
  id: 'atoms/interface',
  title: 'Interface of a crystal with a coating',
  settings: {
    oxide: crystal(
      'name of a crystal of the library, a formula such as LiNi0.8Co0.1Mn0.1O2, or a structure file',
      true,
    ),
    coating: required(formula('formula whose numbers are the atoms of the film, such as Co35B16')),
    plane: plane('Miller indices, such as 1 0 4 (default: the usual non-polar one)'),
    layers: number(undefined, 'number of atomic layers of the slab', { min: 1, whole: true }),
    supercell: supercell('repeats in the plane, such as 4x1'),
    temperature: quantity('temperature', '2500 K', 'temperature of the melt'),
    hold: quantity('time', '3 ps', 'how long the film is molten, and again how long it takes to cool'),
    film_density: quantity(
      'density',
      undefined,
      'of the film at 0 K, by which the cell starts with room for it; the height then relaxes',
      'that of a glass molten for each seed',
    ),
    seeds: seeds('1..3', 'independent repeats'),
    potential: text(undefined, 'interatomic potential', 'cermet-nep'),
  },
  quantities: {
    atoms: { label: 'atoms of the interface', unit: '1' },
    bonds_on_weaker_face: { label: 'bonds of the film to the anions of the face that has fewer', unit: '1' },
    selectivity: {
      label: 'bonds found over bonds expected from the exposed areas, at an element or elements joined by +',
      unit: '1',
    },
    bond_length: { label: 'mean bond length across the interface, at a pair such as B-O', unit: 'Å' },
    bonds: { label: 'bonds across the interface, at a pair such as B-O', unit: '1' },
    oxygen_environments: { label: 'oxygens with given surroundings, at 1 B + 2 Ni + 2 Li', unit: '1' },
    opening_strength: {
      label: 'stress that opens the weakest plane',
      unit: 'GPa',
      groups: ['interface', 'border', 'film', 'oxide', 'bulk'],
    },
    separation_energy: {
      label: 'energy that separates the weakest plane',
      unit: 'J/m2',
      groups: ['interface', 'border', 'film', 'oxide', 'bulk'],
    },
    pull_strength: {
      label: 'highest stress of a relaxed pull of the whole cell',
      unit: 'GPa',
      groups: ['interface', 'bulk'],
    },
  },
  plan(settings): Piece<SeedPiece | BulkPiece>[] {
    const { seeds, ...p } = toParameters(settings);
    const { oxide, plane, layers, supercell, potential } = p;
    return [
      ...seeds.map(
        (seed): Piece<SeedPiece> => ({
          label: `${oxide} with ${p.coating}, seed ${seed}`,
          weight: 5,
          inputs: { ...p, seed },
          uses: usesOf(potential),
          files: crystalFiles(oxide),
          run: (ctx, host) => runSeed(p, seed, ctx, host),
        }),
      ),
      {
        label: `${oxide} alone`,
        weight: 0.5,
        inputs: { bulk: true, oxide, plane, layers, supercell, potential },
        uses: usesOf(potential),
        files: crystalFiles(oxide),
        run: (ctx, host) => runBulk(p, ctx, host),
      },
    ];
  },
  assemble(settings, pieces, around) {
    const seeds = pieces.filter((piece) => 'seed' in piece);
    const bulk = pieces.find((piece): piece is BulkPiece => !('seed' in piece))!;
    return assemble(toParameters(settings), seeds, bulk, around);
  },
});

/** Settings with times in the unit of this room. */
function toParameters<S extends { hold: number }>(settings: S): S {
  return { ...settings, hold: 1e15 * settings.hold };
}

async function prepare(p: Omit<InterfaceParameters, 'seeds'>, ctx: Parameters<Piece['run']>[0], host: PieceHost) {
  const potential = await openStudyPotential(p.potential, host);
  const { oxide, plane, layers, supercell } = p;
  const { structure, citations, notes } = await openCrystal(oxide, host);
  const made = { slab: structure, plane, layers, supercell, potential: potential.sha256 };
  const slab = await host.keep(made, () =>
    prepareSlab(
      structure,
      potential,
      { miller: plane, layers, supercell, threads: host.threads },
      { ...ctx, rng: makeRng(ORDERING_SEED) },
    ),
  );
  return { potential, citations, slab: { ...slab, notes: [...notes, ...slab.notes] } };
}

async function runSeed(
  p: Omit<InterfaceParameters, 'seeds'>,
  seed: number,
  ctx: Parameters<Piece['run']>[0],
  host: PieceHost,
): Promise<SeedPiece> {
  const { potential, citations, slab } = await prepare(p, ctx, host);
  const made = await buildInterface(
    slab.surface.structure,
    p.coating,
    potential,
    {
      atoms: 'formula',
      ...(p.film_density !== undefined && { atomicVolume: computeAtomicVolume(p.coating, p.film_density) }),
      meltTemperature: p.temperature,
      meltDuration: p.hold,
      quenchDuration: p.hold,
      threads: host.threads,
    },
    { ...subContext(ctx, 'melt', 0, 0.7), rng: makeRng(seed) },
  );
  const opening = await runOpening(
    made.structure,
    potential,
    { relaxed: true, threads: host.threads },
    subContext(ctx, 'opening', 0.7, 1),
  );
  const every = Math.max(1, Math.ceil(made.frames.length / FRAMES));
  return {
    seed,
    slab: slab.surface.structure,
    structure: made.structure,
    atomicVolume: made.atomicVolume,
    heights: made.heights,
    frames: made.frames.filter((_, i) => i % every === 0 || i === made.frames.length - 1),
    dynamics: made.recordings.dynamics,
    opening: { ...opening, pull: undefined },
    pull: opening.pull!,
    origin: await describeRun(
      potential,
      { ...p },
      'Langevin dynamics at 1.5 fs with the oxide held and the height at zero stress; relaxed whole to 0.05 eV/Å; planes opened rigidly, universal-binding fit',
      citations,
      seed,
    ),
    notes: [...slab.notes, ...made.notes, ...opening.notes],
  };
}

/** [Å3] volume of an atom of a composition at a density [kg/m3]. */
function computeAtomicVolume(composition: string, density: number): number {
  const counts = [...parseFormula(composition)];
  const atoms = counts.reduce((sum, [, count]) => sum + count, 0);
  const mass = counts.reduce((sum, [element, count]) => sum + count * atomicWeight(element), 0);
  return (1e27 * mass) / AVOGADRO / density / atoms;
}

async function runBulk(
  p: Omit<InterfaceParameters, 'seeds'>,
  ctx: Parameters<Piece['run']>[0],
  host: PieceHost,
): Promise<BulkPiece> {
  const { potential, citations, slab } = await prepare(p, ctx, host);
  const opening = await runCrystalOpening(
    slab.crystal,
    slab.miller,
    potential,
    { relaxed: true, threads: host.threads, parentSupercell: slab.parentSupercell },
    ctx,
  );
  return {
    opening: { ...opening, pull: undefined },
    pull: opening.pull!,
    origin: await describeRun(
      potential,
      { oxide: p.oxide, plane: slab.miller },
      'crystal relaxed with its cell to 0.005 eV/Å; each cleavage plane opened rigidly, universal-binding fit',
      citations,
    ),
  };
}

function assemble(p: InterfaceParameters, pieces: SeedPiece[], bulk: BulkPiece, around: Surroundings): EvidenceOutput {
  const structures = pieces.map((piece) => piece.structure);
  const cutoffs = deriveBondCutoffs(structures);
  const bySeed = new Map(
    pieces.map((piece) => [piece.seed, measureInterfaceBonds([piece.structure], { slab: piece.slab, cutoffs })]),
  );
  const pooled = measureInterfaceBonds(structures, { slab: pieces[0].slab, cutoffs });
  const { seed: _seed, ...shared } = pieces[0].origin;
  const origin: Simulated = { ...shared, parameters: { ...p } };
  const per = (pick: (piece: SeedPiece) => number | undefined): Map<number, number> =>
    new Map(
      pieces.flatMap((piece) => {
        const value = pick(piece);
        return value === undefined ? [] : [[piece.seed, value] as const];
      }),
    );
  const results: Result[] = [
    { id: 'atoms', label: 'atoms of the interface', estimate: exactly(pieces[0].structure.elements.length), origin },
    overSeeds(
      'bonds_on_weaker_face',
      'bonds to anions of the face that has fewer',
      '1',
      per((piece) => countWeakerFace(piece.structure, cutoffs)),
      origin,
    ),
    ...bondResults(pieces, bySeed, pooled, around, origin),
    ...environmentResults(pieces, cutoffs, around, origin),
    ...strengthResults(per, bulk, origin),
  ];
  return {
    results,
    figures: [
      drawOpening(pieces, bulk),
      drawPull(pieces, bulk),
      drawBonds(pooled),
      drawRdf(structures, cutoffs),
      drawMelt(pieces),
    ],
    scenes: [
      {
        id: 'melt',
        title: 'Melt, quench, relaxation',
        caption: `${p.coating} on ${p.oxide}, seed ${pieces[0].seed}: the film at ${p.temperature} K with the oxide held, cooled, and everything relaxed.`,
        frames: pieces[0].frames,
        times: timesOf(pieces[0].frames),
      },
      { id: 'interface', title: 'Relaxed interfaces', caption: 'One frame for each seed.', frames: structures },
      {
        id: 'pull',
        title: 'Pulled apart',
        caption: `Seed ${pieces[0].seed}, all atoms relaxed at each step. It ${pieces[0].pull.fracture.says}.`,
        frames: pieces[0].pull.frames,
      },
    ],
    tables: [seedTable(pieces, bulk, origin), bondTable(pooled, origin)],
    recordings: pieces.map((piece) => ({ id: `melt and quench, seed ${piece.seed}`, recording: piece.dynamics })),
    notes: [...mergeSeedNotes(pieces), ...pooled.notes, ...fractureNotes(pieces)],
  };
}

/**
 * Bonds between film and anions of the oxide on the face that has fewer of them; the film lies above the slab and,
 * across the cell's border, below it.
 */
function countWeakerFace(structure: Structure, cutoffs: BondCutoffs): number {
  const group = structure.atomic!.group.values;
  const heights = structure.elements.map((_, i) => structure.positions[3 * i + 2]).filter((_, i) => group[i] === 0);
  const middle = (Math.min(...heights) + Math.max(...heights)) / 2;
  const faces = [0, 0];
  for (const { a, b } of findBonds(structure, cutoffs)) {
    if (group[a] === group[b]) continue;
    const anion = group[a] === 0 ? a : b;
    if (structure.elements[anion] === 'O') faces[structure.positions[3 * anion + 2] > middle ? 1 : 0]++;
  }
  return Math.min(...faces);
}

function bondResults(
  pieces: readonly SeedPiece[],
  bySeed: ReadonlyMap<number, InterfaceBonds>,
  pooled: InterfaceBonds,
  around: Surroundings,
  origin: Simulated,
): Result[] {
  const results: Result[] = [];
  const ionic = findIonicRadii(pieces[0].slab);
  for (const { film, oxide } of pooled.bonds) {
    const at = `${film}-${oxide}`;
    const of = (seed: number) => bySeed.get(seed)!.bonds.find((b) => b.film === film && b.oxide === oxide);
    results.push(
      overSeeds(
        'bonds',
        `${film}–${oxide} bonds`,
        '1',
        new Map(pieces.map(({ seed }) => [seed, of(seed)?.count.value ?? 0])),
        origin,
        { at: { pair: at } },
      ),
    );
    const lengths = new Map(
      pieces.flatMap(({ seed }) => (of(seed)?.length ? [[seed, of(seed)!.length!.value] as const] : [])),
    );
    if (lengths.size > 0)
      results.push(overSeeds('bond_length', `mean ${film}–${oxide} bond`, 'Å', lengths, origin, { at: { pair: at } }));
  }
  const elements = new Set([...pooled.bonds.map((b) => b.oxide), ...around.asked('selectivity')]);
  for (const at of elements) {
    const wanted = at.split('+').map((word) => word.trim());
    const sets = [
      { name: 'covalent radii', radii: undefined },
      ...(ionic ? [{ name: 'ionic radii', radii: ionic }] : []),
    ].map(({ name, radii }) => {
      const values = new Map(
        pieces.flatMap(({ seed, slab }) => {
          const ratio = computeSelectivity(bySeed.get(seed)!, wanted, slab, radii);
          return ratio === undefined ? [] : [[seed, ratio] as const];
        }),
      );
      return overSeeds(
        'selectivity',
        `bonds to ${at} over what its exposed area would get, by ${name}`,
        '1',
        values,
        origin,
        { at: { element: at }, group: name },
      );
    });
    results.push(...sets, spanRadii(at, sets, origin));
  }
  return results;
}

/** One statement from several sets of radii: its interval spans theirs, since nothing says which set is right. */
function spanRadii(at: string, sets: readonly Result[], origin: Simulated): Result {
  const known = sets.map((s) => s.estimate).filter((e) => e.n > 0 && e.value > 0);
  const value = Math.exp(known.reduce((sum, e) => sum + Math.log(e.value) / known.length, 0));
  const intervals = known.map((e) => e.interval).filter((i) => i !== undefined);
  const interval: [number, number] | undefined =
    intervals.length === known.length && intervals.length > 0
      ? [Math.min(...intervals.map((i) => i[0])), Math.max(...intervals.map((i) => i[1]))]
      : undefined;
  return {
    id: 'selectivity',
    label: `bonds to ${at} over what its exposed area would get, whichever radii`,
    estimate: {
      value: known.length > 0 ? value : 0,
      n: known[0]?.n ?? 0,
      unit: '1',
      ...(interval && { interval, sigma: (interval[1] - interval[0]) / 4, confidence: 0.95 }),
    },
    at: { element: at },
    origin,
  };
}

/**
 * Bonds of all film elements to some elements of the oxide, over those expected if they fell on the elements as their
 * exposed areas do.
 */
function computeSelectivity(
  { bonds }: InterfaceBonds,
  wanted: readonly string[],
  slab: Structure,
  radii?: Record<string, number>,
): number | undefined {
  let found = 0;
  let expected = 0;
  for (const film of new Set(bonds.map((b) => b.film))) {
    const own = bonds.filter((b) => b.film === film);
    const total = own.reduce((sum, b) => sum + b.count.value, 0);
    const shares = computeAreaShares(slab, film, radii);
    for (const oxide of wanted) {
      found += own.find((b) => b.oxide === oxide)?.count.value ?? 0;
      expected += total * (shares.get(oxide) ?? 0);
    }
  }
  return expected > 0 ? found / expected : undefined;
}

function environmentResults(
  pieces: readonly SeedPiece[],
  cutoffs: BondCutoffs,
  around: Surroundings,
  origin: Simulated,
): Result[] {
  const counted = new Map(
    pieces.map(({ seed, structure }) => [
      seed,
      new Map(
        countEnvironments(classifyOxygen(structure, { cutoffs }))
          .filter((e) => e.kind === 'interfacial')
          .map((e) => [e.formula, e.count]),
      ),
    ]),
  );
  const formulas = new Set([
    ...around.asked('oxygen_environments'),
    ...[...counted.values()].flatMap((map) => [...map.keys()]),
  ]);
  return [...formulas].map((at) =>
    overSeeds(
      'oxygen_environments',
      `oxygens with ${at}`,
      '1',
      new Map(pieces.map(({ seed }) => [seed, counted.get(seed)!.get(at) ?? 0])),
      origin,
      { at: { environment: at } },
    ),
  );
}

function strengthResults(
  per: (pick: (piece: SeedPiece) => number | undefined) => Map<number, number>,
  bulk: BulkPiece,
  origin: Simulated,
): Result[] {
  const planeOf = {
    interface: weakestInterface,
    border: weakestBorder,
    film: (o: Opening) => o.weakest.film,
    oxide: (o: Opening) => o.weakest.oxide,
  };
  const crystal = weakestOfAll(bulk.opening)!;
  const results: Result[] = [];
  for (const [group, pick] of Object.entries(planeOf)) {
    results.push(
      overSeeds(
        'opening_strength',
        `stress that opens the weakest plane: ${group}`,
        'GPa',
        per((piece) => pick(piece.opening)?.universal.peakStress.value),
        origin,
        { group },
      ),
    );
    results.push(
      overSeeds(
        'separation_energy',
        `energy that separates the weakest plane: ${group}`,
        'J/m2',
        per((piece) => pick(piece.opening)?.separationEnergy),
        origin,
        { group },
      ),
    );
  }
  results.push(
    {
      id: 'opening_strength',
      label: 'stress that opens the weakest plane: bulk',
      estimate: { ...crystal.universal.peakStress, n: 1 },
      group: 'bulk',
      origin: bulk.origin,
    },
    {
      id: 'separation_energy',
      label: 'energy that separates the weakest plane: bulk',
      estimate: { value: crystal.separationEnergy, n: 1, unit: 'J/m2' },
      group: 'bulk',
      origin: bulk.origin,
    },
    overSeeds(
      'pull_strength',
      'highest stress of a relaxed pull: interface',
      'GPa',
      per((piece) => piece.pull.peakTraction),
      origin,
      { group: 'interface' },
    ),
    {
      id: 'pull_strength',
      label: 'highest stress of a relaxed pull: bulk',
      estimate: { value: bulk.pull.peakTraction, n: 1, unit: 'GPa' },
      group: 'bulk',
      origin: bulk.origin,
    },
  );
  return results;
}

/** Where the pulled cells really break, in one sentence. */
function fractureNotes(pieces: readonly SeedPiece[]): Note[] {
  const places = pieces.map((piece) => piece.pull.fracture.where);
  const counts = [...new Set(places)]
    .map((where) => `${places.filter((w) => w === where).length} in the ${where}`)
    .join(', ');
  return [
    {
      level: 'info',
      code: 'where-it-breaks',
      text: `Pulled with all atoms relaxed, ${pieces.length} cells break: ${counts}. A relaxed pull stores elastic energy over its gauge length (${pieces.map((piece) => piece.pull.gaugeLength.toFixed(1)).join(', ')} Å) and is not compared with rigid opening.`,
    },
  ];
}

function seedTable(pieces: readonly SeedPiece[], bulk: BulkPiece, origin: Simulated): EvidenceOutput['tables'][number] {
  const column = (name: string, pick: (piece: SeedPiece) => number | undefined) => {
    const picked = pieces.map(pick);
    return {
      name,
      values: Float64Array.from(picked, (v) => v ?? 0),
      valid: Uint8Array.from(picked, (v) => (v === undefined ? 0 : 1)),
    };
  };
  const crystal = weakestOfAll(bulk.opening)!;
  return {
    id: 'openings',
    title: `Opening by seed; bulk ${crystal.universal.peakStress.value.toFixed(1)} GPa, ${crystal.separationEnergy.toFixed(2)} J/m²`,
    origin,
    table: new Table([
      { name: 'seed', values: Int32Array.from(pieces, (piece) => piece.seed) },
      column('interface_gpa', (piece) => weakestInterface(piece.opening)?.universal.peakStress.value),
      column('border_gpa', (piece) => weakestBorder(piece.opening)?.universal.peakStress.value),
      column('film_gpa', (piece) => piece.opening.weakest.film?.universal.peakStress.value),
      column('oxide_gpa', (piece) => piece.opening.weakest.oxide?.universal.peakStress.value),
      column('interface_joule_per_square_metre', (piece) => weakestInterface(piece.opening)?.separationEnergy),
      column('relaxed_pull_gpa', (piece) => piece.pull.peakTraction),
      column('gauge_length_angstrom', (piece) => piece.pull.gaugeLength),
      { name: 'breaks_in', values: pieces.map((piece) => piece.pull.fracture.where) },
    ]),
  };
}

function bondTable(bonds: InterfaceBonds, origin: Simulated): EvidenceOutput['tables'][number] {
  const rows = bonds.bonds;
  const sigma = (pick: (b: (typeof rows)[number]) => number | undefined): Float64Array =>
    Float64Array.from(rows, (b) => pick(b) ?? 0);
  return {
    id: 'bonds',
    title: 'Bonds across the interface',
    origin,
    table: new Table([
      { name: 'film', values: rows.map((b) => b.film) },
      { name: 'oxide', values: rows.map((b) => b.oxide) },
      {
        name: 'bonds_count',
        values: Float64Array.from(rows, (b) => b.count.value),
        sigma: sigma((b) => b.count.sigma),
      },
      {
        name: 'length_angstrom',
        values: sigma((b) => b.length?.value),
        sigma: sigma((b) => b.length?.sigma),
        valid: Uint8Array.from(rows, (b) => (b.length ? 1 : 0)),
      },
      { name: 'cutoff_angstrom', values: Float64Array.from(rows, (b) => b.cutoff) },
      {
        name: 'selectivity',
        values: Float64Array.from(rows, (b) => b.selectivity.value),
        sigma: sigma((b) => b.selectivity.sigma),
      },
      { name: 'area_share', values: Float64Array.from(rows, (b) => b.areaShare) },
    ]),
  };
}

/** Times of the frames that dynamics gave; the relaxed one at the end carries none and stands a picosecond later. */
function timesOf(frames: readonly Structure[]): number[] | undefined {
  const times = frames.map((frame) => frame.info?.time_fs as number | undefined);
  const last = times.findLast((t) => t !== undefined);
  return last === undefined ? undefined : times.map((t) => t ?? last + 1000);
}
