import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { announcementTypes } from '../../../../../functions/shared/offboarding/evidence/announcement.ts';
import {
  announcementEvent,
  endToldBy,
} from '../../../../../functions/shared/offboarding/evidence/announcement-event.ts';

const folder = join(import.meta.dirname, '../../../../../events/announcements');
const schema = z.toJSONSchema(announcementEvent, { io: 'input' });
/** As a subscriber reads it, who has the schema alone. */
const published = z.fromJSONSchema(schema);
const samples = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'schema.json');

test('the published schema is that of the code', async () => {
  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(join(folder, 'schema.json'));
});

test('there is a sample of each type, under its name', () => {
  const named = announcementTypes.map((type) =>
    type.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase(),
  );
  expect(samples.toSorted()).toEqual(named.map((name) => `${name}.json`).toSorted());
});

describe.each(samples)('the sample %s', (file) => {
  const sample: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));

  test('is of the published schema', () => {
    expect(published.safeParse(sample)).toMatchObject({ success: true });
  });

  test('is of the type that its name says, with no field that is not known', () => {
    const { type } = announcementEvent.strict().parse(sample);
    expect(file).toBe(`${type.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}.json`);
  });

  test('names nobody', () => {
    expect(JSON.stringify(sample)).not.toMatch(/@|userName|person|leaver/);
  });
});

test('the published schema takes no other type, and wants an id', () => {
  const at = '2026-11-20T10:00:00.000Z';
  expect(published.safeParse({ id: '1', type: 'QuarantineSet', at })).toMatchObject({ success: true });
  expect(published.safeParse({ id: '1', type: 'Rumour', at })).toMatchObject({ success: false });
  expect(published.safeParse({ type: 'QuarantineSet', at })).toMatchObject({ success: false });
});

test('the published schema lets fields come that are not known yet', () => {
  const later = { id: '1', type: 'QuarantineSet', at: '2026-11-20T10:00:00.000Z', colour: 'red' };
  expect(published.safeParse(later)).toMatchObject({ success: true });
});

test.each<[(typeof announcementTypes)[number], string | undefined]>([
  ['OffboardingStarted', undefined],
  ['OffboardingHeld', undefined],
  ['OffboardingCompleted', 'closed'],
  ['OffboardingFailed', 'failed'],
  ['OffboardingCancelled', 'cancelled'],
  ['OffboardingDryRun', 'dry-run'],
  ['OffboardingUndone', 'restored'],
  ['OffboardingContradicted', undefined],
  ['OffboardingSlaWarning', undefined],
  ['OffboardingSlaBreached', undefined],
  ['OffboardingDrift', undefined],
  ['QuarantineSet', undefined],
  ['QuarantineCleared', undefined],
])('%s tells that a case has ended as %s', (type, end) => {
  expect(endToldBy(type)).toBe(end);
});
