import { describe, expect, it } from 'vitest';
import type {
  ApprovalRecord,
  OffboardingCase,
} from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { hashOfPlan, planOf } from '../../../../../functions/shared/offboarding/decide/plan.ts';
import {
  approved,
  missingApprovals,
  questionOf,
  rejected,
} from '../../../../../functions/shared/offboarding/guards/approval.ts';
import { aCase, aPolicy, aRecord, aSaying, at, ten } from '../../../support/samples.ts';

const twoDesktops = [aRecord('one'), aRecord('two')];
const forMany = aPolicy({ approval: { moreThanDesktops: 1, expiresAfterHours: 2, people: 2 } });
const planHash = hashOfPlan(planOf(aCase({ desktops: twoDesktops }), forMany));
const question: ApprovalRecord = {
  reasons: ['many-desktops'],
  planHash,
  requestedAt: ten,
  expiresAt: at(120),
  people: 2,
  approvedBy: [],
};
const byAnn = { by: 'ann', principal: 'arn:ann', person: 'user:ann', at: at(5), reason: 'seen' };
const byBen = { by: 'ben', principal: 'arn:ben', person: 'user:ben', at: at(6), reason: 'seen too' };
/** The same two by what they say, which nothing proves. */
const saidAnn = { by: 'ann', at: at(5), reason: 'seen' };
const saidBen = { by: 'ben', at: at(6), reason: 'seen too' };

/** A case that waits for two people to agree to taking two desktops away. */
function asked(approval: Partial<ApprovalRecord> = {}, given: Partial<OffboardingCase> = {}): OffboardingCase {
  const waiting = { status: 'held', reason: 'approval', dueAt: at(120), desktops: twoDesktops } as const;
  return aCase({ ...waiting, approval: { ...question, ...approval }, ...given });
}

describe('whether somebody is asked first', () => {
  const byToken = aSaying({ trust: 'token' });
  const bySignature = aSaying({ trust: 'signed', sentAt: at(1), receivedAt: at(1), effectiveAt: at(9) });

  it.each<{
    what: string;
    when?: Parameters<typeof aPolicy>[0];
    given?: Partial<OffboardingCase>;
    isProtected?: boolean;
  }>([
    { what: 'the policy asks nobody', given: { desktops: twoDesktops, notices: [byToken] } },
    {
      what: 'a signature vouches for the notice',
      when: { approval: { lowTrust: true } },
      given: { notices: [bySignature] },
    },
    {
      what: 'the notice that stands is signed, though an earlier one was not',
      when: { approval: { lowTrust: true } },
      given: { notices: [byToken, bySignature] },
    },
    { what: 'no notice stands', when: { approval: { lowTrust: true } } },
    {
      what: 'there are just as many desktops as may go',
      when: { approval: { moreThanDesktops: 2 } },
      given: { desktops: twoDesktops },
    },
  ])('nobody is where $what', ({ when = {}, given = {}, isProtected = false }) => {
    expect(questionOf(aCase(given), aPolicy(when), isProtected, ten)).toBe('go');
  });

  it.each<{ reasons: string[]; given?: Partial<OffboardingCase>; isProtected?: boolean }>([
    { reasons: ['low-trust-source'], given: { notices: [byToken] } },
    { reasons: ['protected-user'], isProtected: true },
    { reasons: ['many-desktops'], given: { desktops: twoDesktops } },
    {
      reasons: ['low-trust-source', 'protected-user', 'many-desktops'],
      given: { notices: [byToken], desktops: twoDesktops },
      isProtected: true,
    },
  ])('somebody is, and told why: $reasons', ({ reasons, given = {}, isProtected = false }) => {
    const policy = aPolicy({ approval: { lowTrust: true, moreThanDesktops: 1 } });

    expect(questionOf(aCase(given), policy, isProtected, ten)).toMatchObject({ ask: { reasons } });
  });

  it('is a question about this very plan, which stands for the time that the policy gives it', () => {
    expect(questionOf(aCase({ desktops: twoDesktops }), forMany, false, ten)).toEqual({ ask: question });
  });
});

describe('a question that was asked', () => {
  it.each([
    ['stands until it expires', at(119), {}],
    ['stands while one of two has agreed', at(119), { approvedBy: [byAnn] }],
  ])('%s', (_, now, given) => {
    const one = asked(given);

    expect(questionOf(one, forMany, false, now)).toEqual({ ask: one.approval });
  });

  it.each([
    ['nobody', []],
    ['one of two', [byAnn]],
  ])('expires where %s has agreed by then', (_, approvedBy) => {
    expect(questionOf(asked({ approvedBy }), forMany, false, at(120))).toBe('expired');
  });

  it('is settled once enough have agreed, however long the case takes then', () => {
    const one = asked({ approvedBy: [byAnn, byBen] });

    expect(questionOf(one, forMany, false, at(119))).toBe('go');
    expect(questionOf(one, forMany, false, at(9000))).toBe('go');
  });

  it('is another one where the plan has changed since, to which nobody has agreed', () => {
    const one = asked({ approvedBy: [byAnn, byBen] }, { desktops: [...twoDesktops, aRecord('three')] });

    const next = questionOf(one, forMany, false, at(30));

    expect(next).toMatchObject({ ask: { requestedAt: at(30), expiresAt: at(150), approvedBy: [] } });
    expect(next).not.toMatchObject({ ask: { planHash } });
  });
});

describe('somebody who agrees', () => {
  it('is on record with the reason, and the case is looked at again at once', () => {
    const after = approved(asked({ approvedBy: [byAnn] }), byBen);

    expect(after).toMatchObject({ status: 'held', dueAt: byBen.at, unsaid: [] });
    expect(after).toMatchObject({ approval: { ...question, approvedBy: [byAnn, byBen] } });
    expect(after).toMatchObject({
      trail: [
        { at: byBen.at, event: 'approval', facts: { verdict: 'approved', by: 'ben', reason: 'seen too', planHash } },
      ],
    });
  });

  it.each(['ann', 'ANN', ' Ann '])('counts once, also as %j', (by) => {
    const byWord = asked({ unproven: true, approvedBy: [saidBen, { ...saidAnn, by }] });

    expect(approved(byWord, saidAnn)).toBe('already-approved-by-them');
    expect(approved(asked({ unproven: true, approvedBy: [saidAnn] }), { ...saidBen, by })).toBe(
      'already-approved-by-them',
    );
  });

  it('counts once whatever note is beside the identity, and by whatever role they come', () => {
    const again = { ...byBen, by: 'arn:another (bob)', principal: 'arn:another', person: 'user:ann' };

    expect(approved(asked({ approvedBy: [byAnn] }), again)).toBe('already-approved-by-them');
  });
});

describe('what was signed for an earlier question', () => {
  const requested = Date.parse(question.requestedAt);

  it.each([approved, rejected])('is worth nothing for a later one, though it is of the same plan', (give) => {
    expect(give(asked(), { ...byAnn, signedAt: requested - 1000 })).toBe('signed-before-it-was-asked');
  });

  it.each([requested - 999, requested, requested + 60_000])(
    'counts from the second on in which it is asked: %i',
    (signedAt) => {
      expect(approved(asked(), { ...byAnn, signedAt })).toMatchObject({ approval: { approvedBy: [byAnn] } });
    },
  );
});

describe('whoever has asked for an exit by hand', () => {
  const asker = { people: 2, approvedBy: [byAnn] };
  const byHand = { notices: [aSaying({ source: 'operator', by: byAnn.by, kind: 'revoke-now' })] };

  it('is one of two that have to agree, and not both', () => {
    expect(approved(asked(asker, byHand), { ...byAnn, by: 'another note' })).toBe('already-approved-by-them');
    expect(missingApprovals({ ...question, ...asker })).toBe(1);
  });
});

describe('two people who must agree', () => {
  it.each([
    ['says so, and nothing proves it', saidBen, 'identity-not-proven'],
    ['is an identity that may be anybody', { ...saidBen, principal: 'arn:role/ben' }, 'identity-names-nobody'],
  ])('are not made of one who %s', (_, verdict, problem) => {
    expect(approved(asked(), verdict)).toBe(problem);
    expect(approved(asked({ approvedBy: [byAnn] }), verdict)).toBe(problem);
  });

  it('are not made of two whom nothing proves, whatever the record has', () => {
    const one = asked({ approvedBy: [saidAnn, saidBen] });

    expect(questionOf(one, forMany, false, at(30))).toEqual({ ask: one.approval });
    expect(missingApprovals({ ...question, approvedBy: [byAnn, saidBen] })).toBe(1);
    expect(missingApprovals({ ...question, approvedBy: [byAnn, byBen] })).toBe(0);
  });

  it('are taken at their word where the policy says so, from when it is asked', () => {
    const local = aPolicy({ approval: { ...forMany.approval, unproven: true } });
    const next = questionOf(aCase({ desktops: twoDesktops }), local, false, ten);
    expect(next).toEqual({ ask: { ...question, unproven: true } });

    const once = approved(asked({ unproven: true }), saidAnn) as OffboardingCase;
    const twice = approved(once, saidBen) as OffboardingCase;

    expect(missingApprovals({ ...question, unproven: true, ...once.approval })).toBe(1);
    expect(questionOf(twice, local, false, at(30))).toBe('go');
  });

  it('need not be told apart where one is enough: the record says what is proven', () => {
    const one = asked({ people: 1 });

    expect(approved(one, saidAnn)).toMatchObject({ approval: { approvedBy: [saidAnn] } });
    expect(approved(one, byAnn)).toMatchObject({ approval: { approvedBy: [byAnn] } });
  });
});

describe('somebody who refuses', () => {
  it('ends the case, with the plan that was refused on record, and subscribers are told', () => {
    const after = rejected(asked(), byAnn);

    expect(after).toMatchObject({ status: 'cancelled', reason: 'rejected', endedAt: byAnn.at, desktops: twoDesktops });
    expect(after).toHaveProperty('dueAt', undefined);
    expect(after).toMatchObject({ unsaid: [{ type: 'OffboardingCancelled', reason: 'rejected', at: byAnn.at }] });
    expect(after).toMatchObject({
      trail: expect.arrayContaining([
        expect.objectContaining({
          at: byAnn.at,
          event: 'approval',
          facts: expect.objectContaining({ verdict: 'rejected', by: 'ann', reason: 'seen', planHash }),
        }),
      ]),
    });
  });
});

describe.each([
  ['agreement', approved],
  ['refusal', rejected],
])('an %s', (_, give) => {
  it.each([
    ['is not asked for', asked({}, { approval: undefined })],
    ['is held for something else', asked({}, { reason: 'quarantined' })],
    ['is no longer held', asked({}, { status: 'detaching' })],
  ])('has no effect where the case %s', (_what, one) => {
    expect(give(one, byAnn)).toBe('nothing-to-approve');
  });

  it('comes too late at the instant at which the question expires', () => {
    expect(give(asked(), { ...byAnn, at: at(120) })).toBe('expired');
    expect(give(asked(), { ...byAnn, at: at(119) })).toMatchObject({ caseId: 'case-1' });
  });

  it('counts only for the plan that was seen', () => {
    expect(give(asked(), { ...byAnn, planHash: 'of another plan' })).toBe('another-plan');
    expect(give(asked(), { ...byAnn, planHash })).toMatchObject({ caseId: 'case-1' });
  });
});
