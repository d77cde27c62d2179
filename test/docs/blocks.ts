import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A code block of a page, with the line it begins on. */
export interface Block {
  file: string;
  line: number;
  language: string;
  text: string;
}

/** All fenced blocks of the README and of every page under docs. */
export function readBlocks(): Block[] {
  const pages = [
    'README.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.md'))
      .map((f) => join('docs', f))
      .sort(),
  ];
  return pages.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
      file,
      line: text.slice(0, match.index).split('\n').length,
      language: match[1],
      text: match[2],
    }));
  });
}
