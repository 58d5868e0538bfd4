import { aDryRunWritesNothing } from './a-dry-run-writes-nothing.ts';
import { effectsAndLinesAgree } from './effects-and-lines-agree.ts';
import { eipsAreUnboundOnlyWhereNobodyIsLeft } from './eips-are-unbound-only-where-nobody-is-left.ts';
import { idleEipsGo } from './idle-eips-go.ts';
import type { Invariant } from './invariant.ts';
import { nobodyLosesAccessEarly } from './nobody-loses-access-early.ts';
import { nothingIsAskedForTwice } from './nothing-is-asked-for-twice.ts';
import { nothingIsLost } from './nothing-is-lost.ts';
import { verifiedMeansGone } from './verified-means-gone.ts';
import { whoeverIsDueIsWithoutAccess } from './whoever-is-due-is-without-access.ts';

export const allInvariants: readonly Invariant[] = [
  nobodyLosesAccessEarly,
  eipsAreUnboundOnlyWhereNobodyIsLeft,
  aDryRunWritesNothing,
  nothingIsAskedForTwice,
  verifiedMeansGone,
  nothingIsLost,
  whoeverIsDueIsWithoutAccess,
  effectsAndLinesAgree,
  idleEipsGo,
];
