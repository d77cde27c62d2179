import type { DosContent, DosShell } from './read-dos-recording.js';
import { densityAt, integrateDensity } from './integrate-density.js';

/** Where the states of a shell lie, relative to the Fermi energy. */
export interface ShellContent {
  /** [eV] centre of the occupied states; undefined where there are none. */
  centre?: number;
  /** [states] occupied, from the lower end. */
  occupied: number;
  /** [states] in the window. */
  near: number;
  /** [states/eV] at the Fermi energy. */
  atFermi: number;
}

/** [eV] both relative to the Fermi energy. */
export interface Window {
  /** Lower end of what counts as the band. */
  bottom: number;
  from: number;
  to: number;
}

/**
 * Occupied centre, states in a window and at the Fermi energy of a shell, summed over its orbitals and spins; each spin
 * on its own Fermi energy where there are two. Where occupations were fixed the level is the top of the filled states
 * and cuts its broadened peak in half: then the occupied part ends in the middle of the gap, or past the broadening.
 */
export function describeShell(content: DosContent, shell: DosShell, window: Window): ShellContent {
  let states = 0;
  let moment = 0;
  let near = 0;
  let atFermi = 0;
  const spins = [shell.up, ...(shell.down ? [shell.down] : [])];
  spins.forEach((density, spin) => {
    const level = content.levels[Math.min(spin, content.levels.length - 1)];
    const end = level + endOfOccupied(content);
    const occupied = integrateDensity(content.energies, density, level + window.bottom, end);
    states += occupied.states;
    moment += occupied.states * ((occupied.centre ?? level) - level);
    // A window that ends at the Fermi energy means the occupied states.
    const top = window.to === 0 ? end : level + window.to;
    near += integrateDensity(content.energies, density, level + window.from, top).states;
    atFermi += densityAt(content.energies, density, level);
  });
  return { ...(states > 1e-6 && { centre: moment / states }), occupied: states, near, atFermi };
}

/** [eV] above the level where the occupied states end. */
export function endOfOccupied({
  fermiKind,
  edges,
  broadening,
}: Pick<DosContent, 'fermiKind' | 'edges' | 'broadening'>): number {
  if (fermiKind !== 'top of filled states') return 0;
  const past = 5 * broadening;
  return edges ? Math.min(past, (edges.conduction - edges.valence) / 2) : past;
}
