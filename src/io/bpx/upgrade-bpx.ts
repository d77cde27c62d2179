import { InputError, type Note } from '../../core/index.js';
import type { JsonObject } from './check-keys.js';

export const BPX_VERSION = '1.1.1';

/**
 * Brings a BPX v0.x document up to 1.1.1: temperatures and the electrolyte's concentration move into `State`. The
 * caller's object is left alone. What the versions mean differently, or what has no place any more, is told in notes.
 */
export function upgradeBpx(json: JsonObject): { document: JsonObject; notes: Note[] } {
  const document = structuredClone(json);
  const header = document.Header as JsonObject | undefined;
  const version = header?.BPX;
  const [major, minor] = (/^\s*(\d+)(?:\.(\d+))?/.exec(String(version ?? '')) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (!header || major === undefined || (typeof version !== 'string' && typeof version !== 'number')) {
    throw new InputError(`"Header → BPX" is not a version: ${JSON.stringify(version)}`, {
      where: { path: 'Header → BPX' },
    });
  }
  if (major > 1)
    throw new InputError(`BPX ${String(version)} is newer than ${BPX_VERSION}`, { where: { path: 'Header → BPX' } });
  header.BPX = String(version);
  if (major === 1) return { document, notes: [] };

  const notes: Note[] = [];
  const note = (level: Note['level'], code: string, text: string): void => void notes.push({ level, code, text });
  const parts = (document.Parameterisation ?? {}) as JsonObject;
  const cell = (parts.Cell ?? {}) as JsonObject;
  const electrolyte = (parts.Electrolyte ?? {}) as JsonObject;
  const take = (from: JsonObject, key: string): unknown => {
    const value = from[key];
    delete from[key];
    return value;
  };
  const ambient = take(cell, 'Ambient temperature [K]') ?? cell['Reference temperature [K]'] ?? 298.15;
  const initial = take(cell, 'Initial temperature [K]') ?? ambient;
  const concentration = take(electrolyte, 'Initial concentration [mol.m-3]');
  if (take(cell, 'Thermal conductivity [W.m-1.K-1]') !== undefined) {
    note(
      'info',
      'bpx-dropped-key',
      'the thermal conductivity was left out: BPX 1 has no place for it and a lumped model does not use it',
    );
  }
  document.State = {
    'Initial conditions': {
      'Initial state-of-charge': 1,
      'Initial temperature [K]': initial,
      ...(concentration !== undefined && { 'Initial electrolyte concentration [mol.m-3]': concentration }),
    },
    'Thermal environment': { 'Ambient temperature [K]': ambient },
  };
  header.BPX = BPX_VERSION;
  note(
    'info',
    'bpx-upgraded',
    `BPX ${String(version)} was brought up to ${BPX_VERSION}: temperatures and the electrolyte's concentration now stand under State`,
  );
  if (minor! < 3) {
    note(
      'warning',
      'bpx-rate-constant',
      `BPX ${String(version)} is older than 0.3, where the factor 2 entered j = 2 j0 sinh(F η / 2RT); the reaction rate constants are used as they stand`,
    );
  }
  return { document, notes };
}
