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
    find: '(effectiveAt ?? receivedAt));',
    put: '(effectiveAt ? new Date(Date.parse(effectiveAt) - 3_600_000).toISOString() : receivedAt));',
    noticedBy: [early],
  },
  {
    name: 'takes everybody off a shared desktop',
    file: 'offboard/actor.ts',
    find: "users: [{ ...user, type: 'USER' }]",
    put: "users: user.userId ? 'all' : []",
    noticedBy: [early],
  },
  {
    name: 'takes an accepted request for done, without reading again',
    file: 'offboard/actor.ts',
    find: "detach: 'requested',",
    put: "detach: 'verified', detachVerifiedAt: at,",
    noticedBy: [verified, due],
  },
  {
    name: 'overlooks the list of failures in a 200',
    file: 'shared/workspace-api/batch-answer.ts',
    find: 'const failures = value?.failed_operation_list ?? [];',
    put: 'const failures: FailedItem[] = value ? [] : [];',
    noticedBy: [],
  },
  {
    name: 'saves over the version of another worker, and works on',
    file: 'offboard/run-cases.ts',
    find: 'const stored = await deps.store.save(',
    put: 'const stored = await ((one: OffboardingCase, lines: LedgerLine[]) => deps.store.save(one, lines).catch(() => one))(',
    noticedBy: ['nothing is lost', early, twice, lines],
  },
  {
    name: 'writes before the decision is saved',
    file: 'offboard/run-cases.ts',
    find: 'const saved = await saveAll(changing.map(lease));',
    put: 'const saved = changing.map(lease);',
    noticedBy: [early, 'nothing is lost'],
  },
  {
    name: 'gives work no lease',
    file: 'offboard/run-cases.ts',
    find: 'new Date(clock.now() + leaseMs).toISOString() } };',
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
    file: 'shared/offboarding/decide.ts',
    find: "return othersAttached > 0 ? 'still-in-use-by-others' : undefined;",
    put: 'return undefined;',
    noticedBy: ['EIPs are unbound only where nobody is left'],
  },
  {
    name: 'does not judge an idle EIP again before it is unbound',
    file: 'shared/desktops/unbind-idle-eips.ts',
    find: 'const reason = whyKept(holders.get(eip.desktopId));',
    put: 'const reason = holders.size < 0 ? whyKept(undefined) : undefined;',
    noticedBy: ['EIPs are unbound only where nobody is left'],
  },
  {
    name: 'leaves no evidence of a case that ends',
    file: 'offboard/run-cases.ts',
    find: 'const lines = hasEnded(decision.case) ? ledgerLines(decision.case) : [];',
    put: 'const lines: LedgerLine[] = [];',
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
    find: 'options.dryRun ? undefined : await',
    put: 'options.dryRun && idle.length < 0 ? undefined : await',
    noticedBy: ['a dry run writes nothing'],
  },
];
