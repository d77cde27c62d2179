import { expect, it } from 'vitest';
import { listNotes } from '../../src/cli/progress.js';
import type { Note } from '../../src/core/index.js';

const note = (text: string, where?: string, code = 'outside-training', level: Note['level'] = 'warning'): Note => ({
  level,
  code,
  text,
  ...(where !== undefined && { where }),
});

it('counts many notes of one kind in a line, and gives each its own where that is asked for', () => {
  const many = Array.from({ length: 25 }, (_, k) => note(`Ni–B of ${k} Å is outside`, `seed ${k}`));
  expect(listNotes(many, false)).toEqual([
    'warning: Ni–B of 0 Å is outside (seed 0); 24 more of this kind, --verbose lists them',
  ]);
  expect(listNotes(many, true)).toHaveLength(25);
});

it('says a note that holds at many places once', () => {
  const places = ['a.csv', 'b.csv', 'a.csv', 'c.csv', 'd.csv', 'e.csv'].map((where) =>
    note('the unit is guessed', where),
  );
  expect(listNotes(places, false)).toEqual(['warning: the unit is guessed (a.csv, b.csv, c.csv and 2 more)']);
  expect(listNotes(places, true)).toEqual(['warning: the unit is guessed (a.csv, b.csv, c.csv, d.csv, e.csv)']);
});

it('names no place that the text names', () => {
  expect(listNotes([note('O 1s is not detected', 'O 1s')], false)).toEqual(['warning: O 1s is not detected']);
});

it('puts what is serious first, and folds none of it', () => {
  const notes = [
    note('i', undefined, 'x', 'info'),
    ...[1, 2, 3, 4, 5].map((k) => note(`s${k}`, undefined, 'y', 'serious')),
  ];
  expect(listNotes(notes, false)).toEqual([1, 2, 3, 4, 5].map((k) => `serious: s${k}`).concat('info: i'));
});
