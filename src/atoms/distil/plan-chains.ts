import { makeRng, type Structure } from '../../core/index.js';
import { makeMolecule } from './build-starts.js';
import type { Chain } from './chain.js';
import type { Motion } from './label-frame.js';
import { listCrystals, type DistilPair, type DistilSystem } from './make-system.js';
import { bare, draw, holdsAlkali, openGap, rattle } from './shape-crystal.js';
import { buildStart, takeTurn, type StartKind, type Workshop } from './workshop.js';

/**
 * The crystals of a system come to rest in the potential that labels, the first chains of all; then each is rattled, so
 * that no crystal is known from where it rests alone.
 */
export function planRests(system: DistilSystem, seed: number): Chain[] {
  const whole = listCrystals(system).filter(
    ({ structure }) => !structure.disorder?.size && structure.elements.length <= LARGEST_REST,
  );
  return whole.map(({ name, structure }) => ({
    name: `rest ${name}`,
    family: 'crystal',
    heldOut: false,
    frames: 1 + RATTLES.length,
    next(k, before) {
      if (k === 0)
        return Promise.resolve({ structure: bare(structure), motion: { kind: 'descend', steps: 40, cell: 'all' } });
      const [amplitude, strain] = RATTLES[k - 1];
      const rng = makeRng(seed).fork(`rest ${name}`).fork(k);
      return Promise.resolve(before && { structure: rattle(bare(before), amplitude, strain, rng), motion: still });
    },
  }));
}

/** [1] atoms of a cell that is brought to rest; larger ones are taken as they were measured. */
const LARGEST_REST = 40;

const heat = (steps: number, from: number, to: number): Motion => ({
  kind: 'heat',
  steps,
  timeStep: 2,
  temperature: [from, to],
});
const still: Motion = { kind: 'none' };

/** Amplitudes [Å] and strains of the frames of a rattled crystal. */
const RATTLES = [
  [0.03, 0.008],
  [0.07, 0.015],
  [0.13, 0.02],
] as const;

interface ChainSeed {
  name: string;
  pair: DistilPair;
  heldOut?: boolean;
  frames: number;
}

/** Frames of one structure, each rattled anew and more. */
function rattleChain(
  kind: 'crystal' | 'delithiated' | 'slab',
  shop: Workshop,
  { name, pair, heldOut = false, frames }: ChainSeed,
): Chain {
  const rng = makeRng(shop.seed).fork(name);
  let start: Promise<Structure | undefined> | undefined;
  return {
    name,
    family: kind,
    pair: pair.name,
    heldOut,
    frames: Math.min(frames, RATTLES.length),
    async next(k) {
      const structure = await (start ??= buildStart(kind, shop, pair, rng.fork('start')));
      const [amplitude, strain] = RATTLES[k];
      return (
        structure && {
          structure: rattle(structure, amplitude, kind === 'slab' ? strain / 2 : strain, rng.fork(k)),
          motion: still,
        }
      );
    },
  };
}

/** Steps of descent that take the worst out of a random packing. */
const DESCENT = 14;

/** A packing or a film that comes down its forces and is heated, in the potential that labels. */
function burstChain(
  kind: StartKind,
  shop: Workshop,
  { name, pair, heldOut = false, frames }: ChainSeed,
  temperatures: readonly [number, number],
  steps: number,
): Chain {
  const rng = makeRng(shop.seed).fork(name);
  const [hot, cold] = temperatures;
  const at = (k: number): number => hot + ((cold - hot) * k) / Math.max(1, frames - 1);
  return {
    name,
    family: kind,
    pair: pair.name,
    heldOut,
    frames,
    async next(k, before) {
      if (k > 0) return before && { structure: before, motion: heat(steps, at(k - 1), at(k)) };
      const structure = await buildStart(kind, shop, pair, rng.fork('start'));
      return (
        structure && {
          structure,
          motion: { kind: 'descend', steps: kind === 'glass' || kind === 'film' ? DESCENT : 0 },
        }
      );
    },
  };
}

/** Two atoms of oxygen at several distances. */
function moleculeChain(shop: Workshop, { name, pair, heldOut = false }: ChainSeed): Chain {
  const rng = makeRng(shop.seed).fork(name);
  const next = (k: number) => ({
    structure: makeMolecule('O', 1.1 + 0.15 * (k + rng.fork(k).uniform()), rng.fork(k)),
    motion: still,
  });
  return { name, family: 'molecule', pair: pair.name, heldOut, frames: 2, next: (k) => Promise.resolve(next(k)) };
}

/** A film as it is packed, opened at a height that is drawn: what tears before it was annealed. */
function openedChain(shop: Workshop, { name, pair, heldOut = false, frames }: ChainSeed): Chain {
  const rng = makeRng(shop.seed).fork(name);
  const film = burstChain('film', shop, { name, pair, frames: 2 }, [1500, 600], 12);
  return {
    name,
    family: 'opened',
    pair: pair.name,
    heldOut,
    frames,
    async next(k, before) {
      if (k < 2) return film.next(k, before);
      if (!before) return undefined;
      const height = before.cell[8] * rng.fork(`height ${k}`).uniform();
      return { structure: openGap(before, height, draw([0.4, 0.8, 1.6, 3], rng.fork(`gap ${k}`))), motion: still };
    },
  };
}

/** Makes a chain of a name for a pair. */
type Maker = (name: string, pair: DistilPair) => Chain;

/**
 * Chains of a first generation, one after another until there are enough frames. Any beginning of them is balanced in
 * kinds, and the pairs take turns at each kind.
 */
export function planGeneration(shop: Workshop, frames: number): Chain[] {
  const { pairs, elements } = shop.system;
  const rattled =
    (kind: 'crystal' | 'delithiated' | 'slab'): Maker =>
    (name, pair) =>
      rattleChain(kind === 'delithiated' ? chooseCrystal(pair) : kind, shop, { name, pair, frames: 3 });
  const burst =
    (kind: StartKind, hot: number): Maker =>
    (name, pair) =>
      burstChain(kind, shop, { name, pair, frames: 6 }, [hot, 0.5 * hot], 5);
  const makers: Maker[] = [
    rattled('crystal'),
    burst('film', 2500),
    rattled('delithiated'),
    burst('glass', 2500),
    rattled('slab'),
    rattled('crystal'),
    burst('glass', 1500),
    rattled('slab'),
    (name, pair) => openedChain(shop, { name, pair, frames: 4 }),
    rattled('delithiated'),
    ...(elements.includes('O')
      ? [(name: string, pair: DistilPair) => moleculeChain(shop, { name, pair, frames: 2 })]
      : []),
    rattled('crystal'),
    burst('film', 1200),
    burst('glass', 3000),
  ];
  return collect(frames, (k) => makers[k % makers.length](`first ${k + 1}`, takeTurn(k, makers.length, pairs)));
}

/** Oxide without some of its alkali metal, where it has any. */
const chooseCrystal = ({ oxide }: DistilPair): 'delithiated' | 'crystal' =>
  holdsAlkali(oxide.structure) ? 'delithiated' : 'crystal';

/**
 * Trajectories driven by the potential that labels alone, never seen in training: crystals, slabs and delithiated oxide
 * warm and hot, melts and films as they are quenched. All kinds are made of each pair in turn; where there are several
 * pairs, of each coating with one of the oxides, or of each oxide with one of the coatings.
 */
export function planHeldOut(shop: Workshop, frames: number): Chain[] {
  const pairs = chooseHeldOut(shop.system.pairs);
  const each = Math.max(2, Math.round(frames / HELD_OUT_KINDS / pairs.length));
  const driven =
    (kind: StartKind, hot: number, cold: number): Maker =>
    (name, pair) =>
      burstChain(kind, shop, { name, pair, heldOut: true, frames: each }, [hot, cold], 10);
  const makers: Maker[] = [
    driven('film', 2500, 300),
    driven('crystal', 300, 600),
    driven('glass', 2500, 300),
    driven('slab', 300, 600),
    (name, pair) => driven(chooseCrystal(pair), 600, 900)(name, pair),
    (name, pair) => openedChain(shop, { name, pair, heldOut: true, frames: Math.min(each, MOST_OPENINGS) }),
    driven('film', 1800, 300),
    driven('crystal', 1200, 1200),
    driven('glass', 2000, 500),
  ];
  return collect(frames, (k) => {
    const pair = pairs[Math.floor(k / makers.length) % pairs.length];
    return makers[k % makers.length](`held out ${k + 1}`, pair);
  });
}

/** As many pairs as there are oxides or coatings, whichever are more, so that each of either is among them. */
export function chooseHeldOut(pairs: readonly DistilPair[]): DistilPair[] {
  const oxides = [...new Set(pairs.map(({ oxide }) => oxide.name))];
  const coatings = [...new Set(pairs.map(({ coating }) => coating.formula))];
  return Array.from({ length: Math.max(oxides.length, coatings.length) }, (_, k) => {
    const [oxide, coating] = [oxides[k % oxides.length], coatings[k % coatings.length]];
    return pairs.find((pair) => pair.oxide.name === oxide && pair.coating.formula === coating)!;
  });
}

/** [1] frames of a film that is opened again and again, the first two before it is. */
const MOST_OPENINGS = 5;

/** [1] kinds of held-out trajectories: with so many for each pair all come once. */
const HELD_OUT_KINDS = 9;

function collect(frames: number, make: (k: number) => Chain): Chain[] {
  const chains: Chain[] = [];
  for (let left = frames, k = 0; left > 0; k++) {
    const chain = make(k);
    chains.push({ ...chain, frames: Math.min(chain.frames, left) });
    left -= chain.frames;
  }
  return chains;
}
