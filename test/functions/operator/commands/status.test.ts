import { describe, expect, it } from 'vitest';
import { type ShownCase, showCase } from '../../../../functions/operator/cli/show-case.ts';
import { status } from '../../../../functions/operator/commands/status.ts';
import { apply } from '../../support/apply-all.ts';
import { aCase, aNotice, aRecord, at } from '../../support/samples.ts';
import { commandContext } from '../support/command-context.ts';

async function shown(given: Parameters<typeof aCase>[0]) {
  const one = aCase(given);
  const { context } = await commandContext([one]);
  const { data } = await status.run({ caseId: one.caseId, trail: false, suggest: true }, context);
  return { data, text: showCase(data as ShownCase) };
}

describe('status', () => {
  it('says what a reason means and what to do, to people and to programs', async () => {
    const { data, text } = await shown({ status: 'held', reason: 'email-differs' });

    expect(data).toMatchObject({ explained: { todo: expect.stringContaining('`identities import`') } });
    expect(text).toMatch(/because +there is a user of the name/);
    expect(text).toMatch(/to do +`status case-1` lists them/);
  });

  it('of somebody who stays after the end says what gives back what was taken, and names the HR system', async () => {
    const { case: opened } = apply(undefined, aNotice({ source: 'bamboohr' }));
    const desktops = [aRecord('d', { detach: 'verified', detachRequestedAt: at(1) })];
    const closed = {
      ...opened,
      status: 'closed',
      reason: 'access-gone',
      dueAt: undefined,
      endedAt: at(2),
      desktops,
    } as const;
    const command = aNotice({ source: 'operator', trust: 'iam', kind: 'cancelled', sentAt: at(5) });

    const { text } = await shown(apply({ ...closed, desktops }, command).case);

    expect(text).toMatch(/source +bamboohr/);
    expect(text).toContain(`\`undo ${opened.caseId}\` gives it back`);
  });
});
