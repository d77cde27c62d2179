import { isMap, isScalar, isSeq, parseDocument, YAMLMap, YAMLSeq, type Document } from 'yaml';
import { InputError } from '../core/index.js';

/** A study to begin with: every part shown once, with what it is for. */
export function newStudyText(title: string): string {
  return `# A study: what you have (samples), what is measured or simulated (evidence), what it should show (claims).
# cermet run judges the claims and writes report.html.
title: ${JSON.stringify(title)}

# What you have, by name, for example
#   pristine: { material: LiNi0.8Co0.1Mn0.1O2 }
#   coated: { from: pristine, treatment: { coating: Co2.2B } }
samples:

# What is measured (kind: …) or simulated (simulate: …), for example
#   interface: { simulate: atoms/interface, oxide: LiNiO2, plane: 1 0 4, coating: Co35B16, seeds: 1..3 }
evidence:

# What it should show, for example
#   seeks-oxygen: { says: Boron seeks the surface oxygen, measure: interface.selectivity at O, expect: "> 1" }
claims:
`;
}

/**
 * Adds files to a sample in the text of a study, whose comments and order stay as they are; files that are there
 * already are left out.
 */
export function addFilesToSample(
  text: string,
  file: string,
  sample: string,
  paths: readonly string[],
): { text: string; added: string[] } {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error)
    throw new InputError(`this is not valid YAML: ${error.message.split('\n')[0]}`, {
      where: { file, line: error.linePos?.[0].line, column: error.linePos?.[0].col },
    });
  const samples = mapAt(document, document.contents, 'samples', file, false);
  const entry = mapAt(document, samples, sample, file, samples.flow ?? false);
  let files = entry.get('files', true) as unknown;
  if (files === undefined || files === null) {
    files = new YAMLSeq();
    entry.set('files', files);
  }
  if (!isSeq(files)) throw new InputError('files must be a list', { where: { file, path: `samples.${sample}.files` } });
  const known = new Set((files.toJSON() as unknown[]).map(String));
  const added = paths.filter((path) => !known.has(path));
  for (const path of added) files.add(document.createNode(path));
  return { text: added.length > 0 ? document.toString({ lineWidth: 0 }) : text, added };
}

/**
 * Adds evidence and claims to the text of a study; what is there already under a name stays, and measured evidence of
 * the same kind takes the files that it lacks. Returns the names that were added.
 */
export function addDraft(
  text: string,
  file: string,
  draft: { evidence: Record<string, unknown>; claims: Record<string, unknown> },
): { text: string; evidence: string[]; claims: string[] } {
  const document = parseDocument(text);
  const put = (key: 'evidence' | 'claims'): string[] => {
    const entries = Object.entries(draft[key]);
    if (entries.length === 0) return [];
    const parent = mapAt(document, document.contents, key, file, false);
    const added = entries.filter(([name]) => !parent.has(name));
    if (key === 'evidence')
      for (const [name, value] of entries)
        if (!added.some(([n]) => n === name)) mergeFiles(document, parent.get(name), value);
    for (const [name, value] of added) parent.set(name, document.createNode(value));
    return added.map(([name]) => name);
  };
  const evidence = put('evidence');
  const claims = put('claims');
  const changed = document.toString({ lineWidth: 0 });
  return { text: changed === parseDocument(text).toString({ lineWidth: 0 }) ? text : changed, evidence, claims };
}

/** Adds to measured evidence the files of a draft of the same kind that it does not name yet, sample by sample. */
function mergeFiles(document: Document, known: unknown, draft: unknown): void {
  const { kind, files } = draft as { kind?: unknown; files?: Record<string, string[]> };
  if (!isMap(known) || known.get('kind') !== kind || !files) return;
  const given: unknown = known.get('files', true);
  if (!isMap(given)) return;
  for (const [sample, paths] of Object.entries(files)) {
    const list: unknown = given.get(sample, true);
    if (list === undefined) given.set(sample, document.createNode(paths));
    else if (isSeq(list)) {
      const there = new Set((list.toJSON() as unknown[]).map(String));
      for (const path of paths) if (!there.has(path)) list.add(document.createNode(path));
    }
  }
}

/** Sets one key of several pieces of evidence in the text of a study; comments and order stay. */
export function setInEvidence(
  text: string,
  file: string,
  names: readonly string[],
  key: string,
  value: unknown,
): string {
  const document = parseDocument(text);
  const evidence = mapAt(document, document.contents, 'evidence', file, false);
  for (const name of names) {
    const node = document.createNode(value);
    if (isMap(node)) node.flow = true;
    mapAt(document, evidence, name, file, false).set(key, node);
  }
  return document.toString({ lineWidth: 0 });
}

/** The map under a key, made where it is absent or empty. */
function mapAt(document: Document, parent: unknown, key: string, file: string, flow: boolean): YAMLMap {
  if (!isMap(parent)) throw new InputError('a study is a map with title, evidence and claims', { where: { file } });
  const found: unknown = parent.get(key, true);
  if (isMap(found)) {
    if (found.items.length === 0) found.flow = flow;
    return found as YAMLMap;
  }
  const value: unknown = parent.get(key);
  if (value !== undefined && value !== null)
    throw new InputError(`${key} must be a map`, { where: { file, path: key } });
  const made = new YAMLMap(document.schema);
  made.flow = flow;
  if (isScalar(found))
    made.commentBefore = [found.commentBefore, found.comment].filter(Boolean).join('\n') || undefined;
  parent.set(key, made);
  return made;
}
