import type { Mechanism } from '../ageing/mechanism.js';
import type { SingleParticleSystem } from './single-particle-system.js';

/** What impedance reads of a single-particle system: places in its state, and what it was made from. */
export interface SingleParticleLayout {
  kind: 'spm' | 'spme';
  thermal: 'isothermal' | 'lumped';
  mechanisms: Mechanism[];
  /** [1] mesh cells along x in each layer. */
  nodes: { negative: number; separator: number; positive: number };
  cAt: number;
  chargeAt: number;
  temperatureAt: number;
  sharedAt: number;
  gapAt: { negative: number; positive: number };
  currentAt: number;
}

export function layOut(system: SingleParticleSystem): SingleParticleLayout {
  const surfaces = system.populations.flatMap((p) => p.kinetics['placed']);
  const foil = system['foilAgeing']?.['parts'] ?? [];
  return {
    kind: system['withElectrolyte'] ? 'spme' : 'spm',
    thermal: system['thermal'] ? 'lumped' : 'isothermal',
    mechanisms: [...new Set([...surfaces, ...foil].map((place) => place.mechanism))],
    nodes: system['nodes'],
    cAt: system['cAt'],
    chargeAt: system['chargeAt'],
    temperatureAt: system['temperatureAt'],
    sharedAt: system['sharedAt'],
    gapAt: system['gapAt'],
    currentAt: system['currentAt'],
  };
}

/** [ohm m2] charge-transfer resistance of a half cell's lithium foil at a state. */
export function computeFoilResistance(system: SingleParticleSystem, y: Float64Array): number | undefined {
  const foil = system['foil'];
  if (!foil) return undefined;
  const i = y[system['currentAt']];
  const { concentration } = system['foilState'](y, i);
  const { exchangeRatio } = system['foilAgeing']!.applyShape(y, system['foilAt'], system['sharedValues'](y));
  return foil.chargeTransferResistance(i, concentration, y[system['temperatureAt']], exchangeRatio);
}
