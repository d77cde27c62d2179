import { InputError, parseQuantity, UnitError, type DimensionName } from '../../core/index.js';
import { checkTemperature } from '../parameters/check-cell.js';
import { parseFrequencies } from './parse-frequencies.js';
import type { End, Item, Protocol, Step, StepControl } from './protocol.js';

/** Tables that a protocol may name: `follow current of NAME`. */
export type DriveTables = Readonly<Record<string, { time: ArrayLike<number>; value: ArrayLike<number> }>>;

const words = [
  'charge',
  'discharge',
  'hold',
  'rest',
  'follow',
  'eis',
  'set temperature',
  'repeat',
  'every',
  'end',
  'go to',
];

/**
 * Reads a protocol as a person writes it: sentences apart by `;` or line breaks, upper and lower case alike, `#` starts
 * a comment.
 *
 *     Charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; rest 10 min
 *     repeat 100 times:
 *       discharge at 1C to 3 V
 *       every 50 passes: EIS 100 kHz..10 mHz, 60; end
 *     end
 *
 * Steps: `charge|discharge at RATE|CURRENT|POWER|RESISTANCE`, `hold at VOLTAGE`, `rest TIME`, `follow
 * current|voltage|power of TABLE`,
 * `EIS FROM..TO, N`, each ended by `to|until|for QUANTITY [or QUANTITY …]`; a step may be named (`NAME: charge …`) for `go to NAME 3 times`.
 * Also `set temperature to 45 degC`.
 *
 * @throws InputError that names the sentence
 */
export function parseProtocol(text: string, tables: DriveTables = {}): Protocol {
  const sentences = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, ''))
    .join(';')
    .split(/[;,]?\s*;\s*|;/)
    .flatMap((s) => splitHead(s.trim()))
    .filter((s) => s !== '');
  let at = 0;
  const readItems = (inside: string | undefined): Item[] => {
    const items: Item[] = [];
    while (at < sentences.length) {
      const sentence = sentences[at];
      if (/^end$/i.test(sentence)) {
        if (inside === undefined) throw new InputError(`"end" closes nothing (sentence ${at + 1})`);
        at++;
        return items;
      }
      at++;
      const loop = /^repeat\s+(\d+)\s*(?:x|times)?\s*:$/i.exec(sentence);
      const every = /^every\s+(\d+)\s*(?:passes|pass|cycles|cycle|times)?\s*:$/i.exec(sentence);
      if (loop) items.push({ kind: 'repeat', times: positive(loop[1], sentence), items: readItems(sentence) });
      else if (every) items.push({ kind: 'every', passes: positive(every[1], sentence), items: readItems(sentence) });
      else items.push(parseSentence(sentence, tables));
    }
    if (inside !== undefined)
      throw new InputError(`"${inside}" is not closed`, { hint: 'write "end" after its last step' });
    return items;
  };
  const items = readItems(undefined);
  if (items.length === 0) throw new InputError('the protocol is empty');
  return { items };
}

/** `repeat 3 times: charge …` → the head and what follows it. */
function splitHead(sentence: string): string[] {
  const head = /^((?:repeat|every)\s+\d+\s*[a-z]*\s*:)\s*(.*)$/i.exec(sentence);
  return head ? [head[1], ...splitHead(head[2])] : [sentence];
}

/** One sentence: a step, a go-to or a change of temperature. */
export function parseSentence(sentence: string, tables: DriveTables = {}): Item {
  const goTo = /^go\s*to\s+(.+?)\s*,?\s+(\d+)\s*(?:x|times)$/i.exec(sentence);
  if (goTo) return { kind: 'goto', label: goTo[1].trim(), times: positive(goTo[2], sentence) };
  const temperature = /^set\s+(?:the\s+)?temperature\s+to\s+(.+)$/i.exec(sentence);
  if (temperature) {
    const value = quantity(temperature[1], 'temperature', sentence);
    checkTemperature(value, `"${sentence}": a temperature`);
    return { kind: 'temperature', value };
  }
  return parseStep(sentence, tables);
}

function parseStep(sentence: string, tables: DriveTables): Step {
  let label = sentence;
  let rest = sentence;
  const named = /^([A-Za-z_][\w -]*?)\s*:\s*(.+)$/.exec(sentence);
  if (named) {
    label = named[1];
    rest = named[2];
  }
  let recordEvery: number | undefined;
  const record = /\s*[,(]?\s*(?:record\s+)?every\s+(.+?)\s*\)?$/i.exec(rest);
  if (record) {
    recordEvery = quantity(record[1], 'time', sentence);
    rest = rest.slice(0, record.index);
  }
  const eis = /^(?:eis|impedance)\s+(.+)$/i.exec(rest);
  if (eis)
    return { kind: 'step', label, control: { mode: 'impedance', frequencies: parseFrequencies(eis[1]) }, ends: [] };
  const verb = /^(charge|discharge|hold|rest|follow)\b\s*/i.exec(rest);
  if (!verb) {
    const first = rest.split(/\s+/)[0].toLowerCase();
    throw new InputError(`"${sentence}" is not a step`, {
      value: first,
      allowed: words,
      hint: 'steps begin with charge, discharge, hold, rest, follow or EIS',
    });
  }
  const body = rest.slice(verb[0].length);
  const kind = verb[1].toLowerCase();
  // After "rest" there is nothing but ends.
  const cut = kind === 'rest' ? null : /(?:^|\s)(to|until|for)\s+/i.exec(body);
  const what = kind === 'rest' ? '' : (cut ? body.slice(0, cut.index) : body).replace(/^at\s+/i, '').trim();
  const endsText = kind === 'rest' ? body.trim() : cut ? body.slice(cut.index + cut[0].length) : '';
  const ends = endsText === '' ? [] : endsText.split(/\s*(?:,|\bor\b)\s*/i).map((e) => parseEnd(e, sentence));
  const control = kind === 'rest' ? ({ mode: 'rest' } as const) : parseControl(kind, what, sentence, tables);
  if (ends.length === 0 && control.mode !== 'table')
    throw new InputError(`"${sentence}" never ends`, { hint: 'add "to 4.2 V", "for 1 h", "until 0.05C" …' });
  return { kind: 'step', label, control, ends, recordEvery };
}

function parseControl(kind: string, what: string, sentence: string, tables: DriveTables): StepControl {
  if (kind === 'hold') return { mode: 'voltage', value: quantity(what, 'voltage', sentence) };
  if (kind === 'follow') {
    const match = /^(current|voltage|power)\s+of\s+(.+)$/i.exec(what);
    if (!match) throw new InputError(`"${sentence}" is not a drive cycle`, { hint: 'write "follow current of TABLE"' });
    const name = match[2].replace(/^["']|["']$/g, '');
    if (!Object.hasOwn(tables, name))
      throw new InputError(`there is no table "${name}" for "${sentence}"`, {
        value: name,
        allowed: Object.keys(tables),
      });
    return { mode: 'table', quantity: match[1].toLowerCase() as 'current', ...readTable(tables[name], name) };
  }
  const sign = kind === 'charge' ? 1 : -1;
  const found = tryQuantities(what, ['C-rate', 'current', 'areal current', 'power', 'resistance']);
  if (!found)
    throw new InputError(`"${what}" is not a rate, current, power or resistance`, {
      where: { path: sentence },
      hint: 'write 0.5C, C/20, 2 mA, 1 mA/cm2, 5 W or 10 ohm',
    });
  if (found.value <= 0)
    throw new InputError(`"${what}" must be above 0: the word says the direction`, { where: { path: sentence } });
  switch (found.dimension) {
    case 'power':
      return { mode: 'power', value: sign * found.value };
    case 'resistance':
      if (sign > 0) throw new InputError('a resistance can only discharge a cell', { where: { path: sentence } });
      return { mode: 'resistance', value: found.value };
    default:
      return { mode: 'current', value: sign * found.value, unit: currentUnit(found.dimension) };
  }
}

/** The points of a drive cycle, in the order of time. */
function readTable(table: DriveTables[string], name: string): { time: Float64Array; value: Float64Array } {
  const time = Float64Array.from(table.time);
  const value = Float64Array.from(table.value);
  if (time.length !== value.length || time.length < 2)
    throw new InputError(
      `the table "${name}" has ${time.length} times and ${value.length} values; it needs two points at least, and as many of both`,
    );
  for (let k = 0; k < time.length; k++) {
    if (!Number.isFinite(time[k]) || !Number.isFinite(value[k]))
      throw new InputError(`the table "${name}" has no number in row ${k + 1}`);
    if (k > 0 && time[k] < time[k - 1])
      throw new InputError(
        `the times of the table "${name}" run backward: ${time[k]} s in row ${k + 1} comes after ${time[k - 1]} s`,
        { hint: 'sort its rows by time' },
      );
  }
  return { time, value };
}

/** Where words stand in a sentence, for messages. */
function placeOf(words: string, sentence: string): string {
  const at = sentence.indexOf(words);
  return at < 0 ? '' : ` (characters ${at + 1} to ${at + words.length} of "${sentence}")`;
}

const currentUnit = (dimension: DimensionName): 'A' | 'C-rate' | 'A/m2' =>
  dimension === 'C-rate' ? 'C-rate' : dimension === 'current' ? 'A' : 'A/m2';

function parseEnd(text: string, sentence: string): End {
  const clean = text.replace(/^(?:to|until|for)\s+/i, '');
  const found = tryQuantities(clean, [
    'voltage',
    'time',
    'C-rate',
    'current',
    'areal current',
    'areal charge',
    'charge',
    'temperature',
  ]);
  if (!found)
    throw new InputError(
      clean === ''
        ? `"${sentence}" has an "or" or a comma with nothing on one side`
        : `"${clean}" cannot end a step${placeOf(clean, sentence)}`,
      {
        where: { path: sentence },
        hint: 'write a voltage, time, rate, current, charge or temperature with its unit; ends stand apart by "or"',
      },
    );
  if (!(found.value > 0)) throw new InputError(`"${clean}" must be above 0`, { where: { path: sentence } });
  switch (found.dimension) {
    case 'voltage':
    case 'time':
    case 'temperature':
      return { quantity: found.dimension, value: found.value };
    case 'charge':
      return { quantity: 'charge', value: found.value, unit: 'C' };
    case 'areal charge':
      return { quantity: 'charge', value: found.value, unit: 'C/m2' };
    default:
      return { quantity: 'current', value: found.value, unit: currentUnit(found.dimension) };
  }
}

/** `10 minutes` → `10 min`; `0.05 C` stays a rate. */
function normalise(text: string): string {
  return text
    .trim()
    .replace(/\b(minutes|minute|mins)\b/gi, 'min')
    .replace(/\b(hours|hour|hrs|hr)\b/gi, 'h')
    .replace(/\b(seconds|second|secs|sec)\b/gi, 's')
    .replace(/\b(days|day)\b/gi, 'd')
    .replace(/^1?\s*C\s*\/\s*/, 'C/');
}

function tryQuantities(
  text: string,
  dimensions: readonly DimensionName[],
): { value: number; dimension: DimensionName } | undefined {
  const clean = normalise(text);
  for (const dimension of dimensions) {
    try {
      return { value: parseQuantity(clean, dimension).value, dimension };
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
    }
  }
  return undefined;
}

function quantity(text: string, dimension: DimensionName, sentence: string): number {
  const found = tryQuantities(text, [dimension]);
  if (!found) throw new InputError(`"${text}" is not a ${dimension}`, { where: { path: sentence } });
  return found.value;
}

function positive(text: string, sentence: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 1e6)) throw new InputError(`"${sentence}" must count from 1 to a million`);
  return value;
}
