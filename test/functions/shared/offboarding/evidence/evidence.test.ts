import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { concluded } from '../../../../../functions/shared/offboarding/case/conclusion.ts';
import { type TrailLine, withLine } from '../../../../../functions/shared/offboarding/case/trail.ts';
import { evidence, evidenceOf, textOfEvidence } from '../../../../../functions/shared/offboarding/evidence/evidence.ts';
import { evidencePage } from '../../../../../functions/shared/offboarding/evidence/evidence-page.ts';
import { aClosedCase, aTrail, someEvidence } from '../../../support/ended-cases.ts';
import { at, ten } from '../../../support/samples.ts';

const closed = aClosedCase();
const proofOf = () => evidenceOf(closed.trail);

/** As it is read back from its file. */
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('evidence', () => {
  test('is of its own schema, with nothing beside it', () => {
    expect(evidence.parse(written(proofOf()))).toEqual(written(proofOf()));
  });

  test('says who said it, what vouched for it, and what came of it', () => {
    expect(proofOf()).toMatchObject({
      version: 2,
      status: 'closed',
      reason: 'access-gone',
      notices: [{ source: 'standard-webhooks', trust: 'signed', keyId: 'current', effect: 'opened' }],
      timing: { verdict: 'within-sla' },
    });
  });

  test('says of each desktop what came of it, with the request and the reading', () => {
    expect(proofOf().desktops).toMatchObject([
      {
        desktopId: 'd-5c1e90',
        access: 'removed',
        detachRequestId: '7f6e0c1d5b0a4f7c9d1e',
        detachVerifiedAt: at(2),
        elapsedMs: 120_000,
        publicIp: 'unbound',
      },
      { desktopId: 'd-77a2f3', access: 'removed', publicIp: 'kept', eipReason: 'still-in-use-by-others' },
    ]);
  });

  test('lists what was decided by which rule, and each call with its answer, by the number of its line', () => {
    expect(proofOf().decisions.map(({ seq, facts }) => [seq, facts['reason'] ?? facts['step']])).toEqual([
      [2, 'detach'],
      [6, 'access-gone'],
    ]);
    expect(proofOf().calls).toMatchObject([
      { seq: 3, facts: { step: 'detach', answers: [{ requestId: '7f6e0c1d5b0a4f7c9d1e' }, {}] } },
      { seq: 5, facts: { step: 'unbind', answers: [{ requestId: 'a30c4be8d7f1' }] } },
    ]);
  });

  test('counts agreements and guards among what was decided', () => {
    const entries = (['received', 'guard', 'approval', 'sla', 'decided', 'command'] as const).map((event) => ({
      at: ten,
      event,
      facts: {},
    }));
    const { decisions, calls } = someEvidence({ trail: aTrail(entries) });
    expect(decisions).toEqual([
      { seq: 2, at: ten, event: 'guard', facts: {} },
      { seq: 3, at: ten, event: 'approval', facts: {} },
      { seq: 5, at: ten, event: 'decided', facts: {} },
    ]);
    expect(calls).toEqual([]);
  });

  test('has the whole trail, and its last hash', () => {
    expect(proofOf().trail).toEqual(closed.trail);
    expect(proofOf().chain).toEqual({
      algorithm: 'SHA-256',
      lines: 6 + 8,
      lastHash: closed.trail.at(-1)?.hash,
      brokenAt: undefined,
    });
  });

  test('says where a trail is broken', () => {
    const changed = closed.trail.map((line) => (line.seq === 4 ? { ...line, at: at(0.5) } : line));
    expect(evidenceOf(changed).chain.brokenAt).toBe(4);
  });

  test('is of the lines alone that were written when the case ended', () => {
    const { trail } = closed;
    expect(trail).toHaveLength(closed.proof?.lines ?? 0);
    for (const cut of [trail.slice(0, 6), trail.slice(0, -1), trail.toSpliced(2, 1), [...trail, trail[0]], []]) {
      expect(() => evidenceOf(cut as TrailLine[])).toThrow('The trail does not end with what the case has come to');
    }
  });

  test('is of the last end of a case that was opened again, whose first one is in its trail', () => {
    const again = concluded(
      { ...closed, trail: withLine(closed.trail, { at: at(3), event: 'received', facts: {} }) },
      at(4),
    );
    expect(evidenceOf(again.trail).desktops).toEqual(proofOf().desktops);
    expect(evidenceOf(again.trail.slice(0, closed.proof?.lines))).toEqual(proofOf());
  });

  test('leaves the e-mail address out, unless there is no other name', () => {
    expect(JSON.stringify(proofOf())).not.toContain('leaver@example.com');
    const nameless = aClosedCase({ person: { email: 'leaver@example.com' } });
    expect(evidenceOf(nameless.trail).person).toEqual({ email: 'leaver@example.com' });
    const byName = aClosedCase({ person: { userName: 'leaver', email: 'leaver@example.com' } });
    expect(evidenceOf(byName.trail).person).toEqual({ userName: 'leaver' });
    const byId = aClosedCase({ person: { id: 'E1001', email: 'leaver@example.com' } });
    expect(evidenceOf(byId.trail).person).toEqual({ id: 'E1001' });
  });

  test('is the same whenever it is made', () => {
    expect(evidenceOf(aClosedCase().trail)).toEqual(proofOf());
  });
});

describe('what is published of it', () => {
  const folder = join(import.meta.dirname, '../../../../../events/evidence');
  const inFile = (name: string) => join(folder, name);
  const schema = z.toJSONSchema(evidence, { io: 'input' });

  test('is the schema of the code', async () => {
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(inFile('schema.json'));
  });

  test('is a sample that the code makes, as JSON and as a page', async () => {
    await expect(textOfEvidence(proofOf())).toMatchFileSnapshot(inFile('closed.json'));
    await expect(evidencePage(proofOf())).toMatchFileSnapshot(inFile('closed.html'));
  });

  test('is a sample of that schema', () => {
    const published = z.fromJSONSchema(schema);
    const sample = written(proofOf());
    expect(published.safeParse(sample)).toMatchObject({ success: true });
    expect(published.safeParse({ ...(sample as object), version: 1 })).toMatchObject({ success: false });
  });
});
