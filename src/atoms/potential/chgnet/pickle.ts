import { ReadError } from '../../../core/index.js';

/** A storage that a pickle points at, by name, without its bytes. */
export interface StorageReference {
  key: string;
  dtype: 'float32';
  length: number;
}
/** A tensor as PyTorch writes it: a view into a storage. */
export interface TensorReference {
  storage: StorageReference;
  offset: number;
  shape: number[];
  stride: number[];
}

/**
 * Names that a checkpoint may refer to. Anything else is refused: a pickle can name any function of Python, and only
 * these are understood.
 */
const ALLOWED = new Set(['torch._utils _rebuild_tensor_v2', 'torch FloatStorage', 'collections OrderedDict']);

class Global {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}
const MARK = Symbol('mark');
const LARGEST = 64 * 1024 * 1024;

/**
 * Reads the part of Python's pickle format (protocol 2) that PyTorch checkpoints of plain tensors need, without running
 * anything. Dictionaries become Maps, tuples and lists become arrays, tensors {@link TensorReference}s.
 *
 * @throws ReadError at the byte of the first instruction or name that is not needed for that, or when the text ends
 *   early
 */
export function readPickle(bytes: Uint8Array, file: string): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder('utf-8', { fatal: true });
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const fail = (what: string): never => {
    throw new ReadError(
      what,
      { file, byte: at },
      { hint: 'Cermet reads checkpoints of plain tensors only and never runs code that a file brings' },
    );
  };
  const need = (n: number): number => {
    if (n < 0 || at + n > bytes.length) fail('the checkpoint ends in the middle of an instruction');
    const start = at;
    at += n;
    return start;
  };
  const pop = (): unknown => {
    if (stack.length === 0) fail('the checkpoint takes from an empty stack');
    return stack.pop();
  };
  const popToMark = (): unknown[] => {
    const from = stack.lastIndexOf(MARK);
    if (from < 0) fail('the checkpoint lacks a mark');
    const items = stack.splice(from);
    items.shift();
    return items;
  };
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    if (end < 0 || end - at > 256) fail('the checkpoint names something too long');
    const value = text.decode(bytes.subarray(at, end));
    at = end + 1;
    return value;
  };
  const setItems = (target: unknown, items: unknown[]): void => {
    if (!(target instanceof Map) || items.length % 2)
      fail('the checkpoint sets items of something that is not a dictionary');
    for (let i = 0; i < items.length; i += 2) (target as Map<unknown, unknown>).set(items[i], items[i + 1]);
  };

  if (bytes.length > LARGEST) fail('the checkpoint is larger than any that Cermet knows');
  for (;;) {
    const op = bytes[need(1)];
    switch (op) {
      case 0x80:
        if (bytes[need(1)] !== 2) fail('only pickle protocol 2 is read');
        break;
      case 0x2e:
        return pop(); // STOP
      case 0x28:
        stack.push(MARK);
        break;
      case 0x4e:
        stack.push(null);
        break;
      case 0x88:
        stack.push(true);
        break;
      case 0x89:
        stack.push(false);
        break;
      case 0x4b:
        stack.push(bytes[need(1)]);
        break;
      case 0x4d:
        stack.push(view.getUint16(need(2), true));
        break;
      case 0x4a:
        stack.push(view.getInt32(need(4), true));
        break;
      case 0x8a: {
        // LONG1
        const n = bytes[need(1)];
        if (n > 6) fail('the checkpoint holds a number too large');
        const start = need(n);
        let value = 0;
        for (let i = 0; i < n; i++) value += bytes[start + i] * 2 ** (8 * i);
        if (n && bytes[start + n - 1] & 0x80) value -= 2 ** (8 * n);
        stack.push(value);
        break;
      }
      case 0x47:
        stack.push(view.getFloat64(need(8), false));
        break;
      case 0x58: {
        // BINUNICODE
        const n = view.getUint32(need(4), true);
        const start = need(n);
        try {
          stack.push(text.decode(bytes.subarray(start, start + n)));
        } catch {
          fail('the checkpoint holds text that is not UTF-8');
        }
        break;
      }
      case 0x7d:
        stack.push(new Map());
        break;
      case 0x5d:
        stack.push([]);
        break;
      case 0x29:
        stack.push([]);
        break;
      case 0x85:
        stack.push([pop()]);
        break;
      case 0x86: {
        const b = pop();
        const a = pop();
        stack.push([a, b]);
        break;
      }
      case 0x87: {
        const c = pop();
        const b = pop();
        const a = pop();
        stack.push([a, b, c]);
        break;
      }
      case 0x74:
        stack.push(popToMark());
        break;
      case 0x71:
        memo.set(bytes[need(1)], stack.at(-1));
        break;
      case 0x72:
        memo.set(view.getUint32(need(4), true), stack.at(-1));
        break;
      case 0x68:
      case 0x6a: {
        const key = op === 0x68 ? bytes[need(1)] : view.getUint32(need(4), true);
        if (!memo.has(key)) fail('the checkpoint recalls what it never kept');
        stack.push(memo.get(key));
        break;
      }
      case 0x61: {
        const value = pop();
        const list = stack.at(-1);
        if (!Array.isArray(list)) fail('the checkpoint appends to something that is not a list');
        (list as unknown[]).push(value);
        break;
      }
      case 0x65: {
        const items = popToMark();
        const list = stack.at(-1);
        if (!Array.isArray(list)) fail('the checkpoint appends to something that is not a list');
        (list as unknown[]).push(...items);
        break;
      }
      case 0x73: {
        const value = pop();
        const key = pop();
        setItems(stack.at(-1), [key, value]);
        break;
      }
      case 0x75: {
        const items = popToMark();
        setItems(stack.at(-1), items);
        break;
      }
      case 0x63: {
        // GLOBAL
        const name = `${line()} ${line()}`;
        if (!ALLOWED.has(name)) fail(`the checkpoint asks for "${name}", which is refused`);
        stack.push(new Global(name));
        break;
      }
      case 0x51:
        stack.push(toStorage(pop()));
        break; // BINPERSID
      case 0x52: {
        const args = pop();
        stack.push(reduce(pop(), args));
        break;
      }
      case 0x62: {
        pop();
        if (!(stack.at(-1) instanceof Map)) fail('the checkpoint sets the state of an object');
        break;
      } // BUILD: attributes of an OrderedDict
      default:
        fail(`the checkpoint uses the pickle instruction 0x${op.toString(16)}, which is refused`);
    }
  }

  function toStorage(id: unknown): StorageReference {
    const [kind, type, key, , length] = Array.isArray(id) ? (id as unknown[]) : [];
    if (
      kind !== 'storage' ||
      !(type instanceof Global) ||
      type.name !== 'torch FloatStorage' ||
      typeof key !== 'string' ||
      !/^\d+$/.test(key) ||
      !isCount(length)
    ) {
      return fail('the checkpoint points at a storage that is not of single-precision numbers');
    }
    return { key, dtype: 'float32', length };
  }

  function reduce(callee: unknown, args: unknown): unknown {
    if (!(callee instanceof Global) || !Array.isArray(args))
      return fail('the checkpoint calls something that is not a function it may name');
    if (callee.name === 'collections OrderedDict' && args.length === 0) return new Map();
    if (callee.name === 'torch._utils _rebuild_tensor_v2') {
      const [storage, offset, shape, stride] = args as [StorageReference, unknown, unknown, unknown];
      if (
        storage?.dtype === 'float32' &&
        isCount(offset) &&
        isCounts(shape) &&
        isCounts(stride) &&
        shape.length === stride.length
      )
        return { storage, offset, shape, stride } satisfies TensorReference;
    }
    return fail(`the checkpoint calls "${callee.name}" in a way that is refused`);
  }
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 8 && value.every(isCount);
