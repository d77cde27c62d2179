import type { Command } from 'commander';
import {
  type Ageing,
  DEFAULT_MESH,
  type Cell,
  MODELS,
  type ModelName,
  parseCell,
  parseFrequencies,
  parseProtocol,
  readProtocol,
  SHIPPED_AGEING,
  SHIPPED_PROTOCOLS,
  shippedProtocol,
  simulateCell,
  type Protocol,
  type Simulation,
  type SimulateOptions,
  withDoubleLayer,
} from '../../cells/index.js';
import { AbortError, InputError, parseQuantity, type Recording, type Table } from '../../core/index.js';
import { beginsEmpty } from '../begins-empty.js';
import { OWN_CELLS, resolveCell } from '../own-cells.js';
import {
  choiceOption,
  EXIT,
  formatNumber,
  integerOption,
  isFile,
  makeCliContext,
  numberOption,
  printJson,
  printStatus,
  printTable,
  quantityOption,
  readAnyFile,
  readTextFile,
  runCommand,
  writeResult,
  writeText,
  printNotes,
} from '../support.js';
import { pendingTable, type PendingTable } from '../resolve.js';
import { giveParticle, listRows, resolveAgeing, SHOWN_AGEING, tabulateAgeing } from '../tell-ageing.js';

interface Options {
  protocol?: string;
  model: ModelName;
  thermal: 'isothermal' | 'lumped';
  cooling?: number;
  temperature?: number;
  initial?: SimulateOptions['initial'];
  capacity?: number;
  eis?: Float64Array;
  doubleLayer?: number;
  ageing?: string;
  particle?: string;
  table: Record<string, string>;
  nodes: number;
  shells: number;
  tolerance?: number;
  errorEstimate: boolean;
  resume?: boolean;
  out?: string;
  json?: boolean;
}

/** `cermet simulate INPUT` */
export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description(
      'what an instrument would record: a protocol on a cell given by its parameters, or one of the instruments below',
    )
    .argument(
      '<input>',
      `parameters: a BPX file of any version, a cell with lithium metal in our form, or one of ours: ${OWN_CELLS.join(', ')}`,
    )
    .option('--protocol <text>', `steps, a file of steps, or one of ${Object.keys(SHIPPED_PROTOCOLS).join(', ')}`)
    .option('--model <name>', 'dfn, spme or spm', choiceOption('--model', MODELS), 'dfn' as const)
    .option(
      '--thermal <kind>',
      'isothermal or lumped',
      choiceOption('--thermal', ['isothermal', 'lumped'] as const),
      'isothermal' as const,
    )
    .option(
      '--cooling <number>',
      'heat transfer coefficient of the outside in W/(m2 K), for a lumped balance',
      numberOption('--cooling', { min: 0 }),
    )
    .option(
      '--temperature <quantity>',
      'of cell and surroundings at the start, such as 25 degC',
      quantityOption('--temperature', 'temperature'),
    )
    .option('--initial <text>', 'stoichiometries at the start: "negative=0.9014 positive=0.27"', parseInitial)
    .option('--capacity <quantity>', 'what C-rates count on, such as 5 Ah', quantityOption('--capacity', 'charge'))
    .option('--eis <frequencies>', 'impedance at the end: "1 MHz..10 mHz, 60", or a list', parseFrequencies)
    .option(
      '--double-layer <quantity>',
      'capacity of every electrode surface, such as 0.2 F/m2',
      quantityOption('--double-layer', 'areal capacitance'),
    )
    .option(
      '--ageing <set>',
      `mechanisms that age the cell: a file of them in JSON, or one of ${Object.keys(SHIPPED_AGEING).join(', ')}; with a table of what they have done after each discharge`,
    )
    .option(
      '--particle <file>',
      'areas, lengths and contacts of a computed particle against cycles, as cermet crack writes them, in the place of a law of cracks',
    )
    .option(
      '--table <name=file>',
      'a table that the protocol follows; columns test_time_second and current, voltage or power',
      collectTable,
      {},
    )
    .option(
      '--nodes <number>',
      'mesh cells in each layer',
      integerOption('--nodes', { min: 3, max: 400 }),
      DEFAULT_MESH.nodes,
    )
    .option(
      '--shells <number>',
      'shells in each particle',
      integerOption('--shells', { min: 3, max: 400 }),
      DEFAULT_MESH.shells,
    )
    .option(
      '--tolerance <number>',
      `relative tolerance in time; ${DEFAULT_MESH.tolerance}, a quarter of it for single particles`,
      numberOption('--tolerance', { above: 1e-12, max: 0.01 }),
    )
    .option('--no-error-estimate', 'leave out the second, coarser run that states the numerical error')
    .option('--resume', 'keep the state of a long run in .cermet/simulate and go on from there')
    .option(
      '--out <file>',
      'write the table here, in the form of its ending; spectra, and what ageing has done, beside it',
    )
    .option('--json', 'print the summary as JSON')
    .action(
      runCommand(async (input: string, options: Options) => {
        if (options.protocol === undefined && !options.eis)
          throw new InputError('there is nothing to do', {
            hint: "give --protocol 'Discharge at 1C to 2.5 V' or --eis '1 MHz..10 mHz, 60'",
          });
        if (options.out === '-')
          throw new InputError('standard output has no ending to choose a form by', {
            hint: 'name a file with --out, or use --json',
          });
        const ctx = makeCliContext('simulating', options.resume ? { checkpointFolder: '.cermet/simulate' } : {});
        const given = parseCell(await readTextFile(await resolveCell(input)), input);
        const set = options.ageing === undefined ? undefined : await resolveAgeing(options.ageing, given);
        const ageing = options.particle === undefined ? set : await giveParticle(options.particle, given, set);
        const cell: Cell = {
          ...(options.doubleLayer === undefined ? given : withDoubleLayer(given, options.doubleLayer)),
          notes: [...given.notes, ...(ageing?.notes ?? [])],
        };
        const tables = await readTables(options.table);
        const protocol =
          options.protocol === undefined ? { items: [] } : await resolveProtocol(options.protocol, tables);
        const { model, thermal, temperature, initial, capacity, nodes, shells, tolerance, errorEstimate } = options;
        // Rows go to the file while the run goes on, where its form allows it.
        const sink =
          options.out !== undefined && options.protocol !== undefined ? await pendingTable(options.out) : undefined;
        const settings: SimulateOptions = {
          model,
          thermal,
          temperature,
          initial,
          capacity,
          nodes,
          shells,
          tolerance,
          errorEstimate,
          heatTransferCoefficient: options.cooling,
          resume: options.resume,
          mechanisms: ageing?.mechanisms,
          views: ageing !== undefined,
          onRows: sink?.take,
        };
        const items = options.eis
          ? [
              ...protocol.items,
              {
                kind: 'step' as const,
                label: 'EIS',
                control: { mode: 'impedance' as const, frequencies: options.eis },
                ends: [],
              },
            ]
          : protocol.items;
        try {
          const simulation = await simulateCell(cell, { ...protocol, items }, settings, ctx);
          await report(input, simulation, options, ageing, sink, capacity ?? cell.nominalCapacity);
          return simulation.ending.by === 'failure' ? EXIT.partial : EXIT.done;
        } catch (error) {
          if (error instanceof AbortError && error.partial) {
            await write(
              error.partial as Simulation,
              options,
              tabulateAgeing(error.partial as Simulation, ageing),
              sink,
            );
            if (options.out) printStatus(`the finished part is in ${options.out}`);
          } else await sink?.drop();
          throw error;
        }
      }),
    );
}

/** A shipped name, a file, or the text itself. */
async function resolveProtocol(text: string, tables: Tables): Promise<Protocol> {
  if (Object.hasOwn(SHIPPED_PROTOCOLS, text))
    return { ...parseProtocol(shippedProtocol(text), tables), title: SHIPPED_PROTOCOLS[text].title };
  if (text !== '-' && !(await isFile(text))) {
    if (/^[\w-]+$/.test(text.trim())) shippedProtocol(text.trim());
    return parseProtocol(text, tables);
  }
  const content = await readTextFile(text);
  if (!content.trimStart().startsWith('{')) return parseProtocol(content, tables);
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (error) {
    throw new InputError(`the protocol ${text} is not JSON: ${(error as Error).message}`, {
      where: { file: text },
      cause: error,
    });
  }
  return readProtocol(data, tables);
}

type Tables = Record<string, { time: Float64Array; value: Float64Array }>;

async function readTables(files: Record<string, string>): Promise<Tables> {
  const tables: Tables = {};
  for (const [name, file] of Object.entries(files)) {
    const { recordings } = await readAnyFile(file);
    const table = recordings[0]?.table;
    if (!table) throw new InputError(`${file} holds no table`);
    const value = table.names.find((n) => ['current_ampere', 'voltage_volt', 'power_watt'].includes(n));
    if (!table.has('test_time_second') || !value)
      throw new InputError(
        `${file} has no column test_time_second, or none of current_ampere, voltage_volt, power_watt`,
      );
    tables[name] = {
      time: table.column('test_time_second').map((t, _, all) => t - all[0]),
      value: table.column(value),
    };
  }
  return tables;
}

async function report(
  input: string,
  simulation: Simulation,
  options: Options,
  ageing: Ageing | undefined,
  sink: PendingTable | undefined,
  capacity: number,
): Promise<void> {
  const { steps, ending, recording, error, spectra } = simulation;
  const fade = tabulateAgeing(simulation, ageing);
  if (options.json) {
    await printJson({
      input,
      model: recording.about.model,
      ended: { by: ending.by, cause: ending.cause, text: ending.text },
      error: error && { typical_volt: error.typical, largest_volt: error.largest, duration_relative: error.duration },
      steps: steps.map((s) => ({
        cycle: s.cycle,
        step: s.step,
        label: s.label,
        start_second: s.start,
        duration_second: s.duration,
        start_voltage_volt: s.startVoltage,
        end_voltage_volt: s.endVoltage,
        end_current_ampere: s.endCurrent,
        capacity_ah: s.charge / 3600,
        energy_wh: s.energy / 3600,
        end_temperature_celsius: s.endTemperature - 273.15,
        ended: { by: s.ending.by, cause: s.ending.cause, text: s.ending.text },
      })),
      spectra: spectra.map((s) => ({
        ...s.metadata,
        ...Object.fromEntries(s.table.names.slice(0, 3).map((name) => [name, s.table.column(name)])),
      })),
      ageing: ageing && {
        title: ageing.title,
        mechanisms: ageing.mechanisms.map(({ id, parameters }) => ({ id, ...parameters })),
        rows: fade ? listRows(fade) : [],
      },
      notes: recording.notes,
      out: options.out,
    });
  } else {
    await printTable(
      ['cycle', 'step', 'what', 'duration / s', 'end / V', 'end / A', 'charge / Ah', 'ended because'],
      shorten(steps).map((s) => [
        s.cycle,
        s.step,
        s.label,
        round(s.duration),
        round(s.endVoltage),
        round(s.endCurrent),
        round(s.charge / 3600),
        s.ending.text,
      ]),
    );
    if (steps.length > SHOWN) await writeText(`(${steps.length - SHOWN} steps between are not shown)\n`);
    if (fade) {
      await writeText('\nwhat ageing has done by the end of each discharge\n');
      const columns = Object.entries(SHOWN_AGEING).filter(([name]) => fade.has(name));
      await printTable(
        columns.map(([, head]) => head),
        shorten(listRows(fade)).map((row) => columns.map(([name]) => showCell(row[name]))),
      );
    }
    for (const s of spectra) {
      await writeText(
        `\nimpedance after step ${String(s.metadata.step)}; error of mesh and formulation at most ${(100 * Number(s.metadata.mesh_error_relative)).toPrecision(2)} %\n`,
      );
      if (!options.out) {
        const [f, re, im] = s.table.names.slice(0, 3).map((name) => s.table.column(name));
        await printTable(
          ['frequency / Hz', 'real / ohm', 'imaginary / ohm'],
          Array.from(f, (v, k) => [round(v), round(re[k]), round(im[k])]),
        );
      }
    }
    printNotes(recording.notes);
    if (beginsEmpty(steps, capacity))
      printStatus(
        "the cell is empty at the start: charge it first, such as --protocol 'Charge at C/10 until 4.3 V' before the discharge, or say --initial",
      );
  }
  await write(simulation, options, fade, sink);
}

/** Rows of a table that are shown to a person. */
const SHOWN = 40;
const shorten = <T>(rows: readonly T[]): readonly T[] =>
  rows.length > SHOWN ? [...rows.slice(0, SHOWN / 2), ...rows.slice(-SHOWN / 2)] : rows;

const showCell = (value: string | number | null): string | number =>
  typeof value === 'number' ? round(value) : (value ?? '');

/**
 * Cycling goes to the named file; spectra and what ageing has done stand beside it, a spectrum alone in it where
 * nothing was cycled.
 */
async function write(
  simulation: Simulation,
  options: Options,
  fade: Table | undefined,
  sink: PendingTable | undefined,
): Promise<void> {
  const { out } = options;
  if (out === undefined) return;
  const put = (path: string, recording: Recording): Promise<void> =>
    writeResult(path, { recordings: [recording], structures: [], notes: recording.notes });
  const alone = options.protocol === undefined && simulation.spectra.length === 1;
  if (!alone) await (sink?.begun ? sink.keep() : put(out, simulation.recording));
  for (let k = 0; k < simulation.spectra.length; k++)
    await put(alone ? out : out.replace(/(\.[^./\\]+(?:\.csv)?)?$/, `.eis-${k + 1}$1`), simulation.spectra[k]);
  if (fade)
    await put(out.replace(/(\.[^./\\]+(?:\.csv)?)?$/, '.fade.csv'), {
      ...simulation.recording,
      kind: 'ageing',
      table: fade,
    });
}

const round = (value: number): number => Number(formatNumber(value, 6));

function parseInitial(text: string): SimulateOptions['initial'] {
  const initial: { negative?: number; positive?: number } = {};
  for (const part of text.trim().split(/[\s,;]+/)) {
    const match = /^(\w+)=(.+)$/.exec(part);
    if (!match)
      throw new InputError(`--initial cannot read "${part}"`, { hint: 'write "negative=0.9014 positive=0.27"' });
    if (match[1] !== 'negative' && match[1] !== 'positive')
      throw new InputError(`--initial knows no electrode "${match[1]}"`, {
        value: match[1],
        allowed: ['negative', 'positive'],
      });
    initial[match[1]] = Number.isFinite(Number(match[2])) ? Number(match[2]) : parseQuantity(match[2], 'number').value;
  }
  return initial;
}

function collectTable(text: string, previous: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InputError(`--table must be NAME=FILE, not "${text}"`);
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) };
}
