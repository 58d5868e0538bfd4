import { aContradictionIsToldOnce } from './a-contradiction-is-told-once.ts';
import { aDryRunWritesNothing } from './a-dry-run-writes-nothing.ts';
import { aRefusedNameStopsNobodyElse } from './a-refused-name-stops-nobody-else.ts';
import { anExitWinsOverItsUndo } from './an-exit-wins-over-its-undo.ts';
import { capsHold } from './caps-hold.ts';
import { closedMeansGone } from './closed-means-gone.ts';
import { closedMeansNoPoolIsOpen } from './closed-means-no-pool-is-open.ts';
import { effectsAndLinesAgree } from './effects-and-lines-agree.ts';
import { eipsAreUnboundOnlyWhereNobodyIsLeft } from './eips-are-unbound-only-where-nobody-is-left.ts';
import { evidenceProvesItself } from './evidence-proves-itself.ts';
import { idleEipsGo } from './idle-eips-go.ts';
import type { Invariant } from './invariant.ts';
import { nobodyLosesAccessEarly } from './nobody-loses-access-early.ts';
import { nothingIsAskedForTwice } from './nothing-is-asked-for-twice.ts';
import { nothingIsLost } from './nothing-is-lost.ts';
import { onlyTheLeaverLosesAccess } from './only-the-leaver-loses-access.ts';
import { theIdentityProviderIsUnderstood } from './the-identity-provider-is-understood.ts';
import { theKillSwitchStops } from './the-kill-switch-stops.ts';
import { theLeaverIsNobodyElse } from './the-leaver-is-nobody-else.ts';
import { theProtectedAreNotTouched } from './the-protected-are-not-touched.ts';
import { theSavingNeverStopsAnExit } from './the-saving-never-stops-an-exit.ts';
import { trailsHold } from './trails-hold.ts';
import { undoRestores } from './undo-restores.ts';
import { verifiedMeansGone } from './verified-means-gone.ts';
import { whoIsAskedFirstHasAgreed } from './who-is-asked-first-has-agreed.ts';
import { whoeverIsDueIsWithoutAccess } from './whoever-is-due-is-without-access.ts';
import { whoeverStaysStaysUnderEveryName } from './whoever-stays-stays-under-every-name.ts';
import { workersFailOnlyByFaults } from './workers-fail-only-by-faults.ts';

export const allInvariants: readonly Invariant[] = [
  nobodyLosesAccessEarly,
  onlyTheLeaverLosesAccess,
  theProtectedAreNotTouched,
  whoIsAskedFirstHasAgreed,
  capsHold,
  theKillSwitchStops,
  theSavingNeverStopsAnExit,
  eipsAreUnboundOnlyWhereNobodyIsLeft,
  aDryRunWritesNothing,
  aRefusedNameStopsNobodyElse,
  nothingIsAskedForTwice,
  verifiedMeansGone,
  theLeaverIsNobodyElse,
  closedMeansGone,
  closedMeansNoPoolIsOpen,
  undoRestores,
  anExitWinsOverItsUndo,
  aContradictionIsToldOnce,
  trailsHold,
  evidenceProvesItself,
  nothingIsLost,
  theIdentityProviderIsUnderstood,
  workersFailOnlyByFaults,
  whoeverIsDueIsWithoutAccess,
  whoeverStaysStaysUnderEveryName,
  effectsAndLinesAgree,
  idleEipsGo,
];
