import type { Potential } from '../../../src/atoms/index.js';
import { decodeValue, encodeValue } from '../../../src/core/encode.js';
import type { Given } from '../../../src/core/index.js';
import type { AnyEvidenceKind, EvidenceOutput } from '../../../src/evidence/index.js';
import { alone, checkEvidence, makePieceHost } from '../../study/run-evidence.js';

/** Evidence with a potential, its pieces as the cache keeps them. */
export async function runSmall(kind: AnyEvidenceKind, given: Given, potential: Potential): Promise<EvidenceOutput> {
  const settings = checkEvidence(kind, given);
  const host = makePieceHost({ use: async <T>() => potential as T });
  const pieces = await Promise.all(kind.plan(settings, alone).map((piece) => piece.run({}, host)));
  return kind.assemble(settings, decodeValue(encodeValue(pieces)) as unknown[], alone);
}
