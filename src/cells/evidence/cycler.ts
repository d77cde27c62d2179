import {
  atomicWeight,
  choice,
  parseFormula,
  InputError,
  isMap,
  makeRng,
  number,
  quantity,
  required,
  subContext,
  text,
  type Setting,
} from '../../core/index.js';
import {
  analysesOf,
  analyseSpecimen,
  assembleSpecimens,
  chooseAnalyses,
  defineEvidence,
  formula,
  givenSettings,
  makeOutput,
  quantitiesOf,
  seeds,
  specimenSettings,
  startSpecimen,
  type AnyAnalysis,
  type AnyEvidenceKind,
  type Piece,
  type Specimen,
} from '../../evidence/index.js';
import { parseAgeing, SHIPPED_AGEING, shippedAgeing, type Ageing } from '../ageing/index.js';
import { CELL_PARAMETERS } from '../fit/cell-parameters.js';
import { MODELS } from '../model/make-system.js';
import { parseCell } from '../parameters/read-cell.js';
import type { Cell } from '../parameters/cell.js';
import { parseProtocol } from '../protocol/parse-protocol.js';
import { shippedProtocol } from '../protocol/shipped-protocols.js';
import { simulateCell } from '../simulate-cell.js';

/** What one group is: where it differs from the evidence's own cell, protocol and ageing. */
interface Group {
  cell?: string;
  protocol?: string;
  ageing?: string;
}

const GROUP_KEYS = ['cell', 'protocol', 'ageing'];
/** Group of evidence that names none. */
const ALONE = 'cell';

/** A factor on a number of the cell, drawn evenly in its logarithm. */
interface Range {
  name: string;
  low: number;
  high: number;
}

/**
 * A virtual cycler as evidence: what it records is read by the same analyses as a measured file, so that a claim cannot
 * tell them apart. Draws of what is unknown of the cell are its specimens.
 *
 * @param analyses of recordings of cycling and impedance
 */
export function makeCyclerEvidence(analyses: readonly AnyAnalysis[]): AnyEvidenceKind {
  const readers = [...analysesOf(analyses, 'cycling'), ...analysesOf(analyses, 'eis')];
  const { electrode, ...own } = specimenSettings(readers);
  return defineEvidence({
    id: 'cells/cycler',
    title: 'Virtual cycler',
    settings: {
      ...own,
      ...(electrode && { electrode }),
      cell: required(text(undefined, 'parameter file: BPX, or a cell with lithium metal in our form')),
      protocol: required(
        text(
          undefined,
          'steps, such as "charge at 1C to 4.3 V; discharge at 1C to 2.8 V"; a file of them; or the name of one that ships',
        ),
      ),
      material: formula(
        'formula of the positive active material, for capacities per gram where the electrode does not tell its mass',
      ),
      model: choice(MODELS, 'dfn', 'model of the cell'),
      ageing: text(
        undefined,
        `mechanisms that age the cell: a file, or ${Object.keys(SHIPPED_AGEING).join(', ')}`,
        'none',
      ),
      temperature: quantity(
        'temperature',
        undefined,
        'temperature of cell and surroundings at the start',
        'that of the file',
      ),
      nodes: number(undefined, 'mesh cells in each layer', { min: 3, max: 400, whole: true }),
      shells: number(undefined, 'shells in each particle', { min: 3, max: 400, whole: true }),
      groups: groupsSetting,
      vary: varySetting,
      seeds: seeds('1', 'draws of what is varied, each a specimen'),
    },
    quantities: quantitiesOf(readers),
    check(settings, around) {
      chooseAnalyses(readers, settings as never, around);
      if (settings.seeds.length > 1 && settings.vary.length === 0)
        throw new InputError('several draws of nothing give the same cell again', {
          hint: 'say what is unknown: vary: { positive_diffusivity_factor: 0.5..2 }',
          where: { path: 'seeds' },
        });
    },
    plan(settings, around): Piece<Specimen>[] {
      const chosen = chooseAnalyses(readers, settings as never, around);
      const given = analysisSettings(settings);
      return Object.entries(settings.groups ?? { [ALONE]: {} }).flatMap(([group, differs]) =>
        settings.seeds.map((seed): Piece<Specimen> => {
          const cell = differs.cell ?? settings.cell;
          const protocol = differs.protocol ?? settings.protocol;
          const ageing = differs.ageing ?? settings.ageing;
          const { model, temperature, nodes, shells, vary } = settings;
          return {
            label: `${group}, draw ${seed}`,
            weight: 0.3,
            inputs: {
              group,
              cell,
              protocol,
              ageing: ageing ?? null,
              model,
              temperature: temperature ?? null,
              nodes: nodes ?? null,
              shells: shells ?? null,
              vary,
              seed,
              given,
              material: settings.material ?? null,
              analyses: chosen.map((a) => `${a.id}@${a.version}`),
            },
            files: [
              ...new Set([cell, protocol, ageing].filter((name) => name !== undefined && isFileName(name))),
            ] as string[],
            async run(ctx, host) {
              const open = async (name: string): Promise<string> =>
                new TextDecoder().decode(await (await host.open(name)).bytes());
              const drawn = draw(parseCell(await open(cell), cell), vary, seed);
              const steps = parseProtocol(
                isFileName(protocol)
                  ? await open(protocol)
                  : /^[\w-]+$/.test(protocol.trim())
                    ? shippedProtocol(protocol.trim())
                    : protocol,
              );
              const aged: Ageing | undefined =
                ageing === undefined
                  ? undefined
                  : isFileName(ageing)
                    ? parseAgeing(await open(ageing), drawn, ageing)
                    : shippedAgeing(ageing, drawn);
              const run = await simulateCell(
                drawn,
                steps,
                {
                  model,
                  ...(temperature !== undefined && { temperature }),
                  ...(nodes !== undefined && { nodes }),
                  ...(shells !== undefined && { shells }),
                  ...(aged && { mechanisms: aged.mechanisms }),
                },
                subContext(ctx, 'simulating', 0, 0.8),
              );
              const own =
                settings.material === undefined || given.mass !== undefined || given.loading !== undefined
                  ? given
                  : { ...given, mass: `${cathodeMass(drawn, settings.material)} kg` };
              const specimen = startSpecimen(group, `draw ${seed}`);
              specimen.notes.push(...(aged?.notes ?? []), ...run.recording.notes);
              if (run.ending.by !== 'done')
                specimen.notes.push({
                  level: run.ending.by === 'failure' ? 'serious' : 'warning',
                  code: 'ended-early',
                  text: `the test ended early: ${run.ending.text}`,
                  where: specimen.name,
                });
              const later = subContext(ctx, 'analysing', 0.8, 1);
              const cycled = await analyseSpecimen(
                specimen,
                [run.recording],
                chosen.filter((a) => readsKind(a, 'cycling')),
                own,
                later,
                host,
              );
              const spectra = chosen.filter((a) => readsKind(a, 'eis'));
              return run.spectra.length > 0 && spectra.length > 0
                ? analyseSpecimen(cycled, run.spectra, spectra, own, later, host)
                : cycled;
            },
          };
        }),
      );
    },
    assemble(settings, specimens, around) {
      return makeOutput(assembleSpecimens('cells/cycler', analysisSettings(settings), specimens, around));
    },
  });
}

const readsKind = (analysis: AnyAnalysis, kind: string): boolean => analysesOf([analysis], kind).length > 0;

/** Settings of the analyses among those of the evidence. */
function analysisSettings(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    cell: _cell,
    material: _material,
    protocol: _protocol,
    model: _model,
    ageing: _ageing,
    temperature: _temperature,
    nodes: _nodes,
    shells: _shells,
    groups: _groups,
    vary: _vary,
    seeds: _seeds,
    ...rest
  } = settings;
  return givenSettings(rest);
}

const isFileName = (name: string): boolean => /[/\\]|\.(json|txt|md|csv)$/.test(name) && !/[;\n]|\bat\b/.test(name);

/**
 * Mass of the positive active material, from the same numbers as its capacity: sites per volume of particles, times the
 * mass of a formula.
 *
 * @param material formula with one site for lithium
 * @returns [kg]
 * @throws InputError for an electrode without particles
 */
export function cathodeMass({ area, positive }: Cell, material: string): number {
  if (positive.kind !== 'porous')
    throw new InputError('material: the positive electrode of this cell has no particles', {
      where: { path: 'material' },
    });
  const molar = [...parseFormula(material)].reduce((sum, [element, n]) => sum + 1e-3 * n * atomicWeight(element), 0);
  return positive.materials.reduce(
    (sum, m) => sum + (area * positive.thickness * m.surfaceArea * m.radius * m.maximumConcentration * molar) / 3,
    0,
  );
}

function draw(cell: Cell, vary: readonly Range[], seed: number): Cell {
  const rng = makeRng(seed);
  return vary.reduce((drawn, { name, low, high }) => {
    const value = low * (high / low) ** rng.fork(name).uniform();
    return CELL_PARAMETERS[name].apply(drawn, value);
  }, cell);
}

const groupsSetting: Setting<Readonly<Record<string, Group>> | undefined> = {
  describe:
    'groups that differ in cell, protocol or ageing, such as { pristine: { ageing: bare }, coated: { ageing: coated } }',
  default: 'one',
  parse(given, path) {
    if (given === undefined || given === null) return undefined;
    if (!isMap(given)) throw new InputError(`${path}: a map of groups is needed`, { where: { path } });
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => {
        const inner = `${path}.${name}`;
        if (value !== null && !isMap(value))
          throw new InputError(`${inner}: a group is a map such as { ageing: bare }`, { where: { path: inner } });
        for (const [key, word] of Object.entries(value ?? {})) {
          if (!GROUP_KEYS.includes(key))
            throw new InputError(`${inner}: a group has no "${key}"`, {
              value: key,
              allowed: GROUP_KEYS,
              where: { path: `${inner}.${key}` },
            });
          if (typeof word !== 'string')
            throw new InputError(`${inner}.${key} must be a text`, { where: { path: `${inner}.${key}` } });
        }
        return [name, (value ?? {}) as Group];
      }),
    );
  },
};

const varySetting: Setting<readonly Range[]> = {
  describe: `what is unknown, as factors drawn evenly in their logarithm, such as { positive_diffusivity_factor: 0.5..2 }; of ${Object.keys(CELL_PARAMETERS).join(', ')}`,
  default: 'nothing',
  parse(given, path) {
    if (given === undefined || given === null) return [];
    if (!isMap(given))
      throw new InputError(`${path}: a map of numbers with their range is needed`, { where: { path } });
    return Object.entries(given).map(([name, value]) => {
      const inner = `${path}.${name}`;
      if (!Object.hasOwn(CELL_PARAMETERS, name))
        throw new InputError(`${path}: no number "${name}" of a cell can be varied`, {
          value: name,
          allowed: Object.keys(CELL_PARAMETERS),
          where: { path: inner },
        });
      const match = /^\s*([\d.eE+-]+?)\s*\.\.\s*([\d.eE+-]+)\s*$/.exec(String(value));
      const [low, high] = match ? [Number(match[1]), Number(match[2])] : [Number.NaN, Number.NaN];
      if (!(low > 0 && high >= low))
        throw new InputError(`${inner}: "${String(value)}" is not a range above zero`, {
          hint: 'write it like 0.5..2',
          where: { path: inner },
        });
      return { name, low, high };
    });
  },
};
