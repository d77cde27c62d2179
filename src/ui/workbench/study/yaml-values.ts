import { isCollection, isMap, isScalar, parse, stringify, type Document, type YAMLMap } from 'yaml';

/** What stands under a path, as one line that a person can change. */
export function showValue(document: Document, path: readonly string[]): string {
  const node: unknown = document.getIn(path, true);
  if (node === undefined || node === null) return '';
  const value = isCollection(node) ? node.toJSON() : isScalar(node) ? node.value : node;
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/**
 * Sets what a person wrote: YAML where it is a list, a map, a number or a truth; otherwise text. Nothing takes the key
 * away.
 */
export function setValue(document: Document, path: readonly string[], given: string): void {
  const clean = given.trim();
  if (clean === '') {
    document.deleteIn(path);
    return;
  }
  makeParents(document, path);
  const value = readValue(clean);
  const before: unknown = document.getIn(path, true);
  if (isScalar(before) && (typeof value !== 'object' || value === null)) before.value = value;
  else document.setIn(path, document.createNode(value, { flow: true }));
}

/** The value that a line of text means. A text that only looks like YAML, such as `> 2` or `a: b`, stays a text. */
function readValue(clean: string): unknown {
  if (!/^[[{]|^(true|false|-?[\d.]+(e-?\d+)?)$/.test(clean)) return clean;
  try {
    return parse(clean) as unknown;
  } catch {
    return clean;
  }
}

/** Makes maps on the way to a path where there are none: an empty `samples:` is none. */
export function makeParents(document: Document, path: readonly string[]): void {
  for (let k = 1; k < path.length; k++) {
    const parent = path.slice(0, k);
    const node: unknown = document.getIn(parent, true);
    if (isMap(node)) {
      if (node.items.length === 0) node.flow = false;
      continue;
    }
    const made = document.createNode({}) as YAMLMap;
    made.flow = false;
    if (isScalar(node) && (node.commentBefore || node.comment))
      made.commentBefore = [node.commentBefore, node.comment].filter(Boolean).join('\n');
    document.setIn(parent, made);
  }
}

/** Gives an entry another name in its place; references to it are the writer's to change. */
export function renameKey(document: Document, path: readonly string[], name: string): void {
  const parent: unknown = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === path.at(-1));
  if (pair && isScalar(pair.key)) pair.key.value = name;
}
