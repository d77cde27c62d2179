import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';

export type Spec = Parameters<typeof parse>[0];

/** A Vega view that loads nothing and runs no text of its specification as code. */
export function makeView(spec: Spec, renderer: 'svg' | 'none'): View {
  const refuse = (): Promise<never> => Promise.reject(new Error('a page loads nothing'));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  return new View(parse(spec, undefined, { ast: true } as never), {
    renderer,
    expr: expressionInterpreter,
    loader,
  } as unknown as ConstructorParameters<typeof View>[1]);
}
