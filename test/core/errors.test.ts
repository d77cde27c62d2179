import { expect, it } from 'vitest';
import { InputError, ReadError } from '../../src/core/index.js';

it('a name as long as a file does not fill the screen', () => {
  const long = 'x'.repeat(3e6);
  const error = new InputError(`"${long}" is not a key`, { where: { file: 'a.json', path: long }, value: long });
  expect(error.message.length).toBeLessThan(2500);
  expect(error.message).toMatch(/^"xxx.* … x+" is not a key — a\.json, x+ … x+$/);
});

it('many lines of a message stay whole', () => {
  const lines = Array.from({ length: 300 }, (_, k) => `line ${k} is wrong`).join('\n');
  expect(new ReadError(lines, { file: 'a' }).what).toBe(lines);
});
