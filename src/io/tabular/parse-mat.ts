import { ReadError } from '../../core/index.js';
import { inflate } from './archive.js';

/**
 * A variable of a MATLAB file: numbers (column-major), text, or a structure of named variables (the first element of an
 * array of structures).
 */
export type MatValue =
  | { numbers: Float64Array; shape: number[] }
  | { text: string }
  | { fields: Map<string, MatValue> }
  | undefined;

const MATRIX = 14;
const COMPRESSED = 15;
/** Bytes a number by storage type. */
const widths: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8, 16: 1, 17: 2 };
const DEEPEST = 24;

/** Whether bytes begin as a MATLAB 5 file does. */
export function isMat5(head: Uint8Array): boolean {
  return (
    head.length > 132 &&
    new TextDecoder('windows-1252').decode(head.subarray(0, 10)) === 'MATLAB 5.0' &&
    ((head[126] === 0x49 && head[127] === 0x4d) || (head[126] === 0x4d && head[127] === 0x49))
  );
}

/** Parses a MATLAB 5 file (MAT-File Format, MathWorks, version 5), compressed elements too. */
export async function parseMat5(bytes: Uint8Array, file: string): Promise<Map<string, MatValue>> {
  const little = bytes[126] === 0x49;
  const variables = new Map<string, MatValue>();
  let at = 128;
  while (at + 8 <= bytes.length) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const type = view.getUint32(at, little);
    const size = view.getUint32(at + 4, little);
    if (at + 8 + size > bytes.length) throw new ReadError('the file ends inside a variable', { file, byte: at });
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (type === COMPRESSED) {
      const unpacked = await inflate(body, 'deflate', undefined, { file, byte: at });
      const element = new Elements(unpacked, little, file).next();
      if (element?.type === MATRIX) addVariable(variables, element.body, little, file);
    } else if (type === MATRIX) addVariable(variables, body, little, file);
    at += 8 + size;
  }
  return variables;
}

function addVariable(variables: Map<string, MatValue>, body: Uint8Array, little: boolean, file: string): void {
  const { name, value } = parseMatrix(body, little, file, 0);
  variables.set(name, value);
}

interface Element {
  type: number;
  body: Uint8Array;
}

/** Walks the elements of a block; short ones keep their contents inside their tag. */
class Elements {
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly little: boolean,
    private readonly file: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  next(): Element | undefined {
    if (this.at + 8 > this.bytes.length) return undefined;
    const tag = this.view.getUint32(this.at, this.little);
    if (tag >>> 16) {
      const size = tag >>> 16;
      if (size > 4) throw new ReadError('an element of the MATLAB file is damaged', { file: this.file });
      const element = { type: tag & 0xffff, body: this.bytes.subarray(this.at + 4, this.at + 4 + size) };
      this.at += 8;
      return element;
    }
    const size = this.view.getUint32(this.at + 4, this.little);
    if (this.at + 8 + size > this.bytes.length)
      throw new ReadError('an element of the MATLAB file runs past its end', { file: this.file });
    const element = { type: tag, body: this.bytes.subarray(this.at + 8, this.at + 8 + size) };
    this.at += 8 + Math.ceil(size / 8) * 8;
    return element;
  }
}

function parseMatrix(
  body: Uint8Array,
  little: boolean,
  file: string,
  depth: number,
): { name: string; value: MatValue } {
  if (depth > DEEPEST)
    throw new ReadError('the structures of the MATLAB file are nested too deeply to be believed', { file });
  const elements = new Elements(body, little, file);
  const flags = elements.next();
  const dimensions = elements.next();
  const nameElement = elements.next();
  if (!flags || !dimensions || !nameElement) return { name: '', value: undefined };
  const kind = toNumbers(flags, little)[0]! & 0xff;
  const shape = Array.from(toNumbers(dimensions, little));
  const name = new TextDecoder('windows-1252').decode(nameElement.body);
  const count = shape.reduce((a, b) => a * b, 1);
  if (kind === 2) {
    const width = toNumbers(elements.next() ?? flags, little)[0]!;
    const names = elements.next();
    const fields = new Map<string, MatValue>();
    if (names && width > 0 && count > 0) {
      for (let i = 0; (i + 1) * width <= names.body.length; i++) {
        const field = new TextDecoder('windows-1252')
          .decode(names.body.subarray(i * width, (i + 1) * width))
          .replace(/\0.*$/s, '');
        const element = elements.next();
        if (element?.type === MATRIX)
          fields.set(
            field,
            element.body.length > 0 ? parseMatrix(element.body, little, file, depth + 1).value : undefined,
          );
      }
    }
    return { name, value: { fields } };
  }
  if (kind < 4 || kind > 15) return { name, value: undefined };
  const data = elements.next();
  if (!data) return { name, value: undefined };
  const numbers = toNumbers(data, little);
  if (numbers.length < count)
    throw new ReadError('a variable of the MATLAB file holds fewer numbers than its shape says', { file });
  return {
    name,
    value:
      kind === 4
        ? { text: String.fromCharCode(...numbers.subarray(0, 10_000)) }
        : { numbers: numbers.subarray(0, count), shape },
  };
}

function toNumbers(element: Element, little: boolean): Float64Array {
  const width = widths[element.type] ?? 1;
  const view = new DataView(element.body.buffer, element.body.byteOffset, element.body.byteLength);
  const out = new Float64Array(Math.floor(element.body.length / width));
  for (let i = 0; i < out.length; i++) {
    const at = i * width;
    switch (element.type) {
      case 1:
        out[i] = view.getInt8(at);
        break;
      case 3:
        out[i] = view.getInt16(at, little);
        break;
      case 4:
      case 17:
        out[i] = view.getUint16(at, little);
        break;
      case 5:
        out[i] = view.getInt32(at, little);
        break;
      case 6:
        out[i] = view.getUint32(at, little);
        break;
      case 7:
        out[i] = view.getFloat32(at, little);
        break;
      case 9:
        out[i] = view.getFloat64(at, little);
        break;
      case 12:
        out[i] = Number(view.getBigInt64(at, little));
        break;
      case 13:
        out[i] = Number(view.getBigUint64(at, little));
        break;
      default:
        out[i] = view.getUint8(at);
    }
  }
  return out;
}
