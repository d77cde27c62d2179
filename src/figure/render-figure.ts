import { expressionInterpreter } from 'vega-interpreter';
import { InputError } from '../core/index.js';
import type { Figure } from './figure.js';
import { makeHouseConfig } from './theme.js';

/** `paper`: black text, for files. `page`: text in `currentColor`, for a page that may be dark. */
export type FigureTheme = 'paper' | 'page';

/**
 * Compiles a figure to a Vega 6 specification, which needs only Vega's runtime to be drawn.
 *
 * @throws InputError where Vega-Lite refuses the specification, or where it would fetch data from somewhere
 */
export async function compileFigure(figure: Figure, theme: FigureTheme = 'paper'): Promise<Record<string, unknown>> {
  const { compile } = await import('vega-lite');
  refuseFetching(figure, figure.spec);
  const ink = makeHouseConfig(theme === 'page' ? 'currentColor' : '#000');
  const spec = { ...figure.spec, config: mergeConfig(figure.spec.config, ink) };
  try {
    return compile(spec as unknown as Parameters<typeof compile>[0], { logger: silentLogger() }).spec as unknown as Record<string, unknown>;
  } catch (cause) {
    throw new InputError(`figure "${figure.id}" cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Draws a figure as SVG text, without a browser. Nothing is fetched, and no text of the specification is run as code. */
export async function renderFigureSvg(figure: Figure, { theme = 'paper' }: { theme?: FigureTheme } = {}): Promise<string> {
  const spec = await compileFigure(figure, theme);
  const { View, parse } = await import('vega');
  const refuse = () => Promise.reject(new InputError(`figure "${figure.id}" refers to something outside itself`));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} };
  const view = new View(parse(spec as unknown as Parameters<typeof parse>[0], undefined, { ast: true } as never), {
    renderer: 'none',
    expr: expressionInterpreter,
    loader: loader as unknown as NonNullable<ConstructorParameters<typeof View>[1]>['loader'],
    logger: silentLogger(),
  } as ConstructorParameters<typeof View>[1]);
  try {
    return await view.toSVG();
  } catch (cause) {
    throw new InputError(`figure "${figure.id}" cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    view.finalize();
  }
}

function refuseFetching(figure: Figure, node: unknown): void {
  if (!node || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'values' && Array.isArray(value)) continue;
    if (key === 'url' && typeof value === 'string') {
      throw new InputError(`figure "${figure.id}" refers to data at a URL`, { hint: 'put the data into data.values; a figure stands alone' });
    }
    refuseFetching(figure, value);
  }
}

/** The figure's own configuration, with text and lines in the ink of the theme. */
function mergeConfig(own: unknown, ink: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...ink };
  for (const [key, value] of Object.entries((own ?? {}) as Record<string, unknown>)) {
    const base = ink[key];
    merged[key] = isPlainObject(value) && isPlainObject(base) ? { ...value, ...colourMembers(base) } : value;
  }
  return merged;
}

function colourMembers(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => /color$/i.test(key)));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Vega writes to the console by itself; a library must not. */
function silentLogger() {
  const logger = { level: () => logger, error: () => logger, warn: () => logger, info: () => logger, debug: () => logger };
  return logger as never;
}
