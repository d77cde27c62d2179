import { encodeValue, readSettings, type Given } from '../../src/core/index.js';
import {
  Pending,
  type AnyEvidenceKind,
  type EvidenceOutput,
  type Piece,
  type PieceHost,
  type Study,
  type Surroundings,
} from '../../src/evidence/index.js';
import { resolvePotential } from '../../src/atoms/index.js';
import { createCermet } from '../../src/workbench/index.js';
import plugin from '../../src/studies/yoon-2021/index.js';

/** Every kind of evidence that ships, those of the paper's study included. */
export const evidenceKinds = await createCermet({ name: 'yoon-2021', plugin }).evidence();

/** Evidence in a study that asks for nothing. */
export const alone: Surroundings = { name: 'e', samples: {}, asked: () => [] };

/** A host without files, with what ships. */
export function makePieceHost(more: Partial<PieceHost> = {}): PieceHost {
  const kept = new Map<string, Promise<unknown>>();
  return {
    keep: <T>(from: unknown, make: () => Promise<T>) => {
      const key = encodeValue(from);
      if (!kept.has(key)) kept.set(key, make());
      return kept.get(key) as Promise<T>;
    },
    open: () => Promise.reject(new Error('no file')),
    read: () => Promise.reject(new Error('no file')),
    use: async <T>(type: string, name?: string) => {
      if (type !== 'potential') throw new Error(`no ${type}`);
      return (await resolvePotential(name)) as T;
    },
    threads: 1,
    ...more,
  };
}

/** Settings as the engine reads them, checked. */
export function checkEvidence(kind: AnyEvidenceKind, given: Given, around = alone): Record<string, unknown> {
  const settings = readSettings(kind.settings, given, kind.id);
  kind.check?.(settings, around);
  return settings;
}

/** The pieces of evidence. */
export const planPieces = (kind: AnyEvidenceKind, given: Given, around = alone): Piece[] =>
  kind.plan(checkEvidence(kind, given, around), around);

/** Evidence from beginning to end, its pieces through a copy as a cache makes it. */
export async function runEvidence(
  kind: AnyEvidenceKind,
  given: Given,
  host = makePieceHost(),
  around = alone,
): Promise<EvidenceOutput> {
  const settings = checkEvidence(kind, given, around);
  const pieces = await Promise.all(kind.plan(settings, around).map((piece) => piece.run({}, host)));
  if (pieces.some((piece) => piece instanceof Pending)) throw new Error('a piece is not finished');
  return kind.assemble(settings, structuredClone(pieces), around);
}

/** What evidence of a study may know of it. */
export const aroundIn = (study: Study, name: string): Surroundings => ({
  name,
  samples: study.samples,
  asked: (quantity) =>
    Object.values(study.claims).flatMap(({ measure }) => {
      const match = /^(\S+?)\.(\S+)(?: at (.*))?$/.exec(measure ?? '');
      return match?.[1] === name && match[2] === quantity ? [match[3] ?? ''] : [];
    }),
});
