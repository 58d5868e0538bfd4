import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { members } from './contract/members.ts';
import { now, openDoor } from './contract/open-door.ts';

const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    ',',
    'v1,',
    'v1,=',
    't=,v1=',
    'Bearer',
    'Bearer ',
    '-1',
    '1e99',
    '9'.repeat(400),
    String(now),
  ),
);

describe.each(
  members.map(({ name, variant = '', ...member }) => [`${name} ${variant}`.trim(), { name, ...member }] as const),
)('%s', (_, member) => {
  const sender = member.createSender();
  const door = openDoor(member.name, member.options, { current: sender.secret });
  const good = sender.send(member.exit, now);

  it('refuses whatever else may stand in its headers, and never fails over it', async () => {
    const headers = fc.record(
      Object.fromEntries(Object.keys(good.headers).map((name) => [name, fc.option(text, { nil: undefined })])),
    );
    const type = fc.constant(good.headers['content-type'] ?? '');
    await fc.assert(
      fc.asyncProperty(headers, type, fc.boolean(), async (strange, contentType, keepsType) => {
        const given = { ...strange, ...(keepsType && { 'content-type': contentType }) } as Record<string, string>;

        const { status, notices } = await door.deliver({ ...good, headers: given });

        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        expect(notices).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
