import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Recording } from '../../core/index.js';

/** A table as BDF Parquet, machine names, with metadata as a text inside. */
export function toBdfParquet(recording: Recording): Uint8Array {
  const { table } = recording;
  const columnData = table.columns.flatMap((c) => {
    const own = Array.isArray(c.values)
      ? { name: c.name, data: c.values, type: 'STRING' as const }
      : c.valid
        ? {
            name: c.name,
            data: Array.from(c.values, (v, i) => (c.valid![i] ? v : null)),
            type: c.values instanceof Int32Array ? ('INT32' as const) : ('DOUBLE' as const),
            nullable: true,
          }
        : {
            name: c.name,
            data: c.values,
            type: c.values instanceof Int32Array ? ('INT32' as const) : ('DOUBLE' as const),
            nullable: false,
          };
    return c.sigma
      ? [own, { name: `${c.name}_sigma`, data: c.sigma, type: 'DOUBLE' as const, nullable: false }]
      : [own];
  });
  const kvMetadata = [
    {
      key: 'cermet',
      value: JSON.stringify({ kind: recording.kind, about: recording.about, origin: recording.origin }),
    },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata }));
}
