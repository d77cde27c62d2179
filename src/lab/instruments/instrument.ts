import type { Context, Recording, Settings, Values } from '../../core/index.js';
import type { NamedStructure } from '../../evidence/index.js';

/** A simulated instrument as data: the command line, studies and pages list and run it from here. */
export interface Instrument<S extends Settings = Settings> {
  id: string;
  title: string;
  /** Id of the kind of recording that it makes. */
  kind: string;
  /** Endings of files that keep all that it makes, the usual one first. */
  endings: readonly string[];
  settings: S;
  /**
   * What the instrument would record; all chance comes from the context's generator.
   *
   * @param open gives a structure by the name of a crystal, a formula or a file
   */
  simulate(
    settings: Values<S>,
    ctx: Context | undefined,
    open: (name: string) => Promise<NamedStructure>,
  ): Promise<Recording[]>;
}

/** An instrument whose settings are known at run time only, as registries hold it. */
export interface AnyInstrument extends Omit<Instrument, 'simulate'> {
  // biome-ignore lint/suspicious/noExplicitAny: settings were read by the instrument's own schema
  simulate(settings: any, ctx: Context | undefined, open: any): Promise<Recording[]>;
}

/** Checks and freezes an instrument. */
export function defineInstrument<const S extends Settings>(instrument: Instrument<S>): Instrument<S> {
  return Object.freeze(instrument);
}
