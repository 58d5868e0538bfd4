import { describe, expect, it } from 'vitest';
import type { OffboardingCase } from '../../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { transition } from '../../../../../functions/shared/offboarding/case/transition.ts';
import { overtake } from '../../../../../functions/shared/offboarding/decide/overtaken-undo.ts';
import { openUndo, withdrawn } from '../../../../../functions/shared/offboarding/decide/undo.ts';
import { undoCaseId } from '../../../../../functions/shared/offboarding/decide/undo-case-id.ts';
import { aClosedCase } from '../../../support/ended-cases.ts';
import { aCase, aRecord, at, ten } from '../../../support/samples.ts';

const exit = aClosedCase({ desktops: [aRecord('desktop-1', { detachRequestedAt: ten })] });
const again = aCase({ ...exit, status: 'scheduled', openedAt: at(60), overtakes: { undo: undoCaseId(exit) } });

describe('an exit that is taken up again', () => {
  it.each<[was: string, undo: OffboardingCase]>([
    ['still under way', askedToAttach()],
    ['withdrawn already, by a worker that was killed before it had saved what is awaited', withdrawnUndo()],
  ])('waits for what its undo has asked for, which was %s', (_, undo) => {
    expect(overtake(again, undo, at(61)).overtakes?.awaits).toEqual(['attach desktop-1']);
  });

  it('waits for nothing of an undo that has asked for nothing', () => {
    expect(overtake(again, begunUndo(), at(61)).overtakes).toBeUndefined();
  });

  it('waits no more for what was asked of an undo before it was begun anew', () => {
    const anew = openUndo(exit, { by: 'ann', reason: 'once more', at: at(60) }, withdrawnUndo());
    if (typeof anew === 'string' || !anew.undo) throw new Error('There is no undo');

    expect(overtake(again, anew.undo, at(61)).overtakes).toBeUndefined();
  });
});

function begunUndo(): OffboardingCase {
  const opened = openUndo(exit, { by: 'ann', reason: 'wrong person', at: at(58) });
  if (typeof opened === 'string' || !opened.undo) throw new Error('There is no undo');
  return opened.undo;
}

function askedToAttach(): OffboardingCase {
  const undo = begunUndo();
  return transition(undo, undo, {
    at: at(58),
    event: 'decided',
    facts: { step: 'attach', targets: ['desktop-1'] },
  });
}

function withdrawnUndo(): OffboardingCase {
  return withdrawn(askedToAttach(), at(60));
}
