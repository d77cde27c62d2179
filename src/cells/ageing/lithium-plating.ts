import { FARADAY } from '../../core/index.js';
import { tafel } from './arrhenius.js';
import type { Mechanism } from './mechanism.js';

/**
 * Irreversible plating on graphite: j = −F k c exp(−F Δφ / 2RT) (O'Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909).
 *
 * @param rate [m/s] assumed; O'Kane's 1e-9 goes with stripping, which takes nearly all of it back and is not modelled here
 */
export function makeLithiumPlating(rate = 1e-11): Mechanism {
  return {
    id: 'lithium-plating',
    title: 'Irreversible lithium plating on graphite',
    electrode: 'negative',
    quantities: [{ name: 'plated_lithium_mole_per_square_metre', unit: 'mol/m2', initial: 0, scale: 1e-4 }],
    react(state, _q, rates, reaction) {
      const film = state.shape.filmResistance * state.current;
      const current = -FARADAY * rate * Math.max(0, state.concentration) * tafel(-(state.potential - film), state.temperature);
      reaction.sideCurrent += current;
      rates[0] = -current / FARADAY;
    },
    cite: [{ text: 'O’Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909', doi: '10.1039/D2CP00417H' }],
  };
}
