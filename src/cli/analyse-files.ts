import { InputError, ReadError, type Context, type Recording } from '../core/index.js';
import { analyses, findAnalysis, type Analysis, type AnalysisResult, type Settings } from '../lab/index.js';
import { readAnyFile } from './resolve.js';

/** Collects `--set KEY=VALUE`, given once or more often. */
export function collectSetting(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InputError(`--set cannot hold "${text}"`, { hint: 'write it like --set radius="5 um"' });
  return { ...previous, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

/** The analysis of a name, or the usual one for a kind of recording. */
export function chooseAnalysis(name: string | undefined, recording: Recording): Analysis {
  if (name !== undefined) return findAnalysis(name);
  const usual = analyses.find((a) => a.accepts === recording.kind && (recording.kind !== 'eis' || a.id === 'circuit'));
  if (!usual)
    throw new InputError(`nothing analyses a recording of kind "${recording.kind}"`, {
      value: recording.kind,
      allowed: [...new Set(analyses.map((a) => a.accepts))],
    });
  return usual;
}

/** What an analysis gives of the first recording in a file that it accepts. */
export async function analyseFile(
  file: string,
  name: string | undefined,
  settings: Settings,
  ctx: Context,
  readerId?: string,
): Promise<{ analysis: Analysis; recording: Recording; result: AnalysisResult }> {
  const { recordings } = await readAnyFile(file, ctx, readerId);
  if (recordings.length === 0) throw new ReadError('this file holds no recording', { file });
  const wanted = name === undefined ? undefined : findAnalysis(name);
  const recording = recordings.find((r) => wanted === undefined || r.kind === wanted.accepts);
  if (!recording)
    throw new InputError(
      `${wanted!.id} is for recordings of kind "${wanted!.accepts}"; this file holds ${[...new Set(recordings.map((r) => r.kind))].join(', ')}`,
      { where: { file } },
    );
  const analysis = chooseAnalysis(name, recording);
  return { analysis, recording, result: await analysis.run(recording, settings, ctx) };
}
