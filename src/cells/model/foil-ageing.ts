import { closeAreas, closeShape, makeShape, resetShape } from '../ageing/surface-shape.js';
import type { Mechanism, SurfaceShape, SurfaceState } from '../ageing/mechanism.js';
import type { SharedState } from './cell-system.js';
import type { FoilState } from './lithium-foil.js';

/** Shared quantities of several mechanisms; the same name is the same quantity. */
export function collectShared(mechanisms: readonly Mechanism[]): SharedState {
  const all = new Map(mechanisms.flatMap((m) => (m.shared ?? []).map((s) => [s.name, s.scale] as const)));
  return { names: [...all.keys()], scales: Float64Array.from(all.values()), values: new Float64Array(all.size) };
}

/** Ageing of a lithium foil: mechanisms of the negative side of a half cell, at one place. */
export class FoilAgeing {
  readonly quantities: number;
  readonly initial: Float64Array;
  private readonly parts: {
    mechanism: Mechanism;
    from: number;
    q: Float64Array;
    rates: Float64Array;
    shared: Float64Array;
    feed: Float64Array;
    places: number[];
  }[] = [];
  private readonly scales: Float64Array;
  private readonly shape: SurfaceShape = makeShape();

  constructor(mechanisms: readonly Mechanism[], sharedNames: readonly string[]) {
    let from = 0;
    for (const mechanism of mechanisms) {
      const m = mechanism.quantities.length;
      const s = mechanism.shared ?? [];
      this.parts.push({
        mechanism,
        from,
        q: new Float64Array(m),
        rates: new Float64Array(m),
        shared: new Float64Array(s.length),
        feed: new Float64Array(s.length),
        places: s.map((g) => sharedNames.indexOf(g.name)),
      });
      from += m;
    }
    this.quantities = from;
    const all = mechanisms.flatMap((m) => m.quantities);
    this.scales = Float64Array.from(all, (q) => q.scale);
    this.initial = Float64Array.from(all, (q) => q.initial / q.scale);
  }

  /** How ageing has changed the foil. */
  applyShape(y: Float64Array, at: number, shared: Float64Array): SurfaceShape {
    const { shape } = this;
    resetShape(shape);
    for (const p of this.parts) {
      for (let k = 0; k < p.q.length; k++) p.q[k] = y[at + p.from + k] * this.scales[p.from + k];
      for (let k = 0; k < p.shared.length; k++) p.shared[k] = shared[p.places[k]];
      p.mechanism.areas?.(p.q, shape, p.shared);
    }
    closeAreas(shape);
    for (const p of this.parts) p.mechanism.shape?.(p.q, shape, p.shared);
    closeShape(shape);
    shape.filmResistance += shape.contactResistance;
    shape.exchangeRatio *= shape.areaRatio;
    return shape;
  }

  /** Adds the rates of its quantities and its feeds; `current` [A/m2] leaves the foil. */
  fillRates(
    y: Float64Array,
    at: number,
    shared: Float64Array,
    current: number,
    foil: FoilState,
    T: number,
    out: Float64Array,
    sharedAt: number,
    sharedScales: Float64Array,
  ): void {
    this.applyShape(y, at, shared);
    const state: SurfaceState = {
      concentration: foil.concentration,
      potential: foil.overpotential,
      surface: 1,
      mean: 1,
      current,
      temperature: T,
      openCircuit: 0,
      foil: true,
      shape: this.shape,
    };
    const reaction = { sideCurrent: 0, sideHeat: 0 };
    for (const p of this.parts) {
      p.rates.fill(0);
      p.feed.fill(0);
      p.mechanism.react(state, p.q, p.rates, reaction, p.shared, p.feed);
      for (let k = 0; k < p.rates.length; k++) out[at + p.from + k] = p.rates[k] / this.scales[p.from + k];
      for (let k = 0; k < p.feed.length; k++) out[sharedAt + p.places[k]] += p.feed[k] / sharedScales[p.places[k]];
    }
  }

  view(y: Float64Array, at: number): Record<string, number> {
    return Object.fromEntries(
      this.parts.flatMap((p) => p.mechanism.quantities.map((q, k) => [q.name, y[at + p.from + k] * q.scale] as const)),
    );
  }
}
