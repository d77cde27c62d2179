import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadError } from '../../src/core/index.js';
import { defineReader, detectReader, HEAD_SIZE, makeSource, readers, type Reader } from '../../src/io/index.js';
import { describeShared, sharedPath } from '../shared-data.js';

const fake = (id: string, score: number, extensions: string[] = []): Reader =>
  defineReader({
    id,
    version: '1',
    title: `Form ${id}`,
    kind: 'table',
    extensions,
    sniff: () => score,
    read: async () => ({ recordings: [], structures: [], notes: [] }),
  });
const source = (text: string, name = 'x.dat') => makeSource(name, new TextEncoder().encode(text));

describe('detectReader', () => {
  it('goes by content before name', async () => {
    const { reader, because, others } = await detectReader(source('x'), [fake('a', 0.4, ['.dat']), fake('b', 0.9)]);
    expect(reader.id).toBe('b');
    expect(because).toMatch(/whatever the name/);
    expect(others.map((o) => o.reader.id)).toEqual(['a']);
  });

  it('says what an unreadable text lacks rather than list every form with its ending', async () => {
    const fails = async (text: string) =>
      detectReader(source(text, 'x.csv'), readers).then(
        () => 'read',
        (error: ReadError) => error.message,
      );
    expect(await fails('\n \n\t\n')).toMatch(/holds nothing but blanks/);
    expect(await fails('\ufeff')).toMatch(/holds nothing but blanks/);
    expect(await fails('time_s,voltage_V,current_A\n')).toMatch(/single line of text: no rows follow it — x\.csv:1/);
    expect(await fails(`time_s,${'aux,'.repeat(20_000)}\n1,${'0,'.repeat(20_000)}\n`)).toMatch(
      /first line is longer than 64 KiB/,
    );
    expect(await fails(`${'# of the instrument\n'.repeat(5000)}time_s,voltage_V\n0,3\n1,3\n`)).toMatch(
      /first 64 KiB are comments alone/,
    );
    expect(await fails('To whom it may concern:\nthese are\nwords.\n')).toMatch(
      /^\d+ forms of files end in such a name/,
    );
  });

  it('lets the ending break a tie', async () => {
    const { reader, because } = await detectReader(source('x'), [fake('a', 0.8), fake('b', 0.8, ['.dat'])]);
    expect(reader.id).toBe('b');
    expect(because).toMatch(/the ending of the name decides/);
  });

  it('reports a tie rather than guess', async () => {
    await expect(detectReader(source('x'), [fake('a', 0.8), fake('b', 0.82)])).rejects.toThrow(
      /could be Form b \(b\) or Form a \(a\).*--reader b/,
    );
  });

  it.each([
    ['', /the file is empty/],
    ['%PDF-1.7', /this is a PDF/],
    ['##TITLE= IR\n##JCAMP-DX= 4.24\n', /this is a JCAMP-DX spectrum/],
    ['WDF1\0\0', /this is a Renishaw WiRE spectrum/],
    ['CPYA 4.2673 552#', /this is an Origin project/],
    ['<!DOCTYPE html>\n<html>', /this is a web page/],
    ['<?xml version="1.0"?>\n<mzML>', /this is mass spectra/],
    ['\x89PNG\r\n', /no reader/],
    ['hello', /the name looks like Form a, but the content does not/],
  ])('says what %j is', async (text, message) => {
    await expect(detectReader(source(text), [fake('a', 0, ['.dat'])])).rejects.toThrow(
      text.startsWith('\x89') ? /text file|looks like/ : message,
    );
  });

  it('answers for any bytes with a reader or a ReadError', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('x', 'x.cif', 'POSCAR', 'x.mpr', 'x.json', 'x.csv', 'x.ndax'),
        async (bytes, name) => {
          await detectReader(makeSource(name, bytes), readers).catch((error: unknown) =>
            expect(error).toBeInstanceOf(ReadError),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the registry', () => {
  it('names each reader once, with what a person needs to know', () => {
    expect(new Set(readers.map((r) => r.id)).size).toBe(readers.length);
    for (const { id, title, version, extensions } of readers) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(version).not.toBe('');
      expect(title).not.toBe('');
      for (const ending of extensions) expect(ending).toBe(ending.toLowerCase());
    }
  });

  it('scores within 0 and 1, and never throws while it sniffs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const reader of readers) {
          const score = reader.sniff(bytes, 'x');
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describeShared('real files', () => {
  it('are claimed by one reader each, never by two that tie', async () => {
    const ties: string[] = [];
    for (const folder of ['structures', 'cycling', 'eis', 'gitt_ocv_rate']) {
      for (const name of readdirSync(sharedPath(folder))) {
        const path = join(sharedPath(folder), name);
        if (!statSync(path).isFile()) continue;
        const head = new Uint8Array(readFileSync(path)).slice(0, HEAD_SIZE);
        await detectReader(makeSource(name, head), readers).catch((error: Error) => {
          if (/could be/.test(error.message)) ties.push(`${name}: ${error.message}`);
        });
      }
    }
    expect(ties).toEqual([]);
  });
});
