import {
  classifyOxygen,
  computeAreaShares,
  countEnvironments,
  deriveBondCutoffs,
  findBonds,
  findIonicRadii,
  joinModelError,
  measureInterfaceBonds,
  weakestBorder,
  weakestInterface,
  weakestOfAll,
  type BondCutoffs,
  type InterfaceBonds,
  type Opening,
  type PlaneOpening,
} from '../index.js';
import {
  quantity,
  required,
  Table,
  type Estimate,
  type Note,
  type Simulated,
  type Structure,
} from '../../core/index.js';
import {
  defineEvidence,
  formula,
  makeOutput,
  seeds,
  type EvidenceOutput,
  type Piece,
  type Result,
  type Surroundings,
} from '../../evidence/index.js';
import { crystalFiles, exactly, mergeSeedNotes, overSeeds, usesOf } from './common.js';
import { drawBonds, drawMelt, drawOpening, drawPull, drawRdf } from './interface-figures.js';
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
import { hasPull, holdBack, memoise, noteViews, ofStructure, overViews, viewsOfBulk, type View } from './over-views.js';

/** A coating molten onto a crystal, quenched, relaxed; its bonds, and the stress that opens it. */
export const atomsInterface = defineEvidence({
  id: 'atoms/interface',
  title: 'Interface of a crystal with a coating',
  settings: {
    oxide: oxideSetting,
    coating: required(formula('formula whose numbers are the atoms of the film, such as Co35B16')),
    ...slabSettings,
    temperature: quantity('temperature', '2500 K', 'temperature of the melt'),
    hold: quantity('time', '3 ps', 'how long the film is molten, and again how long it takes to cool'),
    film_density: quantity(
      'density',
      undefined,
      'of the film at 0 K, by which the cell starts with room for it; the height then relaxes',
      'that of a glass molten for each seed',
    ),
    seeds: seeds('1..3', 'independent repeats'),
    ...potentialSettings,
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
  plan(settings): Piece<SeedPiece | HeldSeed | BulkPiece>[] {
    const { seeds, ...p } = toParameters(settings);
    const { oxide, plane, layers, supercell, potential, model_error } = p;
    return [
      ...seeds.map(
        (seed): Piece<SeedPiece | HeldSeed> => ({
          label: `${oxide} with ${p.coating}, seed ${seed}`,
          weight: 5,
          inputs: { ...p, seed },
          uses: usesOf(potential, model_error),
          files: crystalFiles(oxide),
          run: (ctx, host) => runSeed(p, seed, ctx, host),
        }),
      ),
      {
        label: `${oxide} alone`,
        weight: 0.5,
        inputs: { bulk: true, oxide, plane, layers, supercell, potential, model_error },
        uses: usesOf(potential, model_error),
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

function assemble(
  p: InterfaceParameters,
  all: readonly (SeedPiece | HeldSeed)[],
  bulk: BulkPiece,
  around: Surroundings,
): EvidenceOutput {
  const { sound: pieces, notes: held } = holdBack(all);
  if (pieces.length === 0) return makeOutput({ notes: held });
  const structures = pieces.map((piece) => piece.structure);
  const cutoffs = deriveBondCutoffs(structures);
  const bonds = memoise(
    ({ structure, slab }: View) => measureInterfaceBonds([structure], { slab, cutoffs }),
    ofStructure,
  );
  const pooled = measureInterfaceBonds(structures, { slab: pieces[0].slab, cutoffs });
  const { seed: _seed, ...shared } = pieces[0].origin;
  const origin: Simulated = { ...shared, parameters: { ...p } };
  const results: Result[] = [
    { id: 'atoms', label: 'atoms of the interface', estimate: exactly(pieces[0].structure.elements.length), origin },
    overViews(
      'bonds_on_weaker_face',
      'bonds to anions of the face that has fewer',
      '1',
      pieces,
      ({ structure }) => countWeakerFace(structure, cutoffs),
      origin,
    ),
    ...bondResults(pieces, bonds, pooled, around, origin),
    ...environmentResults(pieces, cutoffs, around, origin),
    ...strengthResults(pieces, bulk, origin),
  ];
  return {
    results,
    figures: [
      drawOpening(pieces, bulk),
      ...(pieces.every(hasPull) && hasPull(bulk) ? [drawPull(pieces, bulk)] : []),
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
      ...pieces
        .slice(0, 1)
        .filter(hasPull)
        .map(({ seed, pull }) => ({
          id: 'pull',
          title: 'Pulled apart',
          caption: `Seed ${seed}, all atoms relaxed at each step. It ${pull.fracture.says}.`,
          frames: pull.frames,
        })),
    ],
    tables: [seedTable(pieces, bulk, origin), bondTable(pooled, origin)],
    recordings: pieces.map((piece) => ({ id: `melt and quench, seed ${piece.seed}`, recording: piece.dynamics })),
    notes: [...held, ...mergeSeedNotes(pieces), ...pooled.notes, ...fractureNotes(pieces), ...noteViews(pieces)],
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
  bonds: (view: View) => InterfaceBonds,
  pooled: InterfaceBonds,
  around: Surroundings,
  origin: Simulated,
): Result[] {
  const results: Result[] = [];
  const ionic = findIonicRadii(pieces[0].slab);
  for (const { film, oxide } of pooled.bonds) {
    const at = `${film}-${oxide}`;
    const of = (view: View) => bonds(view).bonds.find((b) => b.film === film && b.oxide === oxide);
    const count = (view: View): number => of(view)?.count.value ?? 0;
    results.push(overViews('bonds', `${film}–${oxide} bonds`, '1', pieces, count, origin, { at: { pair: at } }));
    if (pieces.some((piece) => of(piece)?.length))
      results.push(
        overViews('bond_length', `mean ${film}–${oxide} bond`, 'Å', pieces, (view) => of(view)?.length?.value, origin, {
          at: { pair: at },
        }),
      );
  }
  const elements = new Set([...pooled.bonds.map((b) => b.oxide), ...around.asked('selectivity')]);
  for (const at of elements) {
    const wanted = at.split('+').map((word) => word.trim());
    const sets = [
      { name: 'covalent radii', radii: undefined },
      ...(ionic ? [{ name: 'ionic radii', radii: ionic }] : []),
    ].map(({ name, radii }) => {
      const shares = memoise((film: string) => computeAreaShares(pieces[0].slab, film, radii));
      return overViews(
        'selectivity',
        `bonds to ${at} over what its exposed area would get, by ${name}`,
        '1',
        pieces,
        (view) => computeSelectivity(bonds(view), wanted, shares),
        origin,
        { at: { element: at }, group: name },
      );
    });
    results.push(...sets, spanRadii(at, sets, origin));
  }
  return results;
}

/** One statement from several sets of radii: its interval spans theirs, since nothing says which set is right. */
export function spanRadii(at: string, sets: readonly Result[], origin: Simulated): Result {
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
export function computeSelectivity(
  { bonds }: InterfaceBonds,
  wanted: readonly string[],
  areaShares: (film: string) => ReadonlyMap<string, number>,
): number | undefined {
  let found = 0;
  let expected = 0;
  for (const film of new Set(bonds.map((b) => b.film))) {
    const own = bonds.filter((b) => b.film === film);
    const total = own.reduce((sum, b) => sum + b.count.value, 0);
    const shares = areaShares(film);
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
  const counted = memoise(
    ({ structure }: View) =>
      new Map(
        countEnvironments(classifyOxygen(structure, { cutoffs }))
          .filter((e) => e.kind === 'interfacial')
          .map((e) => [e.formula, e.count]),
      ),
    ofStructure,
  );
  const formulas = new Set([
    ...around.asked('oxygen_environments'),
    ...pieces.flatMap((piece) => [...counted(piece).keys()]),
  ]);
  return [...formulas].map((at) =>
    overViews('oxygen_environments', `oxygens with ${at}`, '1', pieces, (view) => counted(view).get(at) ?? 0, origin, {
      at: { environment: at },
    }),
  );
}

function strengthResults(pieces: readonly SeedPiece[], bulk: BulkPiece, origin: Simulated): Result[] {
  const planeOf = {
    interface: weakestInterface,
    border: weakestBorder,
    film: (o: Opening) => o.weakest.film,
    oxide: (o: Opening) => o.weakest.oxide,
  };
  const peakOf = (plane: PlaneOpening | undefined): number | undefined => plane?.universal.peakStress.value;
  const results: Result[] = [];
  for (const [group, pick] of Object.entries(planeOf)) {
    results.push(
      overViews(
        'opening_strength',
        `stress that opens the weakest plane: ${group}`,
        'GPa',
        pieces,
        ({ opening }) => peakOf(pick(opening)),
        origin,
        { group },
      ),
      overViews(
        'separation_energy',
        `energy that separates the weakest plane: ${group}`,
        'J/m2',
        pieces,
        ({ opening }) => pick(opening)?.separationEnergy,
        origin,
        { group },
      ),
    );
  }
  const crystal = weakestOfAll(bulk.opening)!;
  const joined = (estimate: Estimate, pick: (opening: Opening) => number): Estimate =>
    joinModelError(estimate, viewsOfBulk(bulk).map(pick), bulk.judged.factor);
  results.push(
    {
      id: 'opening_strength',
      label: 'stress that opens the weakest plane: bulk',
      estimate: joined({ ...crystal.universal.peakStress, n: 1 }, (o) => peakOf(weakestOfAll(o))!),
      group: 'bulk',
      origin: bulk.origin,
    },
    {
      id: 'separation_energy',
      label: 'energy that separates the weakest plane: bulk',
      estimate: joined(
        { value: crystal.separationEnergy, n: 1, unit: 'J/m2' },
        (o) => weakestOfAll(o)!.separationEnergy,
      ),
      group: 'bulk',
      origin: bulk.origin,
    },
  );
  if (!pieces.every(hasPull) || !hasPull(bulk)) return results;
  results.push(
    overSeeds(
      'pull_strength',
      'highest stress of a relaxed pull: interface',
      'GPa',
      new Map(pieces.map(({ seed, pull }) => [seed, pull.peakTraction])),
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
function fractureNotes(all: readonly SeedPiece[]): Note[] {
  const pieces = all.filter(hasPull);
  if (pieces.length === 0) return [];
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
      column('relaxed_pull_gpa', (piece) => piece.pull?.peakTraction),
      column('gauge_length_angstrom', (piece) => piece.pull?.gaugeLength),
      { name: 'breaks_in', values: pieces.map((piece) => piece.pull?.fracture.where ?? '') },
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
