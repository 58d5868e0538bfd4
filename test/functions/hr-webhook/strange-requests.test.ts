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

/** The same names with other values, or without one. */
function strangeValues(of: Readonly<Record<string, string>> = {}) {
  const value = fc.option(text, { nil: undefined });
  return fc.record(Object.fromEntries(Object.keys(of).map((name) => [name, value]))) as fc.Arbitrary<
    Record<string, string>
  >;
}

describe.each(members.map((member) => [`${member.name} ${member.variant ?? ''}`.trim(), member] as const))(
  '%s',
  (_, member) => {
    const sender = member.createSender();
    const door = openDoor(member.name, member.options, { current: sender.secret });
    const good = sender.send(member.exit, now);
    const contentType = { 'content-type': good.headers['content-type'] ?? '' };

    it('refuses whatever else may stand in its headers and its query, and never fails over it', async () => {
      await fc.assert(
        fc.asyncProperty(
          strangeValues(good.headers),
          strangeValues(good.query),
          fc.boolean(),
          async (headers, query, keepsType) => {
            const given = { ...headers, ...(keepsType && contentType) };

            const { status, notices } = await door.deliver({ ...good, headers: given, query });

            expect(status).toBeGreaterThanOrEqual(400);
            expect(status).toBeLessThan(500);
            expect(notices).toEqual([]);
          },
        ),
        { numRuns: 60 },
      );
    });
  },
);
