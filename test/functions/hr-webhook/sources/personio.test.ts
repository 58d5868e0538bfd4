import { expect, test } from 'vitest';
import { sources } from '../../../../functions/hr-webhook/sources.ts';
import { personio as members } from '../contract/personio.ts';
import { answered, deliver } from './deliver.ts';

const [personio] = members as [(typeof members)[number]];
const event = (name: string, payload: object) => ({
  company_id: '4711',
  event_name: name,
  occurred_at: '2026-11-20T00:00:00Z',
  payload,
});

test.each([
  ['employment.terminated', 'exit'],
  ['employment.started', 'rehired'],
])('%s comes on the day itself: %s, at once', async (name, kind) => {
  const { notices } = await deliver(personio, event(name, { id: 'e-1', person_id: 1001 }));
  expect(notices).toMatchObject([{ kind, person: { id: '1001' }, sentAt: '2026-11-20T00:00:00.000Z' }]);
  expect(notices[0]).not.toHaveProperty('effectiveAt');
});

test('the person may be an object of its own', async () => {
  const { notices } = await deliver(personio, event('employment.terminated', { id: 'e-1', person: { id: '1001' } }));
  expect(notices[0]?.person).toEqual({ id: '1001' });
});

test('the id of an employment is nobody’s', async () => {
  const answer = await deliver(personio, event('employment.terminated', { id: 'e-1' }));
  expect(answered(answer)).toMatchObject({ status: 400, error: { details: [{ path: 'payload.person_id' }] } });
});

test('an employment that is deleted is a correction, not an exit', async () => {
  const answer = await deliver(personio, event('employment.deleted', { id: 'e-1', person_id: '1001' }));
  expect(answered(answer)).toEqual({ status: 202, cases: [], ignored: 'type-without-effect' });
});

test.each(['X-Personio-Signature', '', 'a header'])('a header cannot be called %j', (signatureHeader) => {
  expect(sources.get('personio')?.options.safeParse({ signatureHeader }).success).toBe(false);
});
