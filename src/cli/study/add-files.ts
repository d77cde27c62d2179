import { copyFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { CermetError, InputError, type Context } from '../../core/index.js';
import { addDraft, addFilesToSample, draftEvidence, guessGroups } from '../../workbench/index.js';
import { fileSource, makeFolder, readTextFile, toWriteError, writeFileSafely } from '../files.js';
import { draftFile } from './draft-file.js';

/** What came into a study. */
export interface AddedFiles {
  /** Each with its place in the study, what it is in words, and whether its sample had it already. */
  files: { place: string; says: string; sample: string; known: boolean }[];
  /** Places by sample. */
  samples: Record<string, string[]>;
  /** Names of evidence and claims that were written. */
  evidence: string[];
  claims: string[];
}

/**
 * Copies files into a study's data folder, lists them under samples, and writes the evidence that they allow. Data that
 * stand there already are never overwritten, and nothing is written where one of the files cannot be taken.
 *
 * @param sample of all files, or of each by its path; guessed from their names where absent
 * @param skip told of files that cannot be read, which are then left out
 * @param withClaims whether claims to begin with are written too
 */
export async function addFilesToStudy(
  file: string,
  given: readonly string[],
  sample: string | Readonly<Record<string, string>> | undefined,
  ctx: Context,
  { skip, withClaims = true }: { skip?: (file: string, reason: string) => void; withClaims?: boolean } = {},
): Promise<AddedFiles> {
  if (!/\.ya?ml$/.test(file))
    throw new InputError('files can be added to a study.yaml only', {
      where: { file },
      hint: 'edit the module by hand',
    });
  const folder = dirname(resolve(file));
  const readable = await Promise.all(
    given.map(async (path) => {
      try {
        return [{ path, ...(await draftFile(path, placeInStudy(path, folder), '', ctx)) }];
      } catch (error) {
        if (!skip || !(error instanceof CermetError) || error.code === 'abort') throw error;
        skip(path, error.message);
        return [];
      }
    }),
  );
  const drafts = readable.flat();
  const files = drafts.map(({ path }) => path);
  if (files.length === 0) throw new InputError('none of the files can be read', { where: { file: folder } });
  const places = files.map((path) => placeInStudy(path, folder));
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice) throw new InputError(`two of the files are called ${basename(twice)}`, { hint: 'rename one of them' });
  for (const [i, place] of places.entries()) {
    if (!isInside(files[i], folder)) await requireSameOrAbsent(files[i], join(folder, place));
  }
  const samples = groupBySample(files, places, sample);
  const sampleOf = new Map(
    Object.entries(samples).flatMap(([name, own]) => own.map((place) => [place, name] as const)),
  );
  let text = await readTextFile(file);
  const added = new Set<string>();
  for (const [name, own] of Object.entries(samples)) {
    const next = addFilesToSample(text, file, name, own);
    text = next.text;
    for (const place of next.added) added.add(place);
  }
  // What others are held against comes first, as among the samples.
  const { evidence, claims } = draftEvidence(
    Object.keys(samples).flatMap((sample) =>
      drafts.flatMap(({ draft }, i) => (draft && sampleOf.get(places[i]) === sample ? [{ ...draft, sample }] : [])),
    ),
  );
  const draft = addDraft(text, file, { evidence, claims: withClaims ? claims : {} });
  await makeFolder(join(folder, 'data'));
  for (const [i, place] of places.entries())
    if (!isInside(files[i], folder)) await copySafely(files[i], join(folder, place));
  await writeFileSafely(file, draft.text);
  return {
    files: places.map((place, i) => ({
      place,
      says: drafts[i].says,
      sample: sampleOf.get(place)!,
      known: !added.has(place),
    })),
    samples,
    evidence: draft.evidence,
    claims: draft.claims,
  };
}

function groupBySample(
  files: readonly string[],
  places: string[],
  sample: string | Readonly<Record<string, string>> | undefined,
): Record<string, string[]> {
  if (sample === undefined) return guessGroups(places);
  if (typeof sample === 'string') return { [sample]: places };
  const groups = new Map<string, string[]>();
  for (const [i, place] of places.entries()) {
    const name = sample[files[i]] ?? 'cell';
    groups.set(name, [...(groups.get(name) ?? []), place]);
  }
  return Object.fromEntries(groups);
}

const isInside = (path: string, folder: string): boolean => resolve(path).startsWith(folder + sep);

/** Path in the study: as it is for a file that lives in its folder, otherwise in `data/`. */
function placeInStudy(path: string, folder: string): string {
  return (isInside(path, folder) ? relative(folder, resolve(path)) : join('data', basename(path))).split(sep).join('/');
}

async function requireSameOrAbsent(path: string, target: string): Promise<void> {
  const [from, to] = [await stat(path), await stat(target).catch(() => undefined)];
  if (!to) return;
  const same =
    from.size === to.size &&
    Buffer.compare(
      Buffer.from(await (await fileSource(path)).bytes()),
      Buffer.from(await (await fileSource(target)).bytes()),
    ) === 0;
  if (!same)
    throw new InputError(`the study holds another file of that name`, {
      where: { file: target },
      hint: `data are never changed; rename ${path} first`,
    });
}

async function copySafely(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    await rm(to, { force: true });
    throw toWriteError(error as NodeJS.ErrnoException, to);
  }
}
