import { expect, it } from 'vitest';
import { parseXml } from '../../../src/io/tabular/parse-xml.js';

const parse = (text: string) => parseXml(new TextEncoder().encode(text), 'x.xml');

it('stops at the first thing that is not XML, however much follows', async () => {
  expect((await parse('<a b="1">c<d/></a>')).children[0].name).toBe('d');
  const deep = '<a>'.repeat(300);
  await expect(parse(deep)).rejects.toThrow(/nested too deeply/);
  for (const fault of ['&unknown;', '<b c="<d e="', '<!-- <!-- -->'])
    await expect(parse(`<r>${fault}${deep}`), fault).rejects.toThrow(/^this is not well-formed XML — x\.xml/);
});
