const size = 1024 * 1024;

/** As often as there is room for, between a beginning and an end. */
function filled(unit: string, before = '', after = ''): string {
  const room = size - Buffer.byteLength(before + after);
  return before + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + after;
}

const many = (count: number, of: (index: number) => string, by = '') =>
  Array.from({ length: count }, (_, i) => of(i)).join(by);

/** Bodies of a megabyte, each of which is dear to some reader of JSON, XML or base64. */
export const bodies: Readonly<Record<string, string>> = {
  'one letter': filled('x'),
  'lists in lists': filled('['),
  'objects in objects': filled('{"a":'),
  'a list of numbers': filled('1,', '[', '1]'),
  'an object of many fields': `{${many(90_000, (i) => `"${i}":0`, ',')}}`,
  ciphertext: filled('A', '{"encrypt":"', '"}'),
  'ciphertext that is none': filled('离', '{"encrypt":"', '"}'),
  'ciphertext in escapes': filled('\\u0041', '{"encrypt":"', '"}'),
  'XML of many elements': `<xml>${many(60_000, (i) => `<a${i}/>`)}</xml>`,
  'XML that never ends': filled('<a>'),
  'ciphertext in XML': filled('x', '<xml><Encrypt>', '</Encrypt></xml>'),
  'ciphertext in pieces': filled('<![CDATA[]]>', '<xml><Encrypt>', '</Encrypt></xml>'),
};

const signatureOfBytes = (version: string, bytes: number) => `${version},${Buffer.alloc(bytes, 1).toString('base64')}`;

/** Headers of a signature, as long as API Gateway lets them be. */
export const signatureLists: Readonly<Record<string, string>> = {
  'signatures without anything in them': 'v1, '.repeat(2400),
  'shared-key signatures': many(200, () => signatureOfBytes('v1', 32), ' '),
  'ed25519 signatures': many(110, () => signatureOfBytes('v1a', 64), ' '),
};
