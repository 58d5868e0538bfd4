import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFlatXml } from '../../../functions/hr-webhook/flat-xml.ts';

function read(document: string): Record<string, string> | undefined {
  const texts = readFlatXml(Buffer.from(document));
  return texts && Object.fromEntries(texts);
}

describe('is read:', () => {
  test.each<[string, string, Record<string, string>]>([
    ['text', '<xml><CreateTime>1403610513</CreateTime></xml>', { CreateTime: '1403610513' }],
    ['text that is verbatim', '<xml><UserID><![CDATA[zhang<&san]]></UserID></xml>', { UserID: 'zhang<&san' }],
    ['text in pieces', '<xml><Id><![CDATA[a]]]]><![CDATA[>b]]>c</Id></xml>', { Id: 'a]]>bc' }],
    ['text in any script', '<xml><Name>离职😀</Name></xml>', { Name: '离职😀' }],
    ['elements on lines of their own', '\n<xml>\n  <A>1</A>\n\t<B> 2 </B>\n</xml>\n', { A: '1', B: '2' }],
    ['elements without text', '<xml><A/><B></B><C><![CDATA[]]></C></xml>', { A: '', B: '', C: '' }],
    ['a declaration before it', '<?xml version="1.0" encoding="UTF-8"?>\n<xml><A>1</A></xml>', { A: '1' }],
    ['nothing in it', '<xml></xml>', {}],
    ['names that objects have of themselves', '<xml><toString>1</toString></xml>', { toString: '1' }],
    ['a tag that is only text', '<xml><A><![CDATA[</A><B>2</B>]]></A></xml>', { A: '</A><B>2</B>' }],
  ])('%s', (_, document, texts) => {
    expect(read(document)).toEqual(texts);
  });

  test('what holds elements is left out, and so are those', () => {
    const item = '<Item><Name><![CDATA[爱好]]></Name><UserID>other</UserID><Text><Value>1</Value></Text></Item>';
    expect(read(`<xml><UserID>one</UserID><ExtAttr>${item}${item}</ExtAttr></xml>`)).toEqual({ UserID: 'one' });
  });
});

describe('is refused:', () => {
  test.each([
    ['a DTD', '<!DOCTYPE xml [<!ENTITY e "zhangsan">]><xml><UserID>x</UserID></xml>'],
    ['a DTD behind a declaration', '<?xml version="1.0"?><!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml></xml>'],
    ['an entity of its own', '<xml><UserID>&e;</UserID></xml>'],
    ['an entity that every XML has', '<xml><UserID>a&amp;b</UserID></xml>'],
    ['a character by its number', '<xml><UserID>&#97;</UserID></xml>'],
    ['an attribute', '<xml><UserID id="1">x</UserID></xml>'],
    ['a comment', '<xml><!-- --><UserID>x</UserID></xml>'],
    ['a processing instruction', '<xml><?php ?><UserID>x</UserID></xml>'],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><xml></xml>'],
    ['a declaration that does not end', '<?xml version="1.0"><xml></xml>'],
    ['a namespace', '<xml><a:UserID>x</a:UserID></xml>'],
    ['an element that is there twice', '<xml><UserID>a</UserID><UserID>b</UserID></xml>'],
    ['another root', '<html><UserID>x</UserID></html>'],
    ['two roots', '<xml></xml><xml></xml>'],
    ['a root and more', '<xml></xml>more'],
    ['a root and half a tag', '<xml></xml><'],
    ['text before the root', 'more<xml></xml>'],
    ['an element that is not closed', '<xml><UserID>x</xml>'],
    ['a root that is not closed', '<xml><UserID>x</UserID>'],
    ['an element that was not opened', '<xml></UserID></xml>'],
    ['elements that overlap', '<xml><A><B></A></B></xml>'],
    ['text between elements', '<xml><A>1</A>more<B>2</B></xml>'],
    ['text behind elements', '<xml><A>1</A>more</xml>'],
    ['text before elements', '<xml>more<A>1</A></xml>'],
    ['text around an element', '<xml><UserID>zhang<A/>san</UserID></xml>'],
    ['text that does not end', '<xml><UserID><![CDATA[x</UserID></xml>'],
    ['a tag that does not end', '<xml><UserID'],
    ['a tag that is empty and an end', '<xml><A></A/></xml>'],
    ['a tag with a blank', '<xml><A >1</A></xml>'],
    ['nothing', ''],
    ['blanks', ' \n'],
    ['JSON', '{"UserID":"x"}'],
  ])('%s', (_, document) => {
    expect(read(document)).toBeUndefined();
  });

  test('what is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('<xml><A>'), Buffer.from([0xc3, 0x28]), Buffer.from('</A></xml>')]);
    expect(readFlatXml(bytes)).toBeUndefined();
  });

  test.each([
    ['tags that only open', '<xml>'.repeat(50_000)],
    ['verbatim text that only begins', '<xml><![CDATA['.repeat(20_000)],
    [
      'blanks before many elements',
      `<xml>${' '.repeat(128_000)}${Array.from({ length: 16_000 }, (_, i) => `<A${i}/>`).join('')}`,
    ],
    ['tags that never end', `<xml>${'<a'.repeat(100_000)}`],
  ])('256 KB of %s, at once', (_, document) => {
    expect(read(document)).toBeUndefined();
  });
});

test('whatever it is given, it is read or refused', () => {
  const scrap = fc.constantFrom(...'<xml>|</xml>|<A>|</A>|<B/>|<![CDATA[|]]>|<!|&| |x|<?xml '.split('|'));
  const scraps = fc.array(scrap).map((each) => each.join(''));
  const document = fc.oneof(
    fc.string(),
    scraps,
    scraps.map((inner) => `<xml>${inner}</xml>`),
  );
  fc.assert(
    fc.property(document, (text) => {
      const texts = read(text);
      for (const value of Object.values(texts ?? {})) expect(text).toContain(value);
    }),
  );
});

test('what was written is what is read', () => {
  const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,8}$/);
  const value = fc.string().map((text) => text.trim());
  fc.assert(
    fc.property(fc.dictionary(name, value), (texts) => {
      const fields = Object.entries(texts).map(
        ([each, text]) => `<${each}><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${each}>`,
      );
      expect(read(`<xml>${fields.join('')}</xml>`)).toEqual({ ...texts });
    }),
  );
});
