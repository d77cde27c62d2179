import type { Cause, DftCalculation } from '../io/dft/index.js';

/** Something to try after a calculation did not come to its end. */
export interface Remedy {
  id: string;
  /** One sentence. */
  says: string;
  /** Goes on from what the run left, where the engine can; otherwise it begins anew. */
  restart: boolean;
  /**
   * Changes of settings that a next attempt makes, in the words of {@link DftSettings}; empty where a person must act.
   */
  change: Readonly<Record<string, unknown>>;
}

/** Steps against electrons that don't settle, gentlest first; the next attempt takes the first that was not tried. */
export const CONVERGENCE_LADDER: readonly Remedy[] = [
  { id: 'more-iterations', says: 'go on with more iterations', restart: true, change: { maxIterations: 200 } },
  {
    id: 'mixing-0.2',
    says: 'mix 0.2 of each new density',
    restart: false,
    change: { mixing: 0.2, maxIterations: 200 },
  },
  {
    id: 'mixing-0.1',
    says: 'mix 0.1 of each new density, with local screening where there is vacuum',
    restart: false,
    change: { mixing: 0.1, localMixing: true, mixingHistory: 12, maxIterations: 250 },
  },
  {
    id: 'smearing',
    says: 'a wider smearing (0.27 eV), to be narrowed again from its density',
    restart: false,
    change: { smearing: 0.27, mixing: 0.1, localMixing: true, mixingHistory: 12, maxIterations: 250 },
  },
  {
    id: 'conjugate-gradient',
    says: 'conjugate-gradient diagonalisation, slower and steadier',
    restart: false,
    change: { diagonalisation: 'cg', mixing: 0.1, localMixing: true, mixingHistory: 12, maxIterations: 250 },
  },
];

const person = (id: string, says: string): Remedy => ({ id, says, restart: false, change: {} });

const byCause: Readonly<Record<Cause, readonly Remedy[]>> = {
  converged: [],
  'electrons-not-converged': CONVERGENCE_LADDER,
  'atoms-not-relaxed': [
    { id: 'more-steps', says: 'go on relaxing from the last geometry', restart: true, change: { maxSteps: 200 } },
  ],
  'out-of-time': [{ id: 'restart', says: 'restart with more time', restart: true, change: {} }],
  'stopped-by-user': [{ id: 'restart', says: 'restart', restart: true, change: {} }],
  killed: [
    person(
      'memory',
      'see whether memory ran out (the estimate stands in the output); nothing is left to restart from, begin anew with fewer ranks or more memory',
    ),
    { id: 'again', says: 'begin anew', restart: false, change: {} },
  ],
  'ended-from-outside': [
    { id: 'again', says: 'begin anew; nothing is left to restart from', restart: false, change: {} },
  ],
  'wrong-input': [person('input', 'mend the input line that is named')],
  'missing-file': [person('file', 'put the file there, or name the folder of pseudopotentials that holds it')],
  'overlapping-atoms': [
    person('atoms', 'move the two atoms that are named apart, or relax the structure with a potential first'),
  ],
  unsupported: [person('engine', 'this version cannot do what is asked: take another engine, or leave that out')],
  diagonalisation: [
    {
      id: 'conjugate-gradient',
      says: 'conjugate-gradient diagonalisation',
      restart: false,
      change: { diagonalisation: 'cg' },
    },
    person('geometry', 'look at the shortest distances: atoms nearly on top of one another do this'),
  ],
  'out-of-memory': [person('memory', 'fewer ranks a node, more memory, or k-points in pools of their own')],
  crashed: [person('output', 'read the last lines of output and standard error')],
  'earlier-results': [
    {
      id: 'again',
      says: 'run it in a folder of its own: what lies there is of an earlier run',
      restart: false,
      change: {},
    },
  ],
  'exit-code': [person('output', 'see what the exit code stands for: the result is not trusted')],
};

/** What to try next, in order. */
export function findRemedies({ cause }: Pick<DftCalculation, 'cause'>): readonly Remedy[] {
  return byCause[cause];
}

/** The next step of the ladder that was not tried yet; undefined where only a person can help or all are spent. */
export function nextRemedy(calculation: Pick<DftCalculation, 'cause'>, tried: readonly string[]): Remedy | undefined {
  return findRemedies(calculation).find(
    (r) => !tried.includes(r.id) && (r.restart || Object.keys(r.change).length > 0 || r.id === 'again'),
  );
}
