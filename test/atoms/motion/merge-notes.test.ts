import { expect, test } from 'vitest';
import { markStage, mergeNotes } from '../../../src/atoms/motion/merge-notes.js';
import type { Note } from '../../../src/core/index.js';

const note = (text: string, where?: string): Note => ({ level: 'warning', code: 'x', text, where });

test('of notes that differ in their numbers the worst is kept, whatever the order', () => {
  const near = [
    note('Co and B came within 1.494 Å; the shortest is 1.513 Å', 'a'),
    note('Co and B came within 1.41 Å; the shortest is 1.513 Å', 'b'),
    note('Co and Ni came within 1.6 Å; the shortest is 1.9 Å', 'c'),
  ];
  expect(mergeNotes(near.slice(0, 1), near.slice(1)).map((n) => n.where)).toEqual(['b', 'c']);
  expect(mergeNotes(near.slice(1), near.slice(0, 1)).map((n) => n.where)).toEqual(['b', 'c']);
  const far = [
    note('left training (3 times, at worst by 98 % of the range)', 'a'),
    note('left training (1 time, at worst by 1.2 times of the range)', 'b'),
    note('left training (25 times, at worst by 5 % of the range)', 'c'),
  ];
  expect(mergeNotes(far).map((n) => n.where)).toEqual(['b']);
});

test('a stage is put before the place', () => {
  expect(markStage([note('a', 'atom 3'), note('b')], 'melt').map((n) => n.where)).toEqual(['melt, atom 3', 'melt']);
});
