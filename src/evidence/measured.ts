import {
  CERMET_VERSION,
  InputError,
  map,
  type Citation,
  type Context,
  type Derived,
  type Note,
  type Recording,
  type Setting,
  type Settings,
} from '../core/index.js';
import { primaryInput, recordingInputs, type AnyAnalysis, type NamedStructure, type Quantity } from './analysis.js';
import { compareGroups } from './compare-groups.js';
import {
  makeOutput,
  type AnyEvidenceKind,
  type EvidenceOutput,
  type Piece,
  type PieceHost,
  type Surroundings,
} from './evidence-kind.js';
import { figureComparison } from './figure-comparison.js';
import { figureCurves } from './figure-curves.js';
import { filesSetting, groupFiles, type FilesGiven } from './files-setting.js';
import { dropAnswered, runAnalysis, settingNames, splitNames, structureInputs } from './run-analysis.js';
import { checkGroups, poolSpecimens, tabulateSpecimens, type Specimen } from './specimens.js';

/** Conditions from which a quantity is drawn against its condition. */
const PLOT_FROM = 2;

/** Settings of measured evidence: files, and whatever its analyses take, under their own names. */
export interface MeasuredSettings {
  files: FilesGiven;
  analyses: readonly string[] | undefined;
  electrode: Readonly<Record<string, string>> | undefined;
  [setting: string]: unknown;
}

/**
 * Evidence from instruments' files of one kind: files by group → reader → every analysis of that kind → numbers over
 * specimens → comparison of the groups. A technique needs no more than a reader and an analysis for it.
 *
 * @param analyses those that read recordings of this kind
 */
export function measuredEvidence(of: { id: string; title: string; analyses: readonly AnyAnalysis[] }): AnyEvidenceKind {
  return Object.freeze({
    id: of.id,
    title: of.title,
    settings: { files: filesSetting(''), ...specimenSettings(of.analyses) },
    quantities: quantitiesOf(of.analyses),
    check(settings: MeasuredSettings, around: Surroundings) {
      groupFiles(settings.files, around.samples);
      chooseAnalyses(of.analyses, settings, around);
    },
    plan(settings: MeasuredSettings, around: Surroundings): Piece<Specimen>[] {
      const chosen = chooseAnalyses(of.analyses, settings, around);
      const given = givenSettings(settings);
      const groups = Object.entries(groupFiles(settings.files, around.samples));
      const piece = (group: string, name: string, files: string[], analyses: AnyAnalysis[]): Piece<Specimen> => ({
        label: name,
        weight: 1,
        inputs: { group, name, files, analyses: analyses.map((a) => `${a.id}@${a.version}`), given },
        files: [...files, ...structureFiles(analyses, given)],
        async run(ctx, host) {
          const read = await Promise.all(files.map((file) => host.read(file)));
          const kinds = analyses.flatMap((a) => recordingInputs(a).map(([, input]) => input.kind));
          const recordings = read.flatMap((r) => r.recordings.filter((recording) => kinds.includes(recording.kind)));
          const specimen = startSpecimen(group, name);
          specimen.notes.push(
            ...files.filter(leadsOutside).map(
              (file): Note => ({
                level: 'warning',
                code: 'outside-folder',
                text: 'the file stands outside the study’s folder: it does not travel with the study',
                where: file,
              }),
            ),
          );
          specimen.notes.push(
            ...dropAnswered(
              read.flatMap((r, i) => [...r.notes, ...r.recordings.flatMap((own) => own.notes)].map(at(files[i]))),
              analyses,
              given,
            ),
          );
          if (recordings.length === 0) {
            const found = [...new Set(read.flatMap((r) => r.recordings.map((recording) => recording.kind)))];
            specimen.notes.push({
              level: 'serious',
              code: 'other-kind',
              text: `${name} holds no recording of kind ${of.id}${found.length > 0 ? `, only ${found.join(', ')}` : ''}: group ${group} has one specimen fewer`,
              where: name,
            });
            return specimen;
          }
          return analyseSpecimen(specimen, recordings, analyses, given, ctx, host);
        },
      });
      const alone = chosen.filter((a) => !primaryInput(a).input.many);
      const together = chosen.filter((a) => primaryInput(a).input.many);
      return groups.flatMap(([group, files]) => [
        ...(alone.length > 0 ? files.map((file) => piece(group, file, [file], alone)) : []),
        ...(together.length > 0 ? [piece(group, `${group}, all files`, files, together)] : []),
      ]);
    },
    assemble: (settings: MeasuredSettings, pieces: readonly Specimen[], around: Surroundings) =>
      assembleSpecimens(of.id, givenSettings(settings), pieces, around),
  });
}

/** Whether a path leaves the folder that it starts in. */
function leadsOutside(path: string): boolean {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return true;
  let depth = 0;
  for (const step of path.split(/[/\\]/)) {
    if (step === '..') depth--;
    else if (step !== '.' && step !== '') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** Settings that any evidence takes whose specimens are analysed: which analyses, and theirs. */
export function specimenSettings(analyses: readonly AnyAnalysis[]): Settings {
  const own: Record<string, Setting<unknown>> = {};
  for (const analysis of analyses) {
    // Values stay as given: each analysis reads them by its own schema, here and in the worker that runs it.
    for (const [key, setting] of Object.entries(analysis.settings))
      own[key] ??= {
        ...setting,
        parse: (given, path) => (given === undefined ? undefined : keep(setting, given, path)),
      };
    for (const [key, input] of structureInputs(analysis))
      own[key] ??= { describe: input.describe, parse: (given) => given };
  }
  return {
    analyses: {
      describe: `which analyses run: ${analyses.map((a) => a.id).join(', ')}`,
      default: 'the usual ones, and those that a claim asks for',
      choices: analyses.map((a) => a.id),
      parse: (given) => (given === undefined || given === null ? undefined : splitNames(given)),
    },
    ...own,
    // Of a cell with a known electrode this is what it is; which electrode was measured is then not asked.
    ...(Object.hasOwn(own, 'loading') && {
      electrode: map(
        'loading, diameter or area, active fraction or mass, one C, such as { loading: 10.5 ± 0.2 mg/cm2, diameter: 14 mm, active fraction: 90 %, one C: 220 mA/g }',
        'not known',
      ),
    }),
  };
}

function keep(setting: Setting<unknown>, given: unknown, path: string): unknown {
  setting.parse(given, path);
  return given;
}

/** Quantities of several analyses; the first that declares one names it. */
export function quantitiesOf(analyses: readonly AnyAnalysis[]): Record<string, Quantity> {
  const out: Record<string, Quantity> = {};
  for (const analysis of analyses)
    for (const [id, quantity] of Object.entries(analysis.quantities)) out[id] ??= quantity;
  return out;
}

/** What a person gave for analyses, without what the evidence itself reads; the electrode's description is flat. */
export function givenSettings(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { files: _files, analyses: _analyses, electrode, ...rest } = settings;
  const flat = Object.entries((electrode ?? {}) as Record<string, string>).map(([key, value]) => [
    key.replaceAll(/[-_]/g, ' '),
    value,
  ]);
  return Object.fromEntries([...Object.entries(rest).filter(([, value]) => value !== undefined), ...flat]);
}

/** The analyses that run: those named; otherwise the usual ones and those whose quantities a claim asks for. */
export function chooseAnalyses(
  analyses: readonly AnyAnalysis[],
  settings: { analyses?: readonly string[] },
  around: Surroundings,
): AnyAnalysis[] {
  if (settings.analyses) {
    return settings.analyses.map((id) => {
      const found = analyses.find((a) => a.id === id);
      if (!found)
        throw new InputError(`analyses: there is no analysis "${id}" for this`, {
          value: id,
          allowed: analyses.map((a) => a.id),
          where: { path: 'analyses' },
        });
      return found;
    });
  }
  const usual = analyses.filter((a) => a.byDefault !== false);
  const given = quantitiesOf(usual);
  return [
    ...usual,
    ...analyses.filter(
      (a) =>
        a.byDefault === false &&
        Object.keys(a.quantities).some((id) => !Object.hasOwn(given, id) && around.asked(id).length > 0),
    ),
  ];
}

/** A specimen that nothing was found in yet. */
export function startSpecimen(group: string, name: string): Specimen {
  return {
    group,
    name,
    from: [],
    findings: [],
    curves: [],
    figures: [],
    scenes: [],
    settings: {},
    cite: [],
    notes: [],
  };
}

/**
 * Runs every analysis on the recordings of one specimen. One that has nothing to say of them is no reason to stop:
 * others may.
 *
 * @param recordings each goes to the input of its kind
 */
export async function analyseSpecimen(
  specimen: Specimen,
  recordings: readonly Recording[],
  analyses: readonly AnyAnalysis[],
  given: Readonly<Record<string, unknown>>,
  ctx: Context,
  host: Pick<PieceHost, 'use'>,
): Promise<Specimen> {
  const out: Specimen = {
    ...specimen,
    from: [...specimen.from, ...recordings.map(sourceOf)],
    settings: { ...given },
    findings: [...specimen.findings],
    curves: [...specimen.curves],
    figures: [...specimen.figures],
    scenes: [...specimen.scenes],
    cite: [...specimen.cite],
    notes: [...specimen.notes],
  };
  let refused: string | undefined;
  for (const analysis of analyses) {
    const names = settingNames(analysis);
    const own = Object.fromEntries(Object.entries(given).filter(([key]) => names.includes(key)));
    const used = recordingInputs(analysis).flatMap(([, input]) => {
      const taken = recordings.filter((r) => r.kind === input.kind);
      return input.many ? taken : taken.slice(0, 1);
    });
    try {
      const outcome = await runAnalysis(
        analysis,
        used,
        own,
        (name) => host.use<NamedStructure>('structure', name),
        ctx,
      );
      out.findings.push(...outcome.findings.map((f) => ({ ...f, analysis: `${analysis.id}@${analysis.version}` })));
      out.curves.push(...outcome.curves);
      if (analysis.pictures) {
        out.figures.push(...outcome.figures);
        out.scenes.push(...outcome.scenes);
      }
      out.cite.push(...mergeCitations(out.cite, analysis.cite));
      out.notes.push(...outcome.notes.filter((n) => n.level !== 'info').map(at(specimen.name)));
    } catch (error) {
      if (ctx.signal?.aborted || !isMissing(error)) throw error;
      refused ??= `${analysis.id}: ${(error as Error).message}`;
    }
  }
  if (out.findings.length === 0)
    out.notes.push({
      level: 'serious',
      code: 'nothing-found',
      text: `nothing could be computed from ${specimen.name}: ${refused ?? 'it is empty'}`,
      where: specimen.name,
    });
  return out;
}

/** Numbers, figures and tables over the specimens of all groups. */
export function assembleSpecimens(
  kind: string,
  parameters: Record<string, unknown>,
  specimens: readonly Specimen[],
  around: Surroundings,
): EvidenceOutput {
  const found = specimens.filter((s) => s.findings.length > 0);
  const groups = [...new Set(specimens.map((s) => s.group))];
  const origin: Derived = {
    type: 'derived',
    from: [...new Set(specimens.flatMap((s) => s.from))],
    analysis: kind,
    parameters,
    cermet: CERMET_VERSION,
  };
  const notes: Note[] = [...specimens.flatMap((s) => s.notes), ...checkGroups(specimens)];
  const named = groups.filter((group) => found.some((s) => s.group === group));
  const compared =
    named.length === 2
      ? compareGroups(
          found.filter((s) => s.group === named[1]),
          found.filter((s) => s.group === named[0]),
        )
      : [];
  for (const { label, at: condition, notes: own } of compared)
    notes.push(
      ...own
        .filter((n) => n.code === 'outlier')
        .map((n) => ({ ...n, text: `${label}${condition ? ` at ${condition}` : ''}: ${n.text}` })),
    );
  const plotted = [...new Set(compared.filter((c) => c.plot).map((c) => c.id))].flatMap((id) => {
    const own = compared.filter((c) => c.id === id && c.at !== undefined);
    return own.length >= PLOT_FROM ? [figureComparison(own, [named[1], named[0]])] : [];
  });
  const table = tabulateSpecimens(found, origin);
  return makeOutput({
    results: poolSpecimens(found, around.name),
    figures: [
      ...figureCurves(found),
      ...plotted,
      ...found.flatMap((s, i) => s.figures.map((f) => ofSpecimen(f, s, i))),
    ],
    scenes: found.flatMap((s, i) => s.scenes.map((scene) => ofSpecimen(scene, s, i))),
    tables: table ? [table] : [],
    notes,
  });
}

/** A picture under a name of its own among those of other specimens. */
const ofSpecimen = <T extends { id: string; title: string }>(picture: T, { name }: Specimen, index: number): T => ({
  ...picture,
  id: `${picture.id}-${index + 1}`,
  title: `${picture.title}: ${name}`,
});

const sourceOf = ({ origin }: Recording): string =>
  origin.type === 'measured'
    ? origin.sha256
    : origin.type === 'simulated'
      ? origin.parametersHash
      : origin.from.join(', ');

const at =
  (file: string) =>
  (note: Note): Note => ({ ...note, where: note.where && note.where !== file ? `${file}, ${note.where}` : file });

function mergeCitations(known: readonly Citation[], more: readonly Citation[]): Citation[] {
  return more.filter((citation) => !known.some((k) => k.text === citation.text));
}

/** Files among the structures that analyses are given. */
function structureFiles(analyses: readonly AnyAnalysis[], given: Readonly<Record<string, unknown>>): string[] {
  return [
    ...new Set(
      analyses
        .flatMap((a) => structureInputs(a).map(([name]) => name))
        .flatMap((name) => (given[name] === undefined ? [] : splitNames(given[name])))
        .filter((name) => /[/\\]|\.[A-Za-z]\w*$/.test(name)),
    ),
  ];
}

/** A recording without pulses or cycles is no reason to stop: other analyses may have more to say of it. */
function isMissing(error: unknown): boolean {
  // A page's script may have other names for its classes.
  return error instanceof InputError;
}
