/** What a machine-readable word means, and what a person has to do. */
export type Explanation = { means: string; todo: string };

const nothing = 'nothing';
const map = 'map them: `identities import`, by user name, `domain\\name` or user id';
const look =
  '`status CASE` says what is missing: remove it by hand, then `offboard` the person again, who is then seen to have nothing';

/** Why a case is held, waits, or how it has ended. The type of a case's reason is made of these words: there is none without a sentence. */
export const caseReasons = {
  approval: {
    means: 'people must agree to the plan first',
    todo: '`status CASE` shows it: `approve CASE` or `reject CASE`, before the question expires',
  },
  cap: {
    means: 'all exits together would take more than `policy.caps` allows',
    todo: 'look at `plan --all`; if that is right, `quarantine clear --allow N`; if not, `cancel` what is wrong first',
  },
  quarantined: {
    means: 'exits are stopped, by a person or by the caps',
    todo: '`quarantine show` says why; `quarantine clear` lets them go on',
  },
  'protected-user': {
    means: 'the user, or a group of theirs, is in `policy.protect`',
    todo: 'take them off the list and deploy, or allow it after approval (`policy.approval.protectedUser`); or `cancel`',
  },
  'protected-desktop': {
    means: 'all else is gone; a desktop in `policy.protect` is still theirs',
    todo: 'detach them from it by hand, or take it off the list and deploy',
  },
  'access-through-pool': {
    means: 'a pool is open to the person, and `policy.pools` leaves it to people',
    todo: 'remove the person, or their group, from the pool in Workspace; the case sees it and goes on',
  },
  'access-through-group': {
    means: 'a user group opens desktops to the person, and `policy.groups` leaves it to people',
    todo: 'take the person out of the group in Workspace; the case sees it and goes on',
  },
  'unknown-workspace-user': {
    means: 'Workspace has no user of the name that is known',
    todo: `${map}; or \`cancel\` if they never had one`,
  },
  'no-identity-for-workspace': {
    means: 'nothing that is known of the person leads to a user',
    todo: `${map}; or \`cancel\` if they never had one`,
  },
  'several-identities-on-workspace': {
    means:
      'several users come into question, at the end also if something carries the name and no reading tells whose it is',
    todo: `\`status CASE\` lists them with their ids; ${map}`,
  },
  'email-differs': {
    means:
      'there is a user of the name, or of the local part of the address, and Workspace shows another address for them',
    todo: `\`status CASE\` lists them; if it is them, ${map}; if not, nothing of theirs was taken: \`cancel\``,
  },
  'email-not-shown': {
    means: 'there is a user of the local part without an address, and the domain is not in `policy.emailDomains`',
    todo: `add the domain if it is the company's, or ${map}`,
  },
  'access-again': {
    means: 'the nightly look saw access again after the case had closed',
    todo: 'nothing for the case; find out who gave it back',
  },
  'access-unconfirmed': {
    means: 'not all pools and groups were read since the person was gone, or could act',
    todo: 'nothing, unless it lasts or has ended as failed: then `doctor` and `problem` say what cannot be read',
  },
  'nothing-seen-yet': {
    means: 'one reading has shown nothing, which a second one must confirm',
    todo: 'nothing; it looks again at `next`',
  },
  'undo-under-way': {
    means: 'access is gone, and an undo that this exit has overtaken may still give something back',
    todo: 'nothing; it looks again every minute, for ten at most',
  },
  'access-gone': { means: 'a reading shows that access is gone', todo: nothing },
  detached: {
    means: 'by hand, from these desktops alone: a reading shows it. Nothing else of the person was looked at',
    todo: nothing,
  },
  'no-desktops': {
    means: 'nothing was found to take',
    todo: 'nothing; if they do have a desktop, map them and `offboard` them again',
  },
  'would-detach': { means: 'a dry run: nothing was written', todo: 'set `policy.mode` to `enforce` if it is right' },
  'would-restore': { means: 'the undo was a dry run: nothing was written', todo: 'set `policy.mode` to `enforce`' },
  restored: { means: 'a reading shows that all of it is back', todo: nothing },
  'restored-in-part': {
    means: 'some of it cannot come back',
    todo: '`status CASE` says what and why: put it right in Workspace, then `undo` once more',
  },
  'approval-expired': {
    means: 'nobody agreed in time, and access stays',
    todo: '`offboard` the person again to be asked anew',
  },
  rejected: { means: 'somebody refused the plan, and access stays', todo: nothing },
  cancelled: { means: 'it was called off before anything was taken', todo: nothing },
  rehired: { means: 'the person stays, which was known before anything was taken', todo: nothing },
  'cancelled-after-start': {
    means: 'it was called off after work had begun',
    todo: 'what was taken until then stays taken: `undo CASE`',
  },
  'rehired-after-start': {
    means: 'the person stays, which was known only after work had begun',
    todo: 'what was taken until then stays taken: `undo CASE`',
  },
  'exit-taken-up-again': { means: 'an undo ended for the exit, which goes on', todo: nothing },
  'detach-not-verified': { means: 'given up: the person is still attached', todo: look },
  'readings-disagree': {
    means: 'given up: one list of Workspace shows the person on a desktop, and another does not',
    todo: look,
  },
  'access-not-removed': { means: 'given up: a pool or a group is still open to the person', todo: look },
  'lock-not-verified': { means: 'given up: the user is not locked', todo: look },
  'shutdown-not-verified': { means: 'given up: a desktop of theirs still runs; access is gone', todo: look },
  'unbind-not-verified': { means: 'given up: an EIP is still bound; access is gone', todo: look },
  'restore-not-verified': {
    means: 'given up: not all of it was seen to be back',
    todo: '`status CASE` says what; then `undo` once more',
  },
  'workspace-not-readable': {
    means: 'given up: Workspace could not be read',
    todo: '`doctor` says why; then `offboard` the person again',
  },
} as const satisfies Record<string, Explanation>;

/** Why a case stands as it stands. */
export type CaseReason = keyof typeof caseReasons;

const byThePolicy = 'nothing; the policy says so';

/** Why something is done in a plan, or left as it is. */
export const planReasons = {
  policy: { means: 'the policy wants it so', todo: nothing },
  attached: { means: 'the person is attached to it', todo: nothing },
  hibernated: {
    means: 'the person is attached to it, and Workspace may refuse to detach anybody from a hibernated desktop',
    todo: 'start the desktop in Workspace; the case sees it and goes on',
  },
  'access-through-pool': { means: 'the pool is open to the person', todo: nothing },
  'access-through-group': { means: 'the group opens desktops to the person', todo: nothing },
  'nobody-left': { means: 'nobody uses the desktop any more', todo: nothing },
  'already-locked': { means: 'the user was locked before', todo: 'nothing; an undo leaves it locked' },
  'already-removed': {
    means: 'the person was out of the pool or group before anything was taken',
    todo: 'nothing; an undo does not put them back',
  },
  'already-detached': {
    means: 'the person was gone from the desktop before anything was taken',
    todo: 'nothing; an undo does not attach them again',
  },
  'already-off': { means: 'the desktop is off, so it is not shut down', todo: nothing },
  'already-unbound': { means: 'the EIP was gone from the desktop before it was asked for', todo: nothing },
  'others-have-sessions': { means: 'logging off would end the sessions of others too', todo: nothing },
  'pool-is-for-a-person-to-remove': {
    means: '`policy.pools` leaves it to people',
    todo: 'remove the person, or their group, from the pool in Workspace',
  },
  'group-is-for-a-person-to-remove': {
    means: '`policy.groups` leaves it to people',
    todo: 'take the person out of the group in Workspace',
  },
  'desktop-not-listed': { means: 'Workspace does not list the desktop any more', todo: 'look whether it was deleted' },
  'still-in-use-by-others': { means: 'others are attached to the desktop', todo: nothing },
  'pool-desktop': { means: 'the desktop goes back to its pool', todo: byThePolicy },
  'before-image': { means: 'it was so before', todo: nothing },
} as const satisfies Record<string, Explanation>;

export type PlanReason = keyof typeof planReasons | `protected-${string}` | `impossible-${string}`;

/** Problems that are named here and not by Workspace. */
export const problemReasons = {
  'name-refused': {
    means: 'the service, or a firewall before it, refuses every call with this name; nobody else waits for it',
    todo: 'look for the person in Workspace by hand; map them to their user id if that is another one, or have the name let through. It is asked for again by itself',
  },
} as const satisfies Record<string, Explanation>;

export type ProblemReason = keyof typeof problemReasons;
