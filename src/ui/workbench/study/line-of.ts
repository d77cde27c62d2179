import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { text } from './study-store.js';

/** Line at which an entry of the study begins. */
export function lineOf(path: readonly string[]): number | undefined {
  const lines = new LineCounter();
  let node: unknown = parseDocument(text.value, { lineCounter: lines }).contents;
  let at: number | undefined;
  for (const step of path) {
    if (!isMap(node)) return undefined;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === step);
    if (!pair || !isScalar(pair.key)) return undefined;
    at = pair.key.range?.[0];
    node = pair.value;
  }
  return at === undefined ? undefined : lines.linePos(at).line;
}
