import { expect, test } from 'vitest';
import { encryptedIn } from '../../../functions/hr-webhook/encrypted-in.ts';

const read = (text: string) => encryptedIn(Buffer.from(text))?.toString();

test.each([
  ['{"encrypt":"QUJD/+=="}', 'QUJD/+=='],
  ['\n{ "encrypt" : "QUJD" }\n', 'QUJD'],
  ['{"encrypt":"QU\\/D"}', 'QU/D'],
  ['{"version":1,"encrypt":"QUJD","more":{"a":[]}}', 'QUJD'],
  ['{"encrypt":""}', ''],
])('is the ciphertext of an envelope: %s', (text, encrypted) => {
  expect(read(text)).toBe(encrypted);
});

test.each([
  '',
  'null',
  '{}',
  '[]',
  '{"encrypt":7}',
  '{"encrypt":null,"a":"b"}',
  '{"encrypt":{"a":"b"}}',
  '{"a":{"encrypt":"QUJD"}}',
  '{"encrypt":"QUJD"}}',
  '{"encrypt":"QUJD"} more',
  'x{"encrypt":"QUJD"}',
  '{"encrypt":"QUJD',
  '"encrypt"',
  `${'['.repeat(5000)}{"encrypt":"QUJD"}`,
])('is nothing where the body is not all of an envelope: %s', (text) => {
  expect(read(text)).toBeUndefined();
});
