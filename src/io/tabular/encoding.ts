/** Names that `TextDecoder` takes, of the encodings instruments write. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis' | 'gb18030' | 'windows-1252';

/** What the first bytes say about how text is written, and how many bytes of mark to step over. */
export interface DetectedEncoding {
  encoding: Encoding;
  mark: number;
}

/**
 * Finds the encoding of text from its first bytes: a byte-order mark, else UTF-8 where it is valid, else Shift-JIS or
 * GB 18030 where the high bytes pair up as those do, else Windows-1252 (which holds Latin-1).
 */
export function detectEncoding(head: Uint8Array): DetectedEncoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  if (looksLikeUtf16(head)) return { encoding: 'utf-16le', mark: 0 };
  // A multi-byte character may be cut where the head ends, so the last three bytes are left out.
  const sample = head.length > 1000 ? head.subarray(0, head.length - 3) : head;
  if (decodes(sample, 'utf-8')) return { encoding: 'utf-8', mark: 0 };
  const pairs = countPairs(sample);
  if (pairs.kana >= 2 && decodes(sample, 'shift_jis')) return { encoding: 'shift_jis', mark: 0 };
  if (pairs.unpaired === 0 && pairs.high >= 4 && decodes(sample, 'gb18030')) return { encoding: 'gb18030', mark: 0 };
  return { encoding: 'windows-1252', mark: 0 };
}

const decoders = new Map<Encoding, TextDecoder>();
const strict = new Map<Encoding, TextDecoder>();

/** Text of bytes, replacing what cannot be decoded. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  let decoder = decoders.get(encoding);
  if (!decoder) decoders.set(encoding, (decoder = new TextDecoder(encoding, { ignoreBOM: true })));
  return decoder.decode(bytes);
}

function decodes(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    let decoder = strict.get(encoding);
    if (!decoder) strict.set(encoding, (decoder = new TextDecoder(encoding, { fatal: true })));
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function looksLikeUtf16(head: Uint8Array): boolean {
  const n = Math.min(head.length & ~1, 400);
  if (n < 8) return false;
  let zeros = 0;
  for (let i = 1; i < n; i += 2) if (head[i] === 0 && head[i - 1] !== 0) zeros++;
  return zeros > 0.4 * n;
}

/**
 * Counts two-byte characters: `kana` in the Shift-JIS ranges of kana and common kanji, `high` any pair of high bytes,
 * `unpaired` the rest.
 */
function countPairs(bytes: Uint8Array): { kana: number; high: number; unpaired: number } {
  let kana = 0;
  let high = 0;
  let unpaired = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    const next = bytes[i + 1] ?? 0;
    if (
      ((bytes[i]! >= 0x81 && bytes[i]! <= 0x9f) || (bytes[i]! >= 0xe0 && bytes[i]! <= 0xea)) &&
      next >= 0x40 &&
      next !== 0x7f &&
      next <= 0xfc
    ) {
      kana++;
      i++;
    } else if (bytes[i]! >= 0x81 && next >= 0x80) {
      high++;
      i++;
    } else unpaired++;
  }
  return { kana, high, unpaired };
}
