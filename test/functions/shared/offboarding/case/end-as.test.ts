import { describe, expect, it } from 'vitest';
import { endAs } from '../../../../../functions/shared/offboarding/case/end-as.ts';
import { aCase, aRecord, at } from '../../../support/samples.ts';

const problem = { code: 'WKS.00010032', message: 'busy' };
const open = aCase({ status: 'unbinding', desktops: [aRecord()], problem });

describe('a case that has come to an end', () => {
  it('has its reason and its instant, no wake-up, and everything that it remembers', () => {
    const { dueAt, problem: _, ...rest } = endAs(open, 'closed', 'access-gone', at(3));

    expect(dueAt).toBeUndefined();
    expect(rest).toMatchObject({ status: 'closed', reason: 'access-gone', endedAt: at(3), desktops: [aRecord()] });
  });

  it('keeps its problem only where it has failed', () => {
    expect(endAs(open, 'failed', 'approval-expired', at(3)).problem).toEqual(problem);
    for (const status of ['closed', 'dry-run', 'restored'] as const) {
      expect(endAs(open, status, 'access-gone', at(3)).problem).toBeUndefined();
    }
  });
});
