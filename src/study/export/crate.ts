import { collectCitations } from '../report/collect-citations.js';
import type { Cited } from './cite.js';

/** A file of a crate. */
export interface CrateFile {
  /** In the crate, parts joined by slashes. */
  path: string;
  /** [bytes] */
  size: number;
  sha256: string;
}

/** Name of the file that describes a crate, at its root. */
export const CRATE_METADATA = 'ro-crate-metadata.json';

const FORMATS: Readonly<Record<string, string>> = {
  html: 'text/html',
  json: 'application/json',
  csv: 'text/csv',
  svg: 'image/svg+xml',
  yaml: 'application/yaml',
  bib: 'application/x-bibtex',
  cff: 'application/yaml',
  extxyz: 'chemical/x-xyz',
};
const NAMES: Readonly<Record<string, string>> = {
  'report.html': 'Report of the study, one page',
  'study.yaml': 'The study: samples, evidence, claims',
  'results/study.json': 'Everything that the run gave',
  'results/claims.csv': 'Claims and their verdicts',
};
/** A path as an identifier relative to the root. */
const idOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const point = (id: string): { '@id': string } => ({ '@id': id });

/**
 * Describes the files of a study as a Research Object Crate 1.1 (https://w3id.org/ro/crate/1.1): what they are, their
 * sizes and hashes, the run that made them of what, authors and sources.
 */
export function describeCrate(report: Cited, files: readonly CrateFile[]): Record<string, unknown> {
  const { title, description, authors = [] } = report.study;
  const isMade = (path: string): boolean => path === 'report.html' || path.startsWith('results/');
  const persons = authors.map((name, k) => ({ '@id': `#author-${k + 1}`, '@type': 'Person', name }));
  const sources = collectCitations(report).map(({ text, doi, url }, k) => ({
    '@id': doi ? `https://doi.org/${encodeURI(doi)}` : (url ?? `#source-${k + 1}`),
    '@type': 'CreativeWork',
    name: text,
  }));
  const distinct = [...new Map(sources.map((source) => [source['@id'], source])).values()];
  return {
    '@context': ['https://w3id.org/ro/crate/1.1/context', { sha256: 'https://schema.org/sha256' }],
    '@graph': [
      {
        '@id': CRATE_METADATA,
        '@type': 'CreativeWork',
        conformsTo: point('https://w3id.org/ro/crate/1.1'),
        about: point('./'),
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: title,
        description: description ?? title,
        datePublished: report.date.slice(0, 10),
        ...(persons.length > 0 && { author: persons.map((p) => point(p['@id'])) }),
        hasPart: files.map(({ path }) => point(idOf(path))),
        ...(distinct.length > 0 && { citation: distinct.map((s) => point(s['@id'])) }),
        mentions: point('#run'),
      },
      ...files.map(({ path, size, sha256 }) => ({
        '@id': idOf(path),
        '@type': 'File',
        name: NAMES[path] ?? path.split('/').at(-1),
        encodingFormat: FORMATS[path.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream',
        contentSize: String(size),
        sha256,
      })),
      {
        '@id': '#run',
        '@type': 'CreateAction',
        name: 'The run of the study',
        endTime: report.date,
        instrument: point('#cermet'),
        object: files.filter(({ path }) => !isMade(path)).map(({ path }) => point(idOf(path))),
        result: files.filter(({ path }) => isMade(path)).map(({ path }) => point(idOf(path))),
      },
      { '@id': '#cermet', '@type': 'SoftwareApplication', name: 'Cermet', version: report.cermet },
      ...persons,
      ...distinct,
    ],
  };
}
