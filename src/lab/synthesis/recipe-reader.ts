import { InputError, parseQuantity, type DimensionName } from '../../core/index.js';

/** One value of a recipe with a stated uncertainty. */
export interface UncertainInput {
  path: string;
  sigma: number;
}

/**
 * Reads the values of a recipe by their places, all in SI; knows which carry an uncertainty and can shift one of them.
 */
export class RecipeReader {
  readonly uncertain: UncertainInput[] = [];

  /**
   * @param data  what stands in the recipe
   * @param shift by path: added to a value when it is read
   */
  constructor(
    private readonly data: unknown,
    private readonly file: string,
    private readonly shift: Readonly<Record<string, number>> = {},
  ) {}

  fail(path: string, what: string, value?: unknown, allowed?: readonly string[]): InputError {
    return new InputError(`${path}: ${what}`, {
      where: { file: this.file, path },
      ...(value !== undefined && { value }),
      ...(allowed && { allowed }),
    });
  }

  /** A map at a path. */
  map(path: string): Readonly<Record<string, unknown>> {
    const found = this.find(path);
    if (!found || typeof found !== 'object' || Array.isArray(found)) throw this.fail(path, 'has to be a map', found);
    return found as Record<string, unknown>;
  }

  has(path: string): boolean {
    return this.find(path) !== undefined;
  }

  text(path: string): string;
  text(path: string, fallback: string | undefined): string | undefined;
  text(path: string, ...fallback: [string | undefined] | []): string | undefined {
    const found = this.find(path);
    if (found === undefined) {
      if (fallback.length > 0) return fallback[0];
      throw this.fail(path, 'is missing');
    }
    if (typeof found !== 'string' && typeof found !== 'number') throw this.fail(path, 'has to be text', found);
    return String(found);
  }

  /** A quantity in SI, above zero. */
  quantity(path: string, dimension: DimensionName): number;
  quantity(path: string, dimension: DimensionName, fallback: number | undefined): number | undefined;
  quantity(path: string, dimension: DimensionName, ...fallback: [number | undefined] | []): number | undefined {
    const found = this.find(path);
    if (found === undefined) {
      if (fallback.length > 0) return fallback[0];
      throw this.fail(path, `is missing: it is a quantity with its unit (${dimension})`);
    }
    if (typeof found !== 'string' && typeof found !== 'number') throw this.fail(path, 'has to be a quantity', found);
    let read: ReturnType<typeof parseQuantity>;
    try {
      read = parseQuantity(found, dimension);
    } catch (error) {
      throw this.fail(path, (error as Error).message, found);
    }
    if (!(read.value > 0)) throw this.fail(path, 'has to be above zero', found);
    if (read.sigma !== undefined && read.sigma > 0 && !this.uncertain.some((u) => u.path === path))
      this.uncertain.push({ path, sigma: read.sigma });
    return read.value + (this.shift[path] ?? 0);
  }

  /** Refuses keys of a map that are not known, with the nearest that is. */
  allow(path: string, known: readonly string[], also: (key: string) => boolean = () => false): void {
    for (const key of Object.keys(this.map(path)))
      if (!known.includes(key) && !also(key))
        throw this.fail(`${path}.${key}`.replace(/^\./, ''), `"${key}" is not known here`, key, known);
  }

  private find(path: string): unknown {
    let at: unknown = this.data;
    for (const key of path === '' ? [] : path.split('/')) {
      if (!at || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
      at = (at as Record<string, unknown>)[key];
    }
    return at === null ? undefined : at;
  }
}
