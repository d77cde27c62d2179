import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeCrate, toBibtex, toCitationFile, type Cited } from '../../src/study/index.js';

const origin = {
  type: 'simulated',
  model: 'm',
  parameters: {},
  parametersHash: '0',
  solver: 's',
  cermet: '0',
  citations: [
    { text: 'Weppner and Huggins, J. Electrochem. Soc. 124 (1977) 1569', doi: '10.1149/1.2133112' },
    { text: 'Weppner & Huggins, 50 % of {it} in 1977, a second text' },
  ],
};
const report = {
  study: { title: 'A study: of "two"', authors: ['Ada Lovelace'], samples: {}, evidence: {}, claims: {} },
  date: '2026-11-29T12:00:00.000Z',
  cermet: '0.2.0',
  evidence: { one: { results: [{ origin }], tables: [], recordings: [], figures: [], scenes: [], notes: [] } },
} as never as Cited;

test('sources are BibTeX with keys of their own, identifiers, and nothing that TeX would take for its own', () => {
  expect(toBibtex(report)).toBe(`@misc{weppner1977,
  note = {Weppner and Huggins, J. Electrochem. Soc. 124 (1977) 1569},
  year = {1977},
  doi = {10.1149/1.2133112},
}

@misc{weppner1977a,
  note = {Weppner \\& Huggins, 50 \\% of \\{it\\} in 1977, a second text},
  year = {1977},
}
`);
});

test('the citation file has what its format asks for, of the study and of each source', () => {
  const file = parse(toCitationFile(report)) as Record<string, unknown> & { references: Record<string, unknown>[] };
  expect(file).toMatchObject({
    'cff-version': '1.2.0',
    title: 'A study: of "two"',
    authors: [{ name: 'Ada Lovelace' }],
    'date-released': '2026-11-29',
  });
  expect(file.references).toHaveLength(3);
  for (const reference of file.references)
    for (const key of ['type', 'title', 'authors']) expect(reference[key], key).toBeTruthy();
  expect(file.references[1]).toMatchObject({ doi: '10.1149/1.2133112', authors: [{ name: 'Weppner and Huggins' }] });
});

test('a crate describes its root and every file, and points at nothing that it does not hold', () => {
  const files = [
    { path: 'study.yaml', size: 3, sha256: 'a' },
    { path: 'data/a file, 100 %.csv', size: 4, sha256: 'b' },
    { path: 'report.html', size: 5, sha256: 'c' },
  ];
  const crate = describeCrate(report, files) as { '@context': unknown[]; '@graph': Record<string, unknown>[] };
  expect(crate['@context'][0]).toBe('https://w3id.org/ro/crate/1.1/context');
  const graph = new Map(crate['@graph'].map((entity) => [entity['@id'] as string, entity]));
  expect(graph.size).toBe(crate['@graph'].length);
  expect(graph.get('ro-crate-metadata.json')).toMatchObject({
    '@type': 'CreativeWork',
    conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
    about: { '@id': './' },
  });
  expect(graph.get('./')).toMatchObject({
    '@type': 'Dataset',
    datePublished: '2026-11-29',
    hasPart: [{ '@id': 'study.yaml' }, { '@id': 'data/a%20file%2C%20100%20%25.csv' }, { '@id': 'report.html' }],
  });
  expect(graph.get('data/a%20file%2C%20100%20%25.csv')).toMatchObject({
    '@type': 'File',
    contentSize: '4',
    sha256: 'b',
    encodingFormat: 'text/csv',
  });
  expect(graph.get('#run')).toMatchObject({ result: [{ '@id': 'report.html' }] });
  const points = JSON.stringify(crate['@graph']).matchAll(/\{"@id":"([^"]+)"\}/g);
  for (const [, id] of points) if (id !== 'https://w3id.org/ro/crate/1.1') expect(graph.has(id), id).toBe(true);
});
