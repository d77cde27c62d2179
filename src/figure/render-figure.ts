import { InputError, isMap } from '../core/index.js';
import type { Figure } from './figure.js';
import { fixAxes } from './fix-axes.js';
import { collectRows, fixColours } from './fix-colours.js';
import { makeHouseConfig } from './theme.js';
import { toMillimetres } from './to-millimetres.js';

/** `print`: black text, for files. `page`: text in `currentColor`, for a page that may be dark. */
export type FigureTheme = 'print' | 'page';

/**
 * Compiles a figure to a Vega 6 specification, which needs only Vega's runtime to be drawn.
 *
 * @throws InputError where Vega-Lite refuses the specification, or where it would fetch data from somewhere
 */
export async function compileFigure(figure: Figure, theme: FigureTheme = 'print'): Promise<Record<string, unknown>> {
  const { compile } = await import('vega-lite');
  refuseFetching(figure, figure.spec);
  const ink = makeHouseConfig(theme === 'page' ? 'currentColor' : '#000');
  const rows = collectRows(figure.spec);
  const spec = { ...fixAxes(fixColours(figure.spec, rows), rows), config: mergeConfig(figure.spec.config, ink) };
  try {
    const given: unknown = spec;
    return { ...compile(given as Parameters<typeof compile>[0], { logger: makeLogger([]) }).spec };
  } catch (cause) {
    throw new InputError(
      `figure "${figure.id}" cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/**
 * Draws a figure as SVG text, without a browser. Nothing is fetched, and no text of the specification is run as code.
 */
export async function renderFigureSvg(
  figure: Figure,
  { theme = 'print' }: { theme?: FigureTheme } = {},
): Promise<string> {
  const svg = await renderCompiledSvg(figure, await compileFigure(figure, theme));
  return theme === 'print' ? toMillimetres(svg) : svg;
}

/** Draws what {@link compileFigure} made of a figure. */
export async function renderCompiledSvg(figure: Figure, spec: Record<string, unknown>): Promise<string> {
  const [{ View, parse }, { expressionInterpreter }] = await Promise.all([import('vega'), import('vega-interpreter')]);
  const refuse = () => Promise.reject(new InputError(`figure "${figure.id}" refers to something outside itself`));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} };
  const errors: unknown[] = [];
  const view = new View(parse({ ...spec } as Parameters<typeof parse>[0], undefined, { ast: true } as never), {
    renderer: 'none',
    expr: expressionInterpreter,
    loader,
    logger: makeLogger(errors),
  } as ConstructorParameters<typeof View>[1]);
  try {
    const svg = await view.toSVG();
    if (errors.length > 0) throw errors[0];
    return svg;
  } catch (cause) {
    throw new InputError(
      `figure "${figure.id}" cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  } finally {
    view.finalize();
  }
}

/** A figure stands alone: no data from elsewhere, no images, no links. */
function refuseFetching(figure: Figure, node: unknown): void {
  if (!node || typeof node !== 'object') return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'values' && Array.isArray(value)) continue;
    if (key === 'url')
      throw new InputError(`figure "${figure.id}" refers to something at a URL`, {
        hint: 'put the data into data.values; a figure stands alone',
      });
    if (key === 'href')
      throw new InputError(`figure "${figure.id}" holds a link`, {
        hint: 'put links into the caption; a figure stands alone',
      });
    if (value === 'image' && (key === 'mark' || key === 'type'))
      throw new InputError(`figure "${figure.id}" holds an image`, { hint: 'a figure stands alone' });
    refuseFetching(figure, value);
  }
}

/** The figure's own configuration, with text and lines in the ink of the theme. */
function mergeConfig(own: unknown, ink: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...ink };
  for (const [key, value] of Object.entries((own ?? {}) as Record<string, unknown>)) {
    const base = ink[key];
    merged[key] = isMap(value) && isMap(base) ? { ...value, ...colourMembers(base) } : value;
  }
  return merged;
}

function colourMembers(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => /color$/i.test(key)));
}

/**
 * Vega tells errors to a logger, by default the console, and draws what is left; a library must neither write nor leave
 * out.
 */
function makeLogger(errors: unknown[]) {
  const quiet = () => logger;
  const logger = {
    level: quiet,
    warn: quiet,
    info: quiet,
    debug: quiet,
    error: (...told: unknown[]) => {
      errors.push(told.find((part) => part instanceof Error) ?? told.map(String).join(' '));
      return logger;
    },
  };
  return logger as never;
}
