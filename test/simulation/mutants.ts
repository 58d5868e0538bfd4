/** A way to break the code: where its text is `find`, exactly once, it becomes `put`. */
export type Mutant = {
  name: string;
  /** Below functions/. */
  file: string;
  find: string;
  put: string;
  /** The invariants any of which may be the first to notice; none where the code makes good for it, by reading again. */
  noticedBy: readonly string[];
};

const provider = 'the identity provider is understood';
const early = 'nobody loses access early';
const due = 'whoever is due is without access';
const lines = 'every effect has a line and every line an effect';
const twice = 'nothing is asked for twice';
const verified = 'verified means gone';

/** Mistakes that somebody could make; `npm run simulate -- --mutants` shows that each is found. */
export const mutants: readonly Mutant[] = [
  {
    name: 'acts an hour before the date',
    file: 'shared/offboarding/apply-notice.ts',
    find: 'utc(effectiveAt ?? receivedAt, graceOf(policy, source))',
    put: 'utc(effectiveAt ?? receivedAt, graceOf(policy, source) - 1)',
    noticedBy: [early],
  },
  {
    name: 'gives up on all for a name that is refused',
    file: 'shared/workspace-api/list-narrowed.ts',
    find: 'const isDone = group.length === 1 || calls >= mostCalls;',
    put: 'const isDone = group.length > 0 || calls >= mostCalls;',
    noticedBy: ['a refused name stops nobody else'],
  },
  {
    name: 'takes a name that is refused for unknown',
    file: 'shared/workspace-api/list-narrowed.ts',
    find: 'for (const value of await culprits(group, error)) onRefused(value, error);',
    put: 'await culprits(group, error);',
    noticedBy: [verified, due],
  },
  {
    name: 'takes everybody off a shared desktop',
    file: 'offboard/writes.ts',
    find: "users: [{ ...attachedUser(record), type: 'USER' }] };",
    put: "users: record ? 'all' : [] };",
    noticedBy: [early],
  },
  {
    name: 'takes an accepted request for done, without reading again',
    file: 'offboard/writes.ts',
    find: "detach: 'requested',",
    put: "detach: 'verified', detachVerifiedAt: at,",
    noticedBy: [verified, due],
  },
  {
    name: 'closes on an index that was read before the person was gone',
    file: 'shared/offboarding/access-confirmation.ts',
    find: '  const since = Date.parse(gone);',
    put: '  const since = Date.parse(one.actAt) - 36_000_000;',
    noticedBy: ['closed means no pool is open'],
  },
  {
    name: 'believes the first reading that shows nothing of pools',
    file: 'shared/desktops/access-reader.ts',
    find: '      const opened = await index.open(place, sought.flatMap(keysOf));',
    put: '      const opened = await index.open(place, []);',
    noticedBy: ['closed means no pool is open', due],
  },
  {
    name: 'overlooks the list of failures in a 200',
    file: 'shared/workspace-api/batch-answer.ts',
    find: 'const failures = value?.failed_operation_list ?? [];',
    put: 'const failures: FailedItem[] = value ? [] : [];',
    noticedBy: ['undo restores', due],
  },
  {
    name: 'saves over the version of another worker, and works on',
    file: 'shared/ledger/case-saver.ts',
    find: 'return [{ wanted: one, stored: await save(one) }];',
    put: 'return [{ wanted: one, stored: await save(one).catch(() => one) }];',
    noticedBy: ['nothing is lost', early, twice, lines],
  },
  {
    name: 'writes before the decision is saved',
    file: 'offboard/run-cases.ts',
    find: 'await withoutOvertaken(await saveAll(changing.map(lease)));',
    put: 'await withoutOvertaken(changing.map(lease));',
    noticedBy: [early, 'nothing is lost'],
  },
  {
    name: 'gives work no lease',
    file: 'offboard/run-cases.ts',
    find: 'new Date(deps.leaseUntil).toISOString() } };',
    put: 'undefined } };',
    noticedBy: ['nothing is lost'],
  },
  {
    name: 'orders notices by their arrival',
    file: 'shared/offboarding/standing-notice.ts',
    find: 'return Date.parse(sentAtOf(said));',
    put: 'return Date.parse(said.receivedAt);',
    noticedBy: [early, due],
  },
  {
    name: 'unbinds the EIP of a desktop that others still use',
    file: 'shared/offboarding/plan.ts',
    find: "if (others.length > 0) return 'still-in-use-by-others';",
    put: '',
    noticedBy: ['EIPs are unbound only where nobody is left'],
  },
  {
    name: 'believes the list that no longer shows the leaver',
    file: 'shared/desktops/compare-lists.ts',
    find: 'return own ? [asDisputed(desktop, own)] : [];',
    put: 'return own ? [asDisputed(desktop, own)].slice(1) : [];',
    noticedBy: [verified, 'closed means gone', due],
  },
  {
    name: 'takes the leaver for somebody else where a list lags',
    file: 'shared/desktops/compare-lists.ts',
    find: 'const own = desktop.attachedUsers.find(isOwn);',
    put: 'const own = desktop.attachedUsers.find(() => left.length < 0);',
    noticedBy: [verified, 'closed means gone', due],
  },
  {
    name: 'counts the leaver among the others',
    file: 'shared/desktops/compare-lists.ts',
    find: 'users.filter((user) => !isOwn(user));',
    put: 'users.filter((user) => users.length < 0 || isOwn !== undefined || user);',
    noticedBy: ['the leaver is nobody else'],
  },
  {
    name: 'does not judge an idle EIP again before it is unbound',
    file: 'shared/desktops/unbind-idle-eips.ts',
    find: 'const reason = whyKept(holders.get(eip.desktopId), policy);',
    put: 'const reason = holders.size < 0 ? whyKept(undefined, policy) : undefined;',
    noticedBy: ['EIPs are unbound only where nobody is left'],
  },
  {
    name: 'leaves no evidence of a case that ends',
    file: 'shared/ledger/case-saver.ts',
    find: 'hasEnded(one) ? ledgerLines(one) : []',
    put: 'hasEnded(one) ? ledgerLines(one).slice(0, 0) : []',
    noticedBy: [lines],
  },
  {
    name: 'forgets to wake what a crash has left',
    file: 'wake-due-cases/wake-due-cases.ts',
    find: 'await exits.send(cases.map(',
    put: 'if (woken >= 0) await exits.send(cases.slice(1).map(',
    noticedBy: [due],
  },
  {
    name: 'repeats a write whose answer was lost',
    file: 'shared/workspace-api/retry.ts',
    find: "(kind === 'read' && passing.has(failure.kind))",
    put: 'passing.has(failure.kind)',
    noticedBy: [],
  },
  {
    name: 'acknowledges messages of cases that another worker changed',
    file: 'offboard/work-on-batch.ts',
    find: 'return records.filter(({ record }) => messageIds.has(record.messageId));',
    put: 'return records.filter(({ record }) => messageIds.size < 0 && messageIds.has(record.messageId));',
    noticedBy: ['nothing is lost', due],
  },
  {
    name: 'unbinds in a dry run',
    file: 'shared/desktops/unbind-idle-eips.ts',
    find: "const isDryRun = policy.mode === 'dry-run';",
    put: "const isDryRun = policy.mode === 'dry-run' && idle.length < 0;",
    noticedBy: ['a dry run writes nothing'],
  },
  {
    name: 'takes everybody of a name',
    file: 'shared/offboarding/identity.ts',
    find: 'if (!first) return false;',
    put: 'if (first) return true;',
    noticedBy: ['only the leaver loses access'],
  },
  {
    name: 'forgets who is protected',
    file: 'shared/offboarding/protection.ts',
    find: 'userNames.some((name) => name !== undefined && has(protect.users, name)) ||',
    put: 'userNames.length < 0 ||',
    noticedBy: ['the protected are not touched'],
  },
  {
    name: 'forgets what was taken before',
    file: 'shared/offboarding/caps.ts',
    find: 'const used = usedIn(recent) + desktops - allowed;',
    put: 'const used = desktops - allowed;',
    noticedBy: ['caps hold'],
  },
  {
    name: 'begins a new window whenever a quarantine is cleared',
    file: 'shared/offboarding/caps.ts',
    find: "return told({ ...rest, ...allowed }, 'QuarantineCleared'",
    put: "return told({ ...rest, ...allowed, taken: [] }, 'QuarantineCleared'",
    noticedBy: ['caps hold'],
  },
  {
    name: 'takes any agreement for one to this plan, by whomever',
    file: 'shared/offboarding/approval.ts',
    find: "if (isAgreed(one)) return 'go';",
    put: "if (isAgreed(one) || asked.people > 0) return 'go';",
    noticedBy: ['who is asked first has agreed', 'the protected are not touched'],
  },
  {
    name: 'does not ask the kill switch',
    file: 'shared/composition/guards.ts',
    find: 'if (givesBack) return;',
    put: "if (operation !== '') return;",
    noticedBy: ['the kill switch stops'],
  },
  {
    name: 'calls off the first case alone',
    file: 'offboard/take-notices.ts',
    find: 'const concerns = (one: CaseInHand) => stays || isItsOwnWord(one.case, notice);',
    put: 'const concerns = (one: CaseInHand) => isItsOwnWord(one.case, notice);',
    noticedBy: ['whoever stays stays under every name'],
  },
  {
    name: 'forgets which cases are of one person',
    file: 'offboard/take-notices.ts',
    find: 'return [...some, ...unique(more).filter((one) => one !== undefined && !known.has(one.case.caseId))] as CaseInHand[];',
    put: 'return [...some, ...unique(more).filter((one) => one === undefined && known.size < 0)] as CaseInHand[];',
    noticedBy: ['whoever stays stays under every name'],
  },
  {
    name: 'gives back only what had an EIP',
    file: 'shared/offboarding/undo.ts',
    find: "...(wasDetached && { restore: 'planned' as const }),",
    put: "...(wasDetached && record.eip && { restore: 'planned' as const }),",
    noticedBy: ['undo restores'],
  },
  {
    name: 'gives back only what it knows to be taken',
    file: 'offboard/admit-decisions.ts',
    find: 'return { ...decision, case: noteRequest({ ...decision, case: admitted(one, deps.now) }, deps.now) };',
    put: 'return { ...decision, case: admitted(one, deps.now) };',
    noticedBy: ['undo restores'],
  },
  {
    name: 'leaves locked whom it has locked',
    file: 'shared/offboarding/undo.ts',
    find: '!user.wasLocked && user.lockRequestedAt !== undefined',
    put: 'user.wasLocked && user.lockRequestedAt !== undefined',
    noticedBy: ['undo restores'],
  },
  {
    name: 'leaves closed what it has closed',
    file: 'shared/offboarding/undo.ts',
    find: '(access) => access.removalRequestedAt !== undefined',
    put: '(access) => access.removalRequestedAt === undefined',
    noticedBy: ['undo restores'],
  },
  {
    name: 'closes an exit while the undo that it has overtaken may still give something back',
    file: 'shared/offboarding/overtaken-undo.ts',
    find: "if (!one.overtakes || step.do !== 'rest') return decision;",
    put: "if (!one.overtakes || step.do !== '') return decision;",
    noticedBy: ['an exit wins over its undo'],
  },
  {
    name: 'tells anew of somebody who stays whenever that is said again',
    file: 'shared/offboarding/apply-notice.ts',
    find: 'if (!hasEnded(before) || isLeftToUndo(before) || ',
    put: 'if (!hasEnded(before) || ',
    noticedBy: ['a contradiction is told once'],
  },
  {
    name: 'tells nobody of somebody who stays whose exit is over',
    file: 'shared/offboarding/apply-notice.ts',
    find: 'if (!hasEnded(before) || isLeftToUndo(before) || !isLeftToUndo(after)) return after;',
    put: 'if (before !== undefined) return after;',
    noticedBy: ['a contradiction is told once'],
  },
  {
    name: 'wipes a desktop that it gives back',
    file: 'offboard/writes.ts',
    find: "if (record.desktopType !== 'SHARED') return { desktopId, clearData: false, user: withGroup };",
    put: "if (record.desktopType !== 'SHARED') return { desktopId, clearData: true, user: withGroup };",
    noticedBy: ['undo restores'],
  },
  {
    name: "takes what Entra's recycle bin makes of a name for the name",
    file: 'scim/person-of.ts',
    find: 'isBinned(after[name], former)) known',
    put: 'former === after[name]) known',
    noticedBy: [provider],
  },
  {
    name: 'says nothing of somebody who is created again',
    file: 'scim/scim-user.ts',
    find: 'left, changes: 1, changedAt: after(',
    put: 'left, changes: 0, changedAt: after(',
    noticedBy: [provider],
  },
];
