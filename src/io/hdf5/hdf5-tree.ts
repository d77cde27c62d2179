type Value = number | string | boolean | null | Float64Array | readonly Value[];

/** A dataset with all its values; whole numbers are doubles; null where there are more than a single one may have. */
export interface Hdf5Dataset {
  path: string;
  attributes: Readonly<Record<string, Value>>;
  shape: readonly number[];
  /** Row by row; a single one where there is no shape. */
  value: Value;
}

/** A group with all that is in it. */
export interface Hdf5Group {
  path: string;
  attributes: Readonly<Record<string, Value>>;
  groups: Readonly<Record<string, Hdf5Group>>;
  datasets: Readonly<Record<string, Hdf5Dataset>>;
}

/**
 * What a file may cost: seconds, bytes of the HDF5 library, objects, depth of groups, values of all datasets. One of more
 * than `largest` values, such as a detector's images, is not read and costs nothing.
 */
export interface Hdf5Limits {
  seconds: number;
  bytes: number;
  objects: number;
  depth: number;
  values: number;
  largest: number;
}

/** What a thread says of a file. */
export type Hdf5Answer = { tree: Hdf5Group } | { failed: string };
