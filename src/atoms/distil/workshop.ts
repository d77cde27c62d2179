import { countElements, parseFormula, type Rng, type Structure } from '../../core/index.js';
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
import type { DistilPair, NamedCrystal } from './make-pair.js';
import { addDefect, bare, draw, takeAlkali } from './shape-crystal.js';

/** A pair with its crystals at rest in the potential that labels, and the faces that slabs are cut at. */
export interface Workshop {
  pair: DistilPair;
  crystals: readonly NamedCrystal[];
  oxideFaces: readonly Face[];
  coatingFaces: readonly Face[];
  seed: number;
}

/** All crystals of a pair: the oxide, the coating where it has one, then the others. */
export const listCrystals = ({ oxide, coating, others }: DistilPair): NamedCrystal[] => [
  oxide,
  ...(coating.crystal ? [coating.crystal] : []),
  ...others,
];

/** Puts the crystals at rest in the place of those that were measured. */
export async function openWorkshop(
  pair: DistilPair,
  rests: ReadonlyMap<string, Structure>,
  seed: number,
): Promise<Workshop> {
  const crystals = listCrystals(pair).map(({ name, structure }) => ({ name, structure: rests.get(name) ?? structure }));
  const [oxide, coating] = [crystals[0], pair.coating.crystal && crystals[1]];
  return {
    pair,
    crystals,
    seed,
    oxideFaces: await listFaces(oxide.name, oxide.structure),
    coatingFaces: coating ? await listFaces(coating.name, coating.structure) : [],
  };
}

/** Compositions that meet where an oxide and a coating do: either, mixtures of both, and products. */
function drawMixture({ pair }: Workshop, rng: Rng, plain: number): Mixture {
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

const drawFace = ({ oxideFaces, coatingFaces }: Workshop, oxide: number, rng: Rng): Face | undefined =>
  rng.uniform() < oxide || coatingFaces.length === 0
    ? oxideFaces.length > 0
      ? oxideFaces[rng.uniform() < 0.5 ? 0 : rng.integer(oxideFaces.length)]
      : undefined
    : draw(coatingFaces, rng);

const crystalOf = (shop: Workshop, face: Face): Structure =>
  shop.crystals.find(({ name }) => name === face.crystal)!.structure;

/** What is built to begin with. */
export type StartKind = 'crystal' | 'delithiated' | 'slab' | 'glass' | 'film';

/** Draws and builds a structure of a kind; undefined where what was drawn cannot be built. */
export async function buildStart(kind: StartKind, shop: Workshop, rng: Rng): Promise<Structure | undefined> {
  const { pair, crystals } = shop;
  if (kind === 'glass')
    return packMixture(drawMixture(shop, rng, 0.4), draw([26, 32, 40], rng), 0.75 + 0.35 * rng.uniform(), pair, rng);
  if (kind === 'crystal') return drawCrystal(drawCrystalName(crystals, rng).structure, rng);
  if (kind === 'delithiated') {
    const crystal = drawCrystal(crystals[0].structure, rng);
    const rest = takeAlkali(crystal, draw([0.25, 0.5, 0.75, 1], rng), rng);
    return bare(rng.uniform() < 0.15 ? addDefect(rest, rng) : rest);
  }
  const face = drawFace(shop, kind === 'film' ? 1 : 0.75, rng);
  if (!face) return undefined;
  if (kind === 'slab') {
    const slab = await cutSlab(crystalOf(shop, face), face, draw([2.2, 2.6, 3.2, 4.5, 9], rng), rng);
    return slab && bare(rng.uniform() < 0.25 ? takeAlkali(slab, draw([0.5, 1], rng), rng) : slab);
  }
  const film = {
    height: draw([4.5, 6, 7.5], rng),
    density: 0.8 + 0.25 * rng.uniform(),
    share: draw([0, 0, 0, 0.5, 1], rng),
  };
  return packFilm(crystalOf(shop, face), face, drawMixture(shop, rng, 0.7), film, pair, rng);
}

/** The oxide and the coating, which come first, are drawn as often as all others together. */
function drawCrystalName(crystals: readonly NamedCrystal[], rng: Rng): NamedCrystal {
  return crystals[rng.uniform() < 0.5 ? rng.integer(Math.min(2, crystals.length)) : rng.integer(crystals.length)];
}
