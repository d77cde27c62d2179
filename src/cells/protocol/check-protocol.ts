import { InputError } from '../../core/index.js';
import { parseProtocol, type DriveTables } from './parse-protocol.js';
import type { Item, Protocol } from './protocol.js';

/**
 * A protocol given as data: `{"steps": [...]}` whose entries are sentences, `{"repeat": 10, "steps": [...]}` or
 * `{"every": 50, "steps": [...]}`.
 *
 * @throws InputError with the place of what is wrong
 */
export function readProtocol(data: unknown, tables: DriveTables = {}): Protocol {
  const root = data as { title?: unknown; steps?: unknown; tables?: unknown } | null;
  if (typeof root !== 'object' || root === null || !Array.isArray(root.steps))
    throw new InputError('a protocol as data is {"steps": [ … ]}');
  checkNames(root, ['title', 'steps', 'tables'], '');
  const own = (root.tables ?? {}) as DriveTables;
  return {
    title: typeof root.title === 'string' ? root.title : undefined,
    items: readItems(root.steps, 'steps', { ...tables, ...own }),
  };
}

function readItems(list: readonly unknown[], path: string, tables: DriveTables): Item[] {
  return list.flatMap((entry, k): readonly Item[] => {
    const here = `${path}[${k}]`;
    if (typeof entry === 'string') return parseProtocol(entry, tables).items;
    if (typeof entry !== 'object' || entry === null)
      throw new InputError('an entry must be a sentence or an object', { where: { path: here } });
    checkNames(entry, ['repeat', 'every', 'steps'], here);
    const { repeat, every, steps } = entry as { repeat?: unknown; every?: unknown; steps?: unknown };
    const count = repeat ?? every;
    if (
      (repeat !== undefined && every !== undefined) ||
      !Array.isArray(steps) ||
      !Number.isInteger(count) ||
      (count as number) < 1
    ) {
      throw new InputError('an object must be {"repeat": n, "steps": [ … ]} or {"every": n, "steps": [ … ]}', {
        where: { path: here },
      });
    }
    const items = readItems(steps, `${here}.steps`, tables);
    return [
      repeat !== undefined
        ? { kind: 'repeat', times: count as number, items }
        : { kind: 'every', passes: count as number, items },
    ];
  });
}

function checkNames(object: object, allowed: readonly string[], path: string): void {
  for (const key of Object.keys(object))
    if (!allowed.includes(key))
      throw new InputError(`there is no "${key}" in ${path || 'a protocol'}`, {
        value: key,
        allowed,
        where: { path: path ? `${path}.${key}` : key },
      });
}
