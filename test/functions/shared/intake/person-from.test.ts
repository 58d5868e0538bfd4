import { expect, test } from 'vitest';
import { personFrom } from '../../../../functions/shared/intake/person-from.ts';

test.each([
  [
    { id: ' E1 ', email: 'pat@example.com', userName: 'pat' },
    { id: 'E1', email: 'pat@example.com', userName: 'pat' },
  ],
  [{ id: 1001 }, { id: '1001' }],
  [{ id: 'E1', email: 'n/a' }, { id: 'E1' }],
  [{ id: null, email: 'pat@example.com' }, { email: 'pat@example.com' }],
  [{ id: {}, userName: ['x'], email: 'pat@example.com' }, { email: 'pat@example.com' }],
])('what can be used of %j is %j', (given, person) => {
  expect(personFrom(given)).toEqual(person);
});

test.each([
  {},
  { id: '' },
  { id: '  ' },
  { id: 2 ** 53 },
  { id: 1.5 },
  { id: 'x'.repeat(256) },
  { email: 'pat' },
  { id: true },
])('nobody is named by %j', (given) => {
  expect(personFrom(given)).toBeUndefined();
});
