import { ReadError } from '../../core/index.js';

/** An element of an XML file. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** [1] deepest nesting believed; no instrument comes near it */
const DEEPEST = 200;

/** Parses a small XML file (settings, headers) into a tree; its text is decoded as its first line says. */
export async function parseXml(bytes: Uint8Array, file: string): Promise<XmlElement> {
  const { SaxesParser } = await import('saxes');
  const declared =
    /encoding=["']([\w-]+)["']/.exec(new TextDecoder('windows-1252').decode(bytes.subarray(0, 200)))?.[1] ?? 'utf-8';
  const parser = new SaxesParser();
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = {
      name,
      attributes: { ...attributes } as Record<string, string>,
      children: [],
      text: '',
    };
    stack.at(-1)!.children.push(element);
    stack.push(element);
    if (stack.length > DEEPEST) throw new ReadError('the XML is nested too deeply to be believed', { file });
  });
  parser.on('text', (text) => {
    stack.at(-1)!.text += text;
  });
  parser.on('closetag', () => stack.pop());
  // The first is enough: a parser that goes on through millions of them is as good as hung.
  parser.on('error', (cause) => {
    throw new ReadError('this is not well-formed XML', { file }, { cause });
  });
  parser.write(new TextDecoder(decoderName(declared)).decode(bytes)).close();
  if (root.children.length === 0) throw new ReadError('this is not well-formed XML', { file });
  return root.children[0]!;
}

function decoderName(declared: string): string {
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return 'utf-8';
  }
}

/** The first descendant of a name. */
export function findElement(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    if (child.name === name) return child;
    const found = findElement(child, name);
    if (found) return found;
  }
  return undefined;
}

/** A tree as plain data: attributes and children by name, repeated names as lists. */
export function toPlainData(element: XmlElement): unknown {
  const data: Record<string, unknown> = { ...element.attributes };
  for (const child of element.children) {
    const value = toPlainData(child);
    const before = data[child.name];
    data[child.name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  const text = element.text.trim();
  if (Object.keys(data).length === 0) return text;
  return text ? { ...data, text } : data;
}
