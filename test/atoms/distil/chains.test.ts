import { beforeAll, describe, expect, test } from 'vitest';
import { listFaces } from '../../../src/atoms/distil/build-starts.js';
import { runChains, type ChainFrame, type FrameStore, type Labeller } from '../../../src/atoms/distil/chain.js';
import { labelFrame, type LabelJob } from '../../../src/atoms/distil/label-frame.js';
import { makeSystem, type DistilSystem } from '../../../src/atoms/distil/make-system.js';
import { planGeneration, planHeldOut, planRests } from '../../../src/atoms/distil/plan-chains.js';
import { openWorkshop, type Workshop } from '../../../src/atoms/distil/workshop.js';
import { buildSurface, resolveCrystal, resolvePotential, type Potential } from '../../../src/atoms/index.js';
import { AbortError, DomainError, makeRng, type Structure } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/neighbours.js';

let potential: Potential;
let system: DistilSystem;
let shop: Workshop;

const oxide = { name: 'LiNiO2', structure: resolveCrystal('LiNiO2').structure };

beforeAll(async () => {
  potential = await resolvePotential();
  system = await makeSystem([oxide], ['Co2B'], potential);
  shop = await openWorkshop(system, new Map(), 3);
});

/** Labels in this thread, as many at once as it is told; `most` frames, then it is cancelled. */
const makeLabeller = (threads: number, most = Infinity): Labeller & { labelled: number } => ({
  threads,
  labelled: 0,
  label(job) {
    if (this.labelled >= most) throw new AbortError();
    this.labelled++;
    return labelFrame(job, potential);
  },
});

class MemoryStore implements FrameStore {
  readonly frames = new Map<string, Structure>();
  find = (chain: string, index: number): Structure | undefined => this.frames.get(`${chain}#${index}`);
  add = (frame: ChainFrame): Promise<void> => {
    this.frames.set(`${frame.chain}#${frame.index}`, frame.structure);
    return Promise.resolve();
  };
}

describe('what a pair is made of', () => {
  test('its elements, its crystals, and the products that the screen names', () => {
    expect(system.elements).toEqual(['B', 'Co', 'Li', 'Ni', 'O']);
    expect(system.pairs[0].coating.crystal?.name).toBe('Co2B');
    expect(system.pairs[0].products).toContain('LiBO2');
    const names = system.others.map(({ name }) => name);
    expect(names).not.toContain('LiNiO2');
    // Products that the library has come before what merely consists of the same elements.
    expect(names.indexOf('LiBO2')).toBeLessThan(names.indexOf('Co3O4'));
    // Crystals' own volumes come back within a quarter: LiNiO2 has 101.8 Å3 for 12 atoms.
    const { Li, Ni, O } = system.volumes;
    expect(Math.abs((3 * Li + 3 * Ni + 6 * O) / 101.8 - 1)).toBeLessThan(0.25);
  });

  test('a pair that does not react says so, and one without data too', async () => {
    const every = { name: 'any', elements: ['Al', 'B', 'Co', 'Li', 'O'] };
    const cobaltate = { name: 'LiCoO2', structure: resolveCrystal('LiCoO2').structure };
    const quiet = await makeSystem([cobaltate], ['Al2O3'], every);
    expect(quiet.notes.map(({ code }) => code)).toContain('no-reaction');
    expect(quiet.pairs[0].products).toEqual([]);
    const unknown = await makeSystem([oxide], ['Co17B3'], potential);
    expect(unknown.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['no-screen', 'no-crystal']));
  });

  test('an element that what labels does not know is refused', async () => {
    await expect(makeSystem([oxide], ['Ni2P'], potential)).rejects.toThrow(DomainError);
    await expect(makeSystem([oxide], ['Co2B'], potential, ['F'])).rejects.toThrow(/cermet-nep cannot label F/);
  });

  test('faces hold every termination of each plane', async () => {
    const { structure } = resolveCrystal('LiCoO2');
    const faces = await listFaces('LiCoO2', structure);
    expect(faces[0].miller).toEqual([1, 0, 4]);
    for (const miller of [
      [1, 0, 4],
      [0, 0, 1],
    ]) {
      const { terminations } = await buildSurface(structure, miller);
      const found = faces.filter((face) => face.miller.join() === miller.join()).map(({ termination }) => termination);
      expect(found).toEqual(terminations.map(({ index }) => index));
    }
  });
});

describe('several oxides with several coatings', () => {
  const cobaltate = { name: 'LiCoO2', structure: resolveCrystal('LiCoO2').structure };
  let many: Workshop;

  beforeAll(async () => {
    many = await openWorkshop(await makeSystem([oxide, cobaltate], ['Co2B', 'Ni2B', 'B2O3'], potential), new Map(), 3);
  });

  test('make every pair, of its own elements', () => {
    expect(many.system.pairs.map(({ name }) => name)).toEqual([
      'LiNiO2-Co2B',
      'LiCoO2-Co2B',
      'LiNiO2-Ni2B',
      'LiCoO2-Ni2B',
      'LiNiO2-B2O3',
      'LiCoO2-B2O3',
    ]);
    expect(many.system.elements).toEqual(['B', 'Co', 'Li', 'Ni', 'O']);
    expect(many.system.pairs[5].elements).toEqual(['B', 'Co', 'Li', 'O']);
    const names = many.crystals.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...many.faces.keys()]).toEqual(['LiNiO2', 'LiCoO2', 'Co2B', 'Ni2B', 'B2O3']);
  });

  test('take turns at each kind, and each oxide and each coating is held out', async () => {
    const plan = planGeneration(many, 700);
    for (const kind of ['film', 'glass', 'slab', 'opened', 'delithiated', 'crystal']) {
      const own = plan.filter(({ family }) => family === kind);
      expect(new Set(own.map(({ pair }) => pair)).size, kind).toBe(6);
    }
    const held = planHeldOut(many, 60);
    expect([...new Set(held.map(({ pair }) => pair))]).toEqual(['LiNiO2-Co2B', 'LiCoO2-Ni2B', 'LiNiO2-B2O3']);
    const families = (name: string) => held.filter(({ pair }) => pair === name).map(({ family }) => family);
    expect(families('LiCoO2-Ni2B')).toEqual(families('LiNiO2-B2O3'));
    // What is built for a pair is made of the pair.
    const glass = held.find(({ family, pair }) => family === 'glass' && pair === 'LiNiO2-B2O3')!;
    const { structure } = (await glass.next(0, undefined))!;
    expect(structure.elements.every((element) => ['B', 'Li', 'Ni', 'O'].includes(element))).toBe(true);
  });

  test('are refused where one stands twice', async () => {
    await expect(makeSystem([oxide], ['Co2B', 'Co2B'], potential)).rejects.toThrow(/Co2B stands twice/);
  });
});

describe('plans', () => {
  test('begin alike whatever their length, and hold every family', () => {
    const short = planGeneration(shop, 12);
    const long = planGeneration(shop, 200);
    expect(short.reduce((sum, { frames }) => sum + frames, 0)).toBe(12);
    expect(long.reduce((sum, { frames }) => sum + frames, 0)).toBe(200);
    const fields = ({ name, family }: { name: string; family: string }): string => `${name} ${family}`;
    expect(long.slice(0, short.length).map(fields)).toEqual(short.map(fields));
    const families = new Set(long.map(({ family }) => family));
    expect([...families].sort()).toEqual(['crystal', 'delithiated', 'film', 'glass', 'molecule', 'opened', 'slab']);
    const held = planHeldOut(shop, 40);
    expect(held.every(({ heldOut }) => heldOut)).toBe(true);
    const names = [...held, ...long].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('build what their families say', async () => {
    const seen = new Map<string, Structure[]>();
    for (const chain of planGeneration(shop, 90)) {
      const made = await chain.next(0, undefined);
      if (made) seen.set(chain.family, [...(seen.get(chain.family) ?? []), made.structure]);
    }
    const lithium = ({ elements }: Structure): number =>
      elements.filter((e) => e === 'Li').length / elements.filter((e) => e === 'O').length;
    for (const structure of seen.get('delithiated')!) expect(lithium(structure)).toBeLessThan(0.5);
    for (const structure of [
      ...seen.get('film')!,
      ...seen.get('glass')!,
      ...seen.get('slab')!,
      ...seen.get('crystal')!,
    ]) {
      expect(structure.elements.length).toBeGreaterThanOrEqual(4);
      // 120: the largest slab and film together.
      expect(structure.elements.length).toBeLessThan(120);
      expect(findNeighbours(structure.cell, structure.pbc, structure.positions, 0.8).distances.length).toBe(0);
    }
    for (const structure of seen.get('film')!) expect(new Set(structure.elements).size).toBeGreaterThan(2);
  });
});

describe('chains', () => {
  const plan = () => [...planHeldOut(shop, 8).slice(0, 2), ...planGeneration(shop, 12)];

  test('give the same frames with one thread or three, and after a stop in the middle', async () => {
    const whole = await runChains(plan(), 3, makeLabeller(1), new MemoryStore());
    expect(whole.length).toBeGreaterThan(12);
    const beside = await runChains(plan(), 3, makeLabeller(3), new MemoryStore());
    expect(beside).toEqual(whole);
    const store = new MemoryStore();
    await expect(runChains(plan(), 3, makeLabeller(2, 7), store)).rejects.toThrow(AbortError);
    expect(store.frames.size).toBeGreaterThan(4);
    const labeller = makeLabeller(2);
    expect(await runChains(plan(), 3, labeller, store)).toEqual(whole);
    // What was kept is not labelled again; frames that were refused are tried anew.
    expect(labeller.labelled).toBeLessThan(whole.length);
    expect(await runChains(plan(), 4, makeLabeller(1), new MemoryStore())).not.toEqual(whole);
  });

  test('hold labels that are those of the potential', async () => {
    for (const { structure } of await runChains(plan().slice(0, 3), 3, makeLabeller(1), new MemoryStore())) {
      const calculator = potential.bind(structure);
      const { energy, forces } = calculator.compute(structure.cell, structure.positions);
      expect(structure.energy).toBeCloseTo(energy, 5);
      // Single precision of the kernel, whose list of pairs was built at another step.
      structure.atomic!.forces.values.forEach((f, k) => expect(Math.abs(f - forces[k])).toBeLessThan(2e-4));
      calculator.dispose();
    }
  });

  test('crystals come to rest', async () => {
    const [first] = planRests(system, 3);
    expect(first.name).toBe('rest LiNiO2');
    const [rest, ...rattled] = await runChains([first], 3, makeLabeller(1), new MemoryStore());
    const rms = ({ structure }: ChainFrame): number => {
      const { values } = structure.atomic!.forces;
      return Math.sqrt(values.reduce((sum, f) => sum + f * f, 0) / values.length);
    };
    expect(rms(rest)).toBeLessThan(0.05);
    expect(rattled).toHaveLength(3);
    expect(rattled.map(rms)).toEqual(rattled.map(rms).sort((a, b) => a - b));
    expect(rms(rattled[0])).toBeGreaterThan(5 * rms(rest));
  });
});

describe('a frame', () => {
  const job = (positions: number[], motion: LabelJob['motion']): LabelJob => ({
    structure: {
      cell: Float64Array.of(8, 0, 0, 0, 8, 0, 0, 0, 8),
      pbc: [true, true, true],
      elements: ['O', 'O'],
      positions: Float64Array.from(positions),
    },
    motion,
    rng: makeRng(1).state(),
  });

  test('with atoms on top of one another is refused', async () => {
    expect(await labelFrame(job([0, 0, 0, 0.3, 0, 0], { kind: 'none' }), potential)).toBeUndefined();
  });

  test('keeps its velocities, so that the next one goes on from it', async () => {
    const hot = { kind: 'heat', steps: 3, timeStep: 1, temperature: [600, 600] } as const;
    const frame = await labelFrame(job([0, 0, 0, 1.3, 0, 0], hot), potential);
    expect(frame!.atomic!.velocities.values.some((v) => v !== 0)).toBe(true);
    expect(await labelFrame(job([0, 0, 0, 1.3, 0, 0], hot), potential)).toEqual(frame);
  });
});
