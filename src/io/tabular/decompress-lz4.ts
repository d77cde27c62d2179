/**
 * Unpacks one LZ4 block (LZ4 block format description, Y. Collet), or a frame of blocks as Hadoop's and older Parquet
 * writers make.
 *
 * @param size [1] bytes that come out
 */
export function decompressLz4(input: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  if (isHadoopFrame(input, size)) {
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    let to = 0;
    for (let at = 0; at + 8 <= input.length && to < size; ) {
      const unpacked = view.getUint32(at);
      const packed = view.getUint32(at + 4);
      to += unpackBlock(input.subarray(at + 8, at + 8 + packed), output.subarray(to, to + unpacked));
      at += 8 + packed;
    }
    return output;
  }
  unpackBlock(input, output);
  return output;
}

/** Hadoop puts the sizes of a block, unpacked and packed, before it as big-endian numbers. */
function isHadoopFrame(input: Uint8Array, size: number): boolean {
  if (input.length < 8) return false;
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  return (
    view.getUint32(0) <= size && view.getUint32(0) > 0 && view.getUint32(4) <= input.length - 8 && view.getUint32(4) > 0
  );
}

function unpackBlock(input: Uint8Array, output: Uint8Array): number {
  let from = 0;
  let to = 0;
  const length = (short: number): number => {
    let total = short;
    if (short === 15) for (let more = 255; more === 255 && from < input.length; ) total += more = input[from++]!;
    return total;
  };
  while (from < input.length) {
    const token = input[from++]!;
    const literal = length(token >> 4);
    if (from + literal > input.length || to + literal > output.length) throw new Error('LZ4 data is damaged');
    output.set(input.subarray(from, from + literal), to);
    from += literal;
    to += literal;
    if (from >= input.length) break;
    const distance = input[from]! | (input[from + 1]! << 8);
    from += 2;
    const match = length(token & 15) + 4;
    if (distance === 0 || distance > to || to + match > output.length) throw new Error('LZ4 data is damaged');
    for (let i = 0; i < match; i++, to++) output[to] = output[to - distance]!;
  }
  return to;
}
