import { InputError } from '../../../core/index.js';
import { ELEMENTS, type Element } from './elements.js';

/** An element of a circuit, or several in series or side by side. */
export type CircuitNode =
  | { type: 'element'; name: string; element: Element; at: number }
  | { type: 'series' | 'parallel'; children: CircuitNode[] };

/** A parameter of a circuit. */
export interface CircuitParameter {
  /** `R0`, `CPE1_Q`, `Wo1_tau` */
  name: string;
  unit: string;
  lower: number;
  upper: number;
}

export interface Circuit {
  /** As it was written, without spaces. */
  text: string;
  root: CircuitNode;
  parameters: readonly CircuitParameter[];
}

/** Other names for an element. */
const ALIASES: Record<string, string> = { ZARC: 'Zarc', ZARCQ: 'Zarc', Q: 'CPE', Ger: 'G' };

/**
 * Reads a circuit such as `R0-p(R1,CPE1)-Wo1`: `-` puts in series, `p(…,…)` side by side, at any depth. Elements are
 * named by symbol and number, with or without an underscore between them.
 *
 * @throws InputError with the place in the text
 */
export function parseCircuit(text: string): Circuit {
  const clean = text.replaceAll(/\s/g, '');
  let at = 0;
  const parameters: CircuitParameter[] = [];
  const names = new Set<string>();
  const fail = (what: string, hint?: string): never => {
    throw new InputError(`${what} in the circuit "${clean}"`, { hint, where: { column: at + 1 } });
  };
  const series = (depth: number): CircuitNode => {
    if (depth > 50) fail('brackets stand too deep');
    const children = [single(depth)];
    while (clean[at] === '-') {
      at++;
      children.push(single(depth));
    }
    return children.length === 1 ? children[0] : { type: 'series', children };
  };
  const single = (depth: number): CircuitNode => {
    if (/^p\(/i.test(clean.slice(at, at + 2))) {
      at += 2;
      const children = [series(depth + 1)];
      while (clean[at] === ',') {
        at++;
        children.push(series(depth + 1));
      }
      if (clean[at] !== ')')
        fail(clean[at] === undefined ? 'a bracket is not closed' : `"${clean[at]}" stands where , or ) should`);
      at++;
      if (children.length < 2) fail('only one element stands in brackets', 'p(R1,C1) needs two or more');
      return { type: 'parallel', children };
    }
    const match = /^([A-Za-z]+)_?(\d*)/.exec(clean.slice(at));
    if (!match)
      return fail(clean[at] === undefined ? 'an element is missing at the end' : `"${clean[at]}" is no element`);
    const symbol = ALIASES[match[1]] ?? match[1];
    const element = ELEMENTS.find((e) => e.symbol === symbol);
    if (!element)
      throw new InputError(`there is no circuit element "${match[1]}"`, {
        value: match[1],
        allowed: ELEMENTS.map((e) => e.symbol),
        where: { column: at + 1 },
      });
    const name = `${symbol}${match[2]}`;
    if (names.has(name)) fail(`"${name}" stands twice`, 'number elements apart: R1, R2');
    names.add(name);
    at += match[0].length;
    const first = parameters.length;
    for (const p of element.parameters)
      parameters.push({ name: p.name ? `${name}_${p.name}` : name, unit: p.unit, lower: p.lower, upper: p.upper });
    return { type: 'element', name, element, at: first };
  };
  if (clean === '') fail('there is nothing');
  const root = series(0);
  if (at < clean.length) fail(`"${clean[at]}" stands where the circuit should end`);
  return { text: clean, root, parameters };
}

/**
 * Index of a parameter by its name: `R1`, `CPE1_Q`, also `R_1`, `CPE_1_0` with the number of the parameter as
 * impedance.py counts.
 *
 * @throws InputError with the nearest name
 */
export function findParameter(circuit: Circuit, name: string): number {
  const clean = name.trim();
  const exact = circuit.parameters.findIndex((p) => p.name === clean);
  if (exact >= 0) return exact;
  const match = /^([A-Za-z]+)_?(\d*)(?:_(\w+))?$/.exec(clean);
  if (match) {
    const stem = `${ALIASES[match[1]] ?? match[1]}${match[2]}`;
    const own = circuit.parameters
      .map((p, i) => ({ p, i }))
      .filter(({ p }) => p.name === stem || p.name.startsWith(`${stem}_`));
    const found =
      match[3] === undefined
        ? own.length === 1
          ? own[0]
          : undefined
        : (own.find(({ p }) => p.name === `${stem}_${match[3]}`) ??
          own[/^\d+$/.test(match[3]) ? Number(match[3]) : -1]);
    if (found) return found.i;
  }
  throw new InputError(`the circuit ${circuit.text} has no parameter "${name}"`, {
    value: clean,
    allowed: circuit.parameters.map((p) => p.name),
  });
}
