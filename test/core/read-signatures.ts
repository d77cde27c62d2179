import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const src = resolve(import.meta.dirname, '../../src');

/** An exported function as its source has it. */
export interface Signature {
  /** `atoms/motion/relax.ts: relax` */
  place: string;
  parameters: { name: string; type: string }[];
  returns: string;
  /** The TSDoc comment before it, without its stars. */
  doc: string;
}

/** Every function that a room offers to others, through its `index.ts`. */
export function readSignatures(rooms: readonly string[]): Signature[] {
  return rooms.flatMap((room) => {
    const names = new Map<string, Set<string> | 'all'>();
    followExports(join(src, room, 'index.ts'), 'all', names);
    return [...names]
      .sort()
      .flatMap(([file, wanted]) =>
        parseSignatures(readFileSync(file, 'utf8'), relative(src, file)).filter(
          ({ place }) => wanted === 'all' || wanted.has(place.split(': ')[1]),
        ),
      );
  });
}

/** Collects which names of which files an index lets out. */
function followExports(file: string, wanted: Set<string> | 'all', found: Map<string, Set<string> | 'all'>): void {
  const before = found.get(file);
  if (before === 'all') return;
  found.set(file, wanted === 'all' ? 'all' : new Set([...(before ?? []), ...wanted]));
  for (const [, list, target] of readFileSync(file, 'utf8').matchAll(/^export (?:\*|\{([^}]*)\}) from '(\.[^']+)'/gm)) {
    const path = resolve(dirname(file), target.replace(/\.js$/, '.ts'));
    if (!path.includes('/built/'))
      followExports(
        path,
        list === undefined ? wanted : new Set(list.split(',').map((name) => name.trim().split(' as ')[0])),
        found,
      );
  }
}

function parseSignatures(text: string, file: string): Signature[] {
  const found: Signature[] = [];
  for (const match of text.matchAll(/^export (?:async )?function\*? (\w+)(?:<[^(]*>)?\(/gm)) {
    const open = match.index + match[0].length - 1;
    const close = matchingBracket(text, open);
    const after = text.slice(close + 1);
    found.push({
      place: `${file}: ${match[1]}`,
      parameters: splitTop(text.slice(open + 1, close)).flatMap((parameter) => {
        const [, name, type] =
          /^\s*(\w+)\??\s*(?::\s*([\s\S]*))?$/.exec(
            parameter.replace(/=[^>][\s\S]*$/, (value) => (/=>/.test(value) ? value : '')),
          ) ?? [];
        return name && type ? [{ name, type: type.trim() }] : [];
      }),
      returns: /^\s*:\s*([^{]*)/.exec(after)?.[1].trim() ?? '',
      doc: docBefore(text, match.index),
    });
  }
  return found;
}

/** The comment that ends right before a position; of an overload or implementation, the nearest one above. */
function docBefore(text: string, at: number): string {
  const before = text.slice(0, at).trimEnd();
  if (!before.endsWith('*/')) return '';
  return before
    .slice(before.lastIndexOf('/**'))
    .replace(/^\s*(\/\*\*|\*\/|\*)/gm, '')
    .replace(/\*\/$/, '');
}

function matchingBracket(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if ('([{'.includes(text[i])) depth++;
    else if (')]}'.includes(text[i]) && --depth === 0) return i;
  }
  return text.length;
}

/** Splits at commas outside brackets. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    if ('([{<'.includes(text[i] ?? ' ')) depth++;
    else if (')]}'.includes(text[i] ?? ' ') || (text[i] === '>' && text[i - 1] !== '=')) depth--;
    else if (i === text.length || (text[i] === ',' && depth === 0)) {
      if (text.slice(from, i).trim()) parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return parts;
}
