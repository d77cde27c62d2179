import {
  choice,
  InputError,
  isMap,
  makeRng,
  readSettings,
  required,
  type Context,
  type Setting,
} from '../../core/index.js';
import {
  analysesOf,
  analyseSpecimen,
  assembleSpecimens,
  defineEvidence,
  makeOutput,
  primaryInput,
  quantitiesOf,
  seeds,
  settingNames,
  startSpecimen,
  type AnyAnalysis,
  type NamedStructure,
  type Piece,
  type Specimen,
} from '../../evidence/index.js';
import { analyses } from '../analyses/index.js';
import { instruments } from '../instruments/index.js';
import type { AnyInstrument } from '../instruments/instrument.js';

type Words = Readonly<Record<string, unknown>>;

const readers = [...new Set(instruments.map((i) => i.kind))].flatMap((kind) => analysesOf(analyses, kind));

/**
 * A simulated instrument as evidence: what it records of each specimen is read by the same analyses as a measured file,
 * so that a claim cannot tell them apart, and a measurement can be planned before it is made.
 */
export const instrumentEvidence = defineEvidence({
  id: 'lab/instrument',
  title: 'Simulated instrument',
  settings: {
    instrument: required(
      choice(
        instruments.map((i) => i.id),
        undefined,
        'which instrument',
      ),
    ),
    set: words('settings of the instrument that hold for all groups, as cermet simulate lists them'),
    groups: nestedWords('groups by name with the settings in which they differ', 'one group, sample'),
    scatter: words(
      'standard deviation between specimens of a group as a share of a setting that is one number, such as { heat: 0.03 }',
    ),
    analyse: nestedWords('analyses that read it, each with its settings', 'the usual ones of its kind'),
    seeds: seeds('1..3', 'specimens of each group'),
  },
  quantities: quantitiesOf(readers),
  check(settings) {
    const instrument = instrumentOf(settings.instrument);
    chooseAnalyses(instrument, settings.analyse);
    for (const [name, own] of Object.entries(settings.groups ?? { sample: {} })) {
      const given = { ...settings.set, ...own };
      readSettings(instrument.settings, given, `group ${name} of simulated ${instrument.id}`);
      scatterSettings(given, settings.scatter, 0);
    }
  },
  plan({ instrument: id, set, groups, scatter, analyse, seeds: specimens }): Piece<Specimen>[] {
    const instrument = instrumentOf(id);
    const chosen = chooseAnalyses(instrument, analyse);
    return Object.entries(groups ?? { sample: {} }).flatMap(([group, own]) =>
      specimens.map((seed): Piece<Specimen> => {
        const given = { ...set, ...own };
        return {
          label: `${group} ${seed}`,
          weight: 0.05,
          inputs: {
            instrument: id,
            group,
            given,
            scatter: scatter ?? {},
            seed,
            analyses: chosen.map((c) => [`${c.analysis.id}@${c.analysis.version}`, c.given]),
          },
          async run(ctx, host): Promise<Specimen> {
            const rng = makeRng(seed).fork(`${id} ${group}`);
            const drawn = scatterSettings(given, scatter, seed, `${id} ${group}`);
            const recordings = await instrument.simulate(
              readSettings(instrument.settings, drawn, `simulated ${id}`),
              { ...ctx, rng } satisfies Context,
              (name: string) => host.use<NamedStructure>('structure', name),
            );
            let specimen = startSpecimen(group, `${group} ${seed}`);
            for (const { analysis, given: settings } of chosen)
              specimen = await analyseSpecimen(specimen, recordings, [analysis], settings, ctx, host);
            // An analysis that found nothing is no loss where another did.
            return specimen.findings.length === 0
              ? specimen
              : { ...specimen, notes: specimen.notes.filter((n) => n.code !== 'nothing-found') };
          },
        };
      }),
    );
  },
  assemble: (settings, specimens, around) =>
    makeOutput(assembleSpecimens('lab/instrument', { ...settings }, specimens, around)),
});

const instrumentOf = (id: string): AnyInstrument => instruments.find((i) => i.id === id)!;

function chooseAnalyses(
  instrument: AnyInstrument,
  asked: Readonly<Record<string, Words>> | undefined,
): { analysis: AnyAnalysis; given: Words }[] {
  const own = analysesOf(analyses, instrument.kind);
  if (!asked) return own.filter((a) => a.byDefault !== false).map((analysis) => ({ analysis, given: {} }));
  return Object.entries(asked).map(([id, given]) => {
    const analysis = own.find((a) => a.id === id);
    if (!analysis)
      throw new InputError(`no analysis "${id}" reads what a simulated ${instrument.id} records`, {
        value: id,
        allowed: own.map((a) => a.id),
        where: { path: 'analyse' },
      });
    for (const key of Object.keys(given))
      if (!settingNames(analysis).includes(key))
        throw new InputError(`${id} has no setting "${key}"`, {
          value: key,
          allowed: settingNames(analysis),
          where: { path: `analyse.${id}.${key}` },
        });
    if (primaryInput(analysis).input.kind !== instrument.kind) throw new Error(`${id} reads another kind`);
    return { analysis, given };
  });
}

/** Settings with the scatter of a specimen; each number is drawn by its own name, so that one more changes no other. */
function scatterSettings(given: Words, scatter: Words | undefined, seed: number, label = ''): Words {
  const drawn: Record<string, unknown> = { ...given };
  for (const [key, relative] of Object.entries(scatter ?? {})) {
    const share = Number(relative);
    const path = `scatter.${key}`;
    if (!(share >= 0 && share < 1))
      throw new InputError(`${path}: a share between 0 and 1 is needed`, { value: relative, where: { path } });
    const match = /^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)(\s*\S*)\s*$/.exec(String(given[key] ?? ''));
    if (!match || !Number.isFinite(Number(match[1])))
      throw new InputError(`${path}: ${key} is not given as one number that specimens could scatter in`, {
        where: { path },
      });
    const factor = 1 + share * makeRng(seed).fork(`${label} ${key}`).normal();
    drawn[key] = `${Number(match[1]) * factor}${match[2]}`;
  }
  return drawn;
}

function words(describe: string): Setting<Words | undefined> {
  return {
    describe,
    default: 'none',
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      if (!isMap(given)) throw new InputError(`${path}: a map of settings is needed`, { where: { path } });
      return given;
    },
  };
}

function nestedWords(describe: string, fallback: string): Setting<Readonly<Record<string, Words>> | undefined> {
  return {
    describe,
    default: fallback,
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      if (!isMap(given) || Object.keys(given).length === 0)
        throw new InputError(`${path}: a map is needed`, { where: { path } });
      return Object.fromEntries(
        Object.entries(given).map(([name, value]) => {
          if (value !== null && value !== undefined && !isMap(value))
            throw new InputError(`${path}.${name}: a map of settings is needed`, {
              where: { path: `${path}.${name}` },
            });
          return [name, (value ?? {}) as Words];
        }),
      );
    },
  };
}
