import { convertUnit, InputError, UnitError, type Note } from '../../core/index.js';
import { parseJsonText } from '../../io/bpx/index.js';
import type { Cell } from '../parameters/cell.js';
import { BARE, makeCoatingLayer, type Coating } from './coating.js';
import { COATING_RANGES, MECHANISM_KINDS, type MechanismKind, type NumberRange } from './mechanism-kinds.js';
import type { Mechanism } from './mechanism.js';

/** Mechanisms for one cell, all with the same coating. */
export interface Ageing {
  title?: string;
  mechanisms: Mechanism[];
  coating: Coating;
  notes: Note[];
}

/**
 * Mechanisms from the text of a JSON file; see {@link readAgeing}.
 *
 * @param name of the file, for messages
 */
export function parseAgeing(text: string, cell: Cell, name = 'ageing'): Ageing {
  return readAgeing(parseJsonText(text, name), cell);
}

/**
 * Mechanisms given as data: `{"mechanisms": {"film-on-cathode": {"oxidation_current": "6e-6 A/m2"}, …}, "coating":
 * {"outer_coverage": 0.95, …}}`. A number is SI, a text has its unit; what is not given is the mechanism's default, or
 * the cell's own where it is the particle's.
 *
 * @throws InputError that names the key
 */
export function readAgeing(data: unknown, cell: Cell): Ageing {
  const root = requireObject(data, 'ageing');
  checkKeys(root, ['title', 'mechanisms', 'coating'], '');
  if (root.title !== undefined && typeof root.title !== 'string')
    throw new InputError('title must be text', { where: { path: 'title' } });
  if (root.mechanisms === undefined)
    throw new InputError('"mechanisms" is missing', {
      hint: `name some of ${MECHANISM_KINDS.map((k) => k.id).join(', ')}`,
      where: { path: 'mechanisms' },
    });
  const given = requireObject(root.mechanisms, 'mechanisms');
  checkKeys(
    given,
    MECHANISM_KINDS.map((k) => k.id),
    'mechanisms',
  );
  const coating = root.coating === undefined ? BARE : readCoating(requireObject(root.coating, 'coating'));
  const kinds = MECHANISM_KINDS.filter((kind) => given[kind.id] !== undefined);
  if (coating !== BARE && !kinds.some((kind) => kind.electrode === 'positive'))
    throw new InputError('the coating lies on nothing: no mechanism of the positive electrode is named', {
      where: { path: 'coating' },
    });
  const mechanisms = kinds.map((kind) => makeMechanism(kind, given[kind.id], coating, cell));
  if (coating !== BARE) mechanisms.unshift(makeCoatingLayer(coating));
  return {
    title: root.title,
    mechanisms,
    coating,
    notes: [...describeBlends(cell, kinds), ...describeCoating(coating)],
  };
}

function makeMechanism(kind: MechanismKind, given: unknown, coating: Coating, cell: Cell): Mechanism {
  const path = `mechanisms → ${kind.id}`;
  const is = cell[kind.electrode].kind;
  if (kind.needs !== 'any' && is !== kind.needs) {
    throw new InputError(
      `${kind.id} does not go with this cell: its ${kind.electrode} electrode ${is === 'lithium' ? 'is lithium metal' : 'has particles'}`,
      {
        hint: `leave it out${kind.electrode === 'negative' ? `, or name ${is === 'lithium' ? 'lithium-metal-ageing' : 'sei-on-graphite'}` : ''}`,
        where: { path },
      },
    );
  }
  return kind.make(readNumbers(requireObject(given, path), kind.ranges, kind.makeDefaults(cell), path), coating);
}

function readCoating(given: Record<string, unknown>): Coating {
  const { relativeRates, ...ranges } = COATING_RANGES;
  const { relative_rates: rates, ...rest } = given;
  checkKeys(given, [...Object.keys(ranges).map(toKey), 'relative_rates'], 'coating');
  const { relativeRates: bareRates, ...bare } = BARE;
  return {
    ...readNumbers<Omit<Coating, 'relativeRates'>>(rest, ranges, bare, 'coating'),
    relativeRates:
      rates === undefined
        ? bareRates
        : readNumbers<Coating['relativeRates']>(
            requireObject(rates, 'coating → relative_rates'),
            relativeRates,
            bareRates,
            'coating → relative_rates',
          ),
  };
}

/** Numbers by the names of their ranges, defaults where they are not given. */
/** @typeParam T the numbers, one for each range */
function readNumbers<T extends object = Record<string, number>>(
  given: Record<string, unknown>,
  ranges: Readonly<Record<string, NumberRange>>,
  defaults: Readonly<Record<string, number>>,
  path: string,
): T {
  checkKeys(given, Object.keys(ranges).map(toKey), path);
  return Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => {
      const key = toKey(name);
      const here = `${path} → ${key}`;
      if (given[key] !== undefined) return [name, readNumber(given[key], range, key, here)];
      if (defaults[name] === undefined)
        throw new InputError(`"${key}" is missing and has no default`, { where: { path: here } });
      return [name, defaults[name]];
    }),
  ) as T;
}

function readNumber(given: unknown, { unit, min, max, open }: NumberRange, key: string, path: string): number {
  const value = typeof given === 'string' ? convertText(given, unit, key, path) : given;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new InputError(
      `${key} must be a number or a text with its unit, not ${JSON.stringify(given)?.slice(0, 60)}`,
      { value: given, where: { path } },
    );
  const shown = unit === '1' ? '' : ` ${unit}`;
  if (value < min || value > max || (open && value === min)) {
    const allowed = Number.isFinite(max)
      ? `${open ? 'above' : 'from'} ${min} ${open ? 'and at most' : 'to'} ${max}${shown}`
      : `${open ? 'above' : 'at least'} ${min}${shown}`;
    throw new InputError(`${key} must be ${allowed}, not ${value}${shown}`, { value: given, where: { path } });
  }
  return value;
}

function convertText(given: string, unit: string, key: string, path: string): number {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*?)\s*$/i.exec(given);
  try {
    if (match) return convertUnit(Number(match[1]), match[2] || '1', unit);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
  }
  throw new InputError(`${key} cannot be "${given}"`, {
    value: given,
    hint: `write a number with a unit like ${unit}`,
    where: { path },
  });
}

/** `initialThickness` → `initial_thickness`. */
const toKey = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function requireObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${path} must be an object in braces, not ${JSON.stringify(value)?.slice(0, 60)}`, {
      where: { path },
    });
  return value as Record<string, unknown>;
}

function checkKeys(given: Record<string, unknown>, allowed: readonly string[], path: string): void {
  for (const key of Object.keys(given)) {
    if (!allowed.includes(key))
      throw new InputError(`there is no "${key}"${path && ` in ${path}`}`, {
        value: key,
        allowed,
        where: { path: path ? `${path} → ${key}` : key },
      });
  }
}

/** One set of numbers serves all materials of an electrode. */
function describeBlends(cell: Cell, kinds: readonly MechanismKind[]): Note[] {
  const blended = (['negative', 'positive'] as const).filter((side) => {
    const electrode = cell[side];
    return (
      electrode.kind === 'porous' &&
      electrode.materials.length > 1 &&
      kinds.some((k) => k.electrode === side && 'particleRadius' in k.ranges)
    );
  });
  return blended.map((side) => ({
    level: 'warning',
    code: 'ageing-of-a-blend',
    text: `the ${side} electrode is a blend: mechanisms take the radius and the sites of its first material for all`,
  }));
}

/** What is given of a coating and has no effect. */
function describeCoating({ thickness, resistivity }: Coating): Note[] {
  if (!(thickness > 0) || resistivity) return [];
  return [
    {
      level: 'info',
      code: 'coating-thickness',
      text: 'the thickness of the coating has no effect without its resistivity: rates on covered surface are as given',
    },
  ];
}
