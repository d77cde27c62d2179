import { countElements, parseFormula, type Rng, type Structure } from '../../core/index.js';
import { greatestCommonDivisor } from '../crystal/lattice-plane.js';
import {
  cutSlab,
  drawCrystal,
  listFaces,
  mix,
  packFilm,
  packMixture,
  type Face,
  type Mixture,
} from './build-starts.js';
import { listCrystals, type DistilPair, type DistilSystem, type NamedCrystal } from './make-system.js';
import { addDefect, bare, draw, takeAlkali } from './shape-crystal.js';

/** A system with its crystals at rest in the potential that labels, and the faces that slabs are cut at. */
export interface Workshop {
  system: DistilSystem;
  crystals: readonly NamedCrystal[];
  /** Of the oxides and coatings, by the name of the crystal. */
  faces: ReadonlyMap<string, readonly Face[]>;
  seed: number;
}

/** Puts the crystals at rest in the place of those that were measured. */
export async function openWorkshop(
  system: DistilSystem,
  rests: ReadonlyMap<string, Structure>,
  seed: number,
): Promise<Workshop> {
  const crystals = listCrystals(system).map(({ name, structure }) => ({
    name,
    structure: rests.get(name) ?? structure,
  }));
  const cut = listCrystals({ pairs: system.pairs, others: [] });
  const faces = new Map<string, Face[]>();
  for (const { name } of cut) faces.set(name, await listFaces(name, crystals.find((c) => c.name === name)!.structure));
  return { system, crystals, faces, seed };
}

/** Compositions that meet where an oxide and a coating do: either, mixtures of both, and products. */
function drawMixture(pair: DistilPair, rng: Rng, plain: number): Mixture {
  const coating = parseFormula(pair.coating.formula);
  if (rng.uniform() < plain) return coating;
  const oxide = countElements(pair.oxide.structure);
  const kind = rng.integer(4);
  if (kind === 0 && pair.products.length > 0) return parseFormula(draw(pair.products, rng));
  if (kind === 1 && pair.elements.includes('O')) {
    const oxygen = mix([
      [coating, 1],
      [new Map([['O', 1]]), 0.4 + rng.uniform()],
    ]);
    return rng.uniform() < 0.5
      ? oxygen
      : mix([
          [oxygen, 1],
          [oxide, 0.3],
        ]);
  }
  if (kind === 2) return new Map(pair.elements.map((element) => [element, 0.2 + rng.uniform()]));
  const share = draw([0.25, 0.5, 0.75], rng);
  return mix([
    [coating, share],
    [oxide, 1 - share],
  ]);
}

function drawFace({ faces }: Workshop, { oxide, coating }: DistilPair, share: number, rng: Rng): Face | undefined {
  const ofOxide = faces.get(oxide.name)!;
  const ofCoating = (coating.crystal && faces.get(coating.crystal.name)) ?? [];
  if (rng.uniform() >= share && ofCoating.length > 0) return draw(ofCoating, rng);
  if (ofOxide.length === 0) return undefined;
  return ofOxide[rng.uniform() < 0.5 ? 0 : rng.integer(ofOxide.length)];
}

const crystalOf = ({ crystals }: Workshop, name: string): Structure =>
  crystals.find((crystal) => crystal.name === name)!.structure;

/** What is built to begin with. */
export type StartKind = 'crystal' | 'delithiated' | 'slab' | 'glass' | 'film';

/** Draws and builds a structure of a kind for a pair; undefined where what was drawn cannot be built. */
export async function buildStart(
  kind: StartKind,
  shop: Workshop,
  pair: DistilPair,
  rng: Rng,
): Promise<Structure | undefined> {
  const { volumes } = shop.system;
  if (kind === 'glass')
    return packMixture(drawMixture(pair, rng, 0.4), draw([26, 32, 40], rng), 0.75 + 0.35 * rng.uniform(), volumes, rng);
  if (kind === 'crystal') return drawCrystal(drawCrystalOf(shop, pair, rng), rng);
  if (kind === 'delithiated') {
    const crystal = drawCrystal(crystalOf(shop, pair.oxide.name), rng);
    const rest = takeAlkali(crystal, draw([0.25, 0.5, 0.75, 1], rng), rng);
    return bare(rng.uniform() < 0.15 ? addDefect(rest, rng) : rest);
  }
  const face = drawFace(shop, pair, kind === 'film' ? 1 : 0.75, rng);
  if (!face) return undefined;
  if (kind === 'slab') {
    const slab = await cutSlab(crystalOf(shop, face.crystal), face, draw([2.2, 2.6, 3.2, 4.5, 9], rng), rng);
    return slab && bare(rng.uniform() < 0.25 ? takeAlkali(slab, draw([0.5, 1], rng), rng) : slab);
  }
  const film = {
    height: draw([4.5, 6, 7.5], rng),
    density: 0.8 + 0.25 * rng.uniform(),
    share: draw([0, 0, 0, 0.5, 1], rng),
  };
  return packFilm(crystalOf(shop, face.crystal), face, drawMixture(pair, rng, 0.7), film, volumes, rng);
}

/**
 * The pair whose turn it is: kinds come round and round, and the pairs go on by one with each kind and by some more
 * with each round, so that every kind meets every pair.
 */
export function takeTurn(k: number, kinds: number, pairs: readonly DistilPair[]): DistilPair {
  let skip = 1;
  while (greatestCommonDivisor(kinds + skip, pairs.length) > 1) skip++;
  return pairs[(k + skip * Math.floor(k / kinds)) % pairs.length];
}

/** The oxide and the coating of a pair are drawn as often as all crystals together. */
function drawCrystalOf(shop: Workshop, { oxide, coating }: DistilPair, rng: Rng): Structure {
  if (rng.uniform() >= 0.5) return draw(shop.crystals, rng).structure;
  return crystalOf(shop, draw([oxide, ...(coating.crystal ? [coating.crystal] : [])], rng).name);
}
