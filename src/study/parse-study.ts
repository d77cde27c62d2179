import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { InputError } from '../core/index.js';
import { checkStudy, type Locate } from './check-study.js';
import type { AnyEvidenceKind, Study } from './types.js';

/**
 * Reads and checks a study.yaml. Everything wrong in it is an {@link InputError} with file, line and the nearest valid
 * word.
 *
 * @param file name for error messages
 */
export function parseStudy(text: string, file: string, kinds: readonly AnyEvidenceKind[]): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, stringKeys: true });
  const [first] = document.errors;
  if (first) {
    const { line, col } = lines.linePos(first.pos[0]);
    throw new InputError(`this is not valid YAML: ${first.message}`, { where: { file, line, column: col } });
  }
  refuseCircles(document, lines, file);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new InputError(`this is not usable YAML: ${(error as Error).message}`, { where: { file } });
  }
  return checkStudy(value, kinds, file, locateIn(document, lines));
}

/** An alias inside the very node that it stands for has no end. */
function refuseCircles(document: Document, lines: LineCounter, file: string): void {
  visit(document, {
    Alias: (_, alias, path) => {
      const meant = alias.resolve(document);
      if (!meant || !path.includes(meant)) return;
      const { line, col } = lines.linePos(alias.range?.[0] ?? 0);
      throw new InputError(`the alias *${alias.source} stands inside what it stands for, and would never end`, {
        where: { file, line, column: col },
        hint: 'write out what is meant here',
      });
    },
  });
}

/** Finds the line of a key; where the last step is absent, that of what should hold it. */
function locateIn(document: Document, lines: LineCounter): Locate {
  return (path) => {
    let node: unknown = document.contents;
    let at: number | undefined;
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
        );
        if (!pair) break;
        at = (pair.key as Node).range?.[0] ?? at;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        at = (node as Node | undefined)?.range?.[0] ?? at;
      } else break;
    }
    if (at === undefined) return undefined;
    const { line, col } = lines.linePos(at);
    return { line, column: col };
  };
}
