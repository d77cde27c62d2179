const FIRST = 64;
const LARGEST = 1 << 18;
/** No more room than this is made for values that are only expected. */
const MOST_EXPECTED = 1 << 22;

/** [1] Share of a piece that may stay empty where it alone holds all values. */
const SPARE = 1 / 8;

/** Numbers that arrive one at a time, kept in pieces, so that no growth ever copies what is already there. */
export class GrowableNumbers {
  length = 0;
  private readonly pieces: Float64Array[] = [];
  private piece = new Float64Array(FIRST);
  private used = 0;

  /** Makes room for about so many values, so that they need not be copied at the end. */
  expect(count: number): void {
    if (this.length === 0 && count > LARGEST && count <= MOST_EXPECTED) this.piece = new Float64Array(count);
  }

  push(value: number): void {
    if (this.used === this.piece.length) this.grow();
    this.piece[this.used++] = value;
    this.length++;
  }

  append(values: Float64Array): void {
    for (let from = 0; from < values.length; ) {
      if (this.used === this.piece.length) this.grow(values.length - from);
      const some = values.subarray(from, from + this.piece.length - this.used);
      this.piece.set(some, this.used);
      this.used += some.length;
      from += some.length;
    }
    this.length += values.length;
  }

  private grow(wanted = 1): void {
    this.pieces.push(this.piece);
    this.piece = new Float64Array(Math.min(LARGEST, Math.max(wanted, this.piece.length * 2)));
    this.used = 0;
  }

  /** All values in one array; the pieces are let go. */
  finish(): Float64Array {
    if (this.pieces.length === 0 && this.used >= (1 - SPARE) * this.piece.length)
      return this.piece.subarray(0, this.used);
    const all = new Float64Array(this.length);
    let at = 0;
    for (const piece of this.pieces.splice(0)) {
      all.set(piece, at);
      at += piece.length;
    }
    all.set(this.piece.subarray(0, this.used), at);
    this.piece = new Float64Array(0);
    this.used = 0;
    return all;
  }
}

/** Words that arrive one at a time; equal words share one string. */
export class GrowableWords {
  readonly values: string[] = [];
  private readonly known = new Map<string, string>();

  push(word: string): void {
    let shared = this.known.get(word);
    if (shared === undefined) {
      shared = word;
      if (this.known.size < 10_000) this.known.set(word, word);
    }
    this.values.push(shared);
  }

  get length(): number {
    return this.values.length;
  }
}
