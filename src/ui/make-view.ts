import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';

export type Spec = Parameters<typeof parse>[0];

/** A Vega view that loads nothing and runs no text of its specification as code. */
export function makeView(spec: Spec, renderer: 'svg' | 'none'): View {
  const refuse = (): Promise<never> => Promise.reject(new Error('a page loads nothing'));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  const options: unknown = { renderer, expr: expressionInterpreter, loader };
  return new View(parse(spec, undefined, { ast: true } as never), options as ConstructorParameters<typeof View>[1]);
}
