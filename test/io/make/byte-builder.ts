/** Little-endian bytes, one value after the other. */
export class ByteBuilder {
  private readonly parts: number[] = [];

  get length(): number {
    return this.parts.length;
  }

  private put(size: number, set: (view: DataView) => void): this {
    const bytes = new Uint8Array(size);
    set(new DataView(bytes.buffer));
    for (const b of bytes) this.parts.push(b);
    return this;
  }

  u8 = (v: number): this => this.put(1, (d) => d.setUint8(0, v));
  u16 = (v: number): this => this.put(2, (d) => d.setUint16(0, v, true));
  i16 = (v: number): this => this.put(2, (d) => d.setInt16(0, v, true));
  u32 = (v: number): this => this.put(4, (d) => d.setUint32(0, v, true));
  i32 = (v: number): this => this.put(4, (d) => d.setInt32(0, v, true));
  u64 = (v: number): this => this.put(8, (d) => d.setBigUint64(0, BigInt(v), true));
  i64 = (v: number): this => this.put(8, (d) => d.setBigInt64(0, BigInt(Math.round(v)), true));
  f32 = (v: number): this => this.put(4, (d) => d.setFloat32(0, v, true));
  f64 = (v: number): this => this.put(8, (d) => d.setFloat64(0, v, true));

  /** ASCII, padded to a width. */
  text(text: string, width = text.length, pad = 0x20): this {
    for (let i = 0; i < width; i++) this.parts.push(i < text.length ? text.charCodeAt(i) : pad);
    return this;
  }

  zeros(count: number): this {
    for (let i = 0; i < count; i++) this.parts.push(0);
    return this;
  }

  bytes(bytes: Uint8Array): this {
    for (const b of bytes) this.parts.push(b);
    return this;
  }

  /** Zeros up to a position. */
  upTo(position: number): this {
    return this.zeros(Math.max(0, position - this.parts.length));
  }

  build(): Uint8Array {
    return Uint8Array.from(this.parts);
  }
}

/** Writes into bytes that exist already. */
export function poke(bytes: Uint8Array, at: number, write: (b: ByteBuilder) => void): void {
  const b = new ByteBuilder();
  write(b);
  bytes.set(b.build(), at);
}
