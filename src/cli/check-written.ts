import type { Command } from 'commander';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InputError, WriteError } from '../core/index.js';
import { toWriteError } from './files.js';

/** Options by which commands write a file. */
const WRITTEN = ['out', 'figure', 'record', 'trajectory'];
const TABLES = ['.csv', '.csv.gz', '.parquet'];
/**
 * Forms of options that no writer of tables or structures stands behind, by the option's name or by command and option.
 */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  figure: ['.svg', '.json', '.csv'],
  trajectory: ['.extxyz', '.xyz'],
  'analyse out': ['.csv', '.xlsx', '.cif'],
  'open out': ['.html'],
  'export out': ['.zip'],
  'section out': ['.png'],
  'particle out': ['.json', '.tess', '.vtu', ...TABLES],
  'infuse out': ['.json', '.tess', '.vtu', ...TABLES],
};

/**
 * Refuses, before a command begins its work, files that it could not write in the end: of a form it does not know, or
 * into no folder.
 */
export async function checkWrittenFiles(command: Command): Promise<void> {
  for (const option of command.options) {
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    if (!WRITTEN.includes(name) || !option.flags.includes('<file') || typeof value !== 'string' || value === '-')
      continue;
    const forms = FORMS[`${command.name()} ${name}`] ?? FORMS[name];
    if (await isDevice(value)) continue;
    if (forms && !forms.some((form) => value.toLowerCase().endsWith(form)))
      throw new InputError(`${option.long} cannot be written as "${value}"`, { value, allowed: forms });
    if (!forms && !(command.name() === 'crack' && /\.vtu$/i.test(value))) {
      const { writerFor } = await import('./resolve.js');
      await writerFor(value);
    }
    await requireWritable(value);
  }
}

/** Whether a path is a device or a pipe, which takes any form. */
const isDevice = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => !info.isFile() && !info.isDirectory(),
    () => false,
  );

/** Refuses a path that is a folder, or in a folder that is not there or may not be written. */
export async function requireWritable(path: string): Promise<void> {
  if (
    await stat(path).then(
      (info) => info.isDirectory(),
      () => false,
    )
  )
    throw new WriteError('this is a folder', { file: path }, { hint: 'name a file in it' });
  await access(dirname(resolve(path)), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw toWriteError(error, path);
  });
}
