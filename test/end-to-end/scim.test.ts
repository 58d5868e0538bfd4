import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sourceRefused } from '../../functions/shared/intake/check-secrets.ts';
import { noticeRejected } from '../../functions/shared/intake/create-rejection-report.ts';
import { caseIdsOf } from '../../functions/shared/offboarding/case/person.ts';
import { standingNotice } from '../../functions/shared/offboarding/notices/standing-notice.ts';
import { startTestStack } from './local-stack.ts';
import { whatLogsGiveAway } from './log-check.ts';
import type { TestPerson } from './people.ts';

const okta = { bus: 'aws.partner/okta.com/example/offboarding' };
const stack = await startTestStack({
  config: { hr: { sources: { 'standard-webhooks': {} }, scim: {}, partnerBuses: { okta } } },
});
const { world } = stack;
afterAll(() => stack.close());

const token = 'a-token-that-only-this-test-knows';
await stack.putSecret('SecretScim', { current: token });

const samples = join(import.meta.dirname, '../../events');
const sample = (file: string) => JSON.parse(readFileSync(join(samples, file), 'utf8')) as Record<string, unknown>;

type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

async function scim(method: string, path: string, body?: unknown, given = token): Promise<Answer> {
  const response = await fetch(`${stack.stack.outputs['Api']}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${given}`, 'content-type': 'application/scim+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** Looks somebody up and creates the user, as identity providers do. */
async function provision({ id, email }: TestPerson): Promise<string> {
  const filter = new URLSearchParams({ filter: `userName eq "${email}"` }).toString();
  const before = await scim('GET', `/Users?${filter}`);
  const { body } = await scim('POST', '/Users', {
    ...sample('scim/entra-create.json'),
    userName: email,
    externalId: id,
    emails: [{ value: email, type: 'work', primary: true }],
  });
  const after = await scim('GET', `/Users?${filter}`);
  expect([before.body['totalResults'], after.body['totalResults']]).toEqual([0, 1]);
  return String(body['id']);
}

const caseOf = ({ id }: TestPerson) => caseIdsOf({ id })[0];

describe('whom an identity provider deactivates by SCIM', () => {
  test.each([
    ['Entra', 'PATCH', 'scim/entra-patch-disable.json'],
    ['Okta', 'PATCH', 'scim/okta-patch-deactivate.json'],
  ])('loses the desktop: %s', async (_, method, file) => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const user = await provision(leaver);
    expect(await stack.status(caseOf(leaver))).toBeUndefined();

    expect(await scim(method, `/Users/${user}`, sample(file))).toMatchObject({ status: 200, body: { active: false } });

    const { case: closed, lines } = await stack.untilCase(caseOf(leaver), 'closed');
    expect(closed.notices).toMatchObject([{ source: 'scim', kind: 'exit', trust: 'token', keyId: 'current' }]);
    expect(lines).toMatchObject([{ desktopId: desktop.id, access: 'removed' }]);
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('leaves once, however often that is said, until activated again', async () => {
    const leaver = stack.employee();
    const user = await provision(leaver);
    const [deactivate, activate] = [sample('scim/okta-patch-deactivate.json'), sample('scim/okta-patch-activate.json')];
    for (const body of [deactivate, deactivate, activate, activate, deactivate]) {
      await scim('PATCH', `/Users/${user}`, body);
    }
    expect(await scim('DELETE', `/Users/${user}`)).toMatchObject({ status: 204 });
    expect(await scim('GET', `/Users/${user}`)).toMatchObject({ status: 404 });

    const { case: closed } = await stack.untilCase(caseOf(leaver), 'closed', ({ notices }) => notices.length >= 3);
    expect(closed.notices.map(({ eventId }) => eventId).toSorted()).toEqual(
      [1, 2, 3].map((change) => `${user}#${change}`),
    );
  });

  test('is found by the name before Entra renamed the user for its recycle bin', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });
    const user = await provision(leaver);
    const binned = `0a21f0f28d2a4f8ebf987363c4aed4ef${leaver.email}`;
    const operations = [...(sample('scim/entra-patch-disable.json')['Operations'] as object[])];
    operations.unshift({ op: 'Replace', path: 'userName', value: binned });

    const answer = await scim('PATCH', `/Users/${user}`, { Operations: operations });
    expect(answer).toMatchObject({ status: 200, body: { userName: binned, active: false } });
    await stack.untilCase(caseOf(leaver), 'closed');
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('is found by the address for work where the name is another one, unless the name is a colleague', async () => {
    const [leaver, other, colleague] = [stack.employee(), stack.employee(), stack.employee()];
    const desktops = [leaver, other, colleague].map(({ userName }) => world.addDesktop({ users: [userName] }));
    const named = { ...leaver, email: 'x9@tenant.onmicrosoft.example' };
    for (const [person, mail] of [
      [named, leaver.email],
      [{ ...other, email: colleague.email }, other.email],
    ] as const) {
      const user = await provision(person);
      const work = { op: 'Add', path: 'emails[type eq "work"].value', value: mail };
      const [off] = sample('scim/entra-patch-disable.json')['Operations'] as object[];
      expect(await scim('PATCH', `/Users/${user}`, { Operations: [work, off] })).toMatchObject({ status: 200 });
    }
    await stack.untilCase(caseOf(leaver), 'closed');
    const { case: held } = await stack.untilCase(caseOf(other), 'held');
    expect(held.reason).toBe('several-identities-on-workspace');
    expect(desktops.map(({ id }) => world.attachedTo(id).length)).toEqual([0, 1, 1]);
  });

  test.each([
    ['while inactive', false],
    ['after having been deleted', true],
  ])('stays where the user is posted again, %s', async (_, isDeleted) => {
    const leaver = stack.employee();
    const user = await provision(leaver);
    await scim('PATCH', `/Users/${user}`, sample('scim/okta-patch-deactivate.json'));
    if (isDeleted) await scim('DELETE', `/Users/${user}`);
    await stack.untilCase(caseOf(leaver), 'closed');

    const body = { ...sample('scim/entra-create.json'), userName: leaver.email, externalId: leaver.id, emails: [] };
    const again = await scim('POST', '/Users', body);
    expect(again.status).toBe(201);
    expect(again.body['id'] === user).toBe(!isDeleted);
    const { case: closed } = await stack.untilCase(caseOf(leaver), 'closed', ({ notices }) => notices.length > 1);
    expect(standingNotice(closed.notices)).toMatchObject({ source: 'scim', kind: 'rehired' });
  });

  test('is nobody without the token, and the answer is in the form that SCIM has', async () => {
    const answer = await scim('GET', '/ServiceProviderConfig', undefined, 'another-token-altogether');
    expect(answer).toMatchObject({ status: 401, body: { status: '401', detail: expect.any(String) } });
    expect(answer.headers.get('content-type')).toBe('application/scim+json');
    expect(await scim('GET', '/ServiceProviderConfig')).toMatchObject({ status: 200 });
  });

  test('is asked to come again while the secret is empty, which is told as the function starts', async () => {
    await stack.putSecret('SecretScim', { current: '' });
    await stack.crash('scim');
    const answer = await scim('GET', '/ServiceProviderConfig');
    await stack.putSecret('SecretScim', { current: token });
    await stack.crash('scim');

    expect(answer).toMatchObject({ status: 503, body: { status: '503' } });
    const told = { message: sourceRefused, source: 'scim' };
    expect(stack.logged(told)).toHaveLength(1);
  });
});

const eventOf = ({ id, email }: TestPerson, detail: object = {}) => {
  const event = sample('partner-events/okta-deactivated.json');
  const target = [{ id, type: 'User', alternateId: email }];
  return { ...event, detail: { ...(event['detail'] as object), target, ...detail } };
};

describe('whom a partner bus tells of', () => {
  test('loses the desktop', async () => {
    const leaver = stack.employee();
    const desktop = world.addDesktop({ users: [leaver.userName] });

    expect(await stack.invoke('partner-events', eventOf(leaver))).toEqual({ cases: [caseOf(leaver)] });

    const { case: closed } = await stack.untilCase(caseOf(leaver), 'closed');
    expect(closed.notices).toMatchObject([{ source: 'okta', kind: 'exit', trust: 'iam' }]);
    expect(world.attachedTo(desktop.id)).toEqual([]);
  });

  test('is nobody where the event cannot be used, which is kept and told of with the reason', async () => {
    const malformed = eventOf(stack.person(), { published: 'yesterday' });
    expect(await stack.invoke('partner-events', malformed)).toMatchObject({
      cases: [],
      rejected: [{ path: 'detail.published' }],
    });
    expect(stack.logged({ message: noticeRejected, source: 'okta' })).toHaveLength(1);
  });
});

test('nothing that the functions printed gives anything away', () => {
  expect(stack.logged({ message: 'Queued a notice' }).length).toBeGreaterThan(3);
  expect(whatLogsGiveAway(stack)).toEqual([]);
  expect(stack.stack.logs.filter(({ text }) => text.includes(token))).toEqual([]);
});
