import { zlibSync } from 'fflate';
import { ByteBuilder } from './byte-builder.js';

function element(type: number, body: Uint8Array): Uint8Array {
  return new ByteBuilder()
    .u32(type)
    .u32(body.length)
    .bytes(body)
    .zeros((8 - (body.length % 8)) % 8)
    .build();
}

function matrix(kind: number, shape: number[], name: string, rest: Uint8Array[]): Uint8Array {
  const shapes = new ByteBuilder();
  for (const n of shape) shapes.i32(n);
  const body = new ByteBuilder()
    .bytes(element(6, new ByteBuilder().u32(kind).u32(0).build()))
    .bytes(element(5, shapes.build()))
    .bytes(element(1, new ByteBuilder().text(name).build()));
  for (const part of rest) body.bytes(part);
  return element(14, body.build());
}

/** A MATLAB 5 file with one compressed structure of vectors. */
export function makeMat(name: string, vectors: Record<string, number[]>): Uint8Array {
  const width = 32;
  const names = new ByteBuilder();
  for (const field of Object.keys(vectors)) names.text(field, width, 0);
  const fields = Object.values(vectors).map((values) => {
    const b = new ByteBuilder();
    for (const v of values) b.f64(v);
    return matrix(6, [values.length, 1], '', [element(9, b.build())]);
  });
  const struct = matrix(2, [1, 1], name, [
    element(5, new ByteBuilder().i32(width).build()),
    element(1, names.build()),
    ...fields,
  ]);
  const packed = zlibSync(struct);
  return new ByteBuilder()
    .text('MATLAB 5.0 MAT-file, made by a test', 124)
    .u16(0x0100)
    .text('IM')
    .u32(15)
    .u32(packed.length)
    .bytes(packed)
    .build();
}
