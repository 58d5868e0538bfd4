import * as z from 'zod';

const names = z.array(z.string().min(1)).default([]);
const hours = z
  .number()
  .positive()
  .max(24 * 30);
const mode = z.enum(['dry-run', 'enforce']);
const removal = z.enum(['remove', 'report']);

/** What is done with a leaver; a source may have its own. Each default is said in `policy` below. */
const actions = {
  /** `dry-run` reads, decides and records, and writes nothing to Workspace. @default 'dry-run' */
  mode: mode.default('dry-run').meta({ examples: ['enforce'] }),
  /** How long after the effective instant access goes, in hours; before it where negative. "Revoke now" does not wait. @default 0 */
  graceHours: z
    .number()
    .min(-72)
    .max(24 * 365)
    .default(0)
    .meta({ examples: [8, -1] }),
  /** Lock the Workspace user before anything else. @default false */
  lockUser: z
    .boolean()
    .default(false)
    .meta({ examples: [true] }),
  /** End the sessions on desktops that nobody else is attached to, before they are detached. @default false */
  logOff: z
    .boolean()
    .default(false)
    .meta({ examples: [true] }),
  /** Shut down desktops that nobody is left on, where they still run. @default false */
  shutdown: z
    .boolean()
    .default(false)
    .meta({ examples: [true] }),
  /** Unbind the EIPs of desktops that nobody is left on. @default true */
  unbindEips: z
    .boolean()
    .default(true)
    .meta({ examples: [false] }),
  /** What to do with the authorization of a desktop pool: remove it, or hold the case until a person has. @default 'remove' */
  pools: removal.default('remove').meta({ examples: ['report'] }),
  /** What to do where a user group opens desktops or pools: take the user out of the group, or hold the case until a person has. @default 'report' */
  groups: removal.default('report').meta({ examples: ['remove'] }),
  /** By when access is to be gone, in hours from the moment a case may act: half of it warns, all of it alarms. @default 24 */
  slaHours: hours.default(24).meta({ examples: [4] }),
};

/** Who and what is never touched, whoever asks; letter case does not count. */
const protect = z.strictObject({
  /** Workspace user names. @default none */
  users: names.meta({ examples: [['ceo', 'break-glass']] }),
  /** Workspace user groups: every member is protected. @default none */
  groups: names.meta({ examples: [['operators']] }),
  /** Desktop ids or computer names. @default none */
  desktops: names.meta({ examples: [['ws-build-01']] }),
  /** Desktop tags, as `key` or `key=value`. @default none */
  tags: names.meta({ examples: [['keep', 'tier=critical']] }),
});

/** How much may be taken away in a window of time. Over a cap nothing is: everything waits until a person clears the quarantine. */
const caps = z.strictObject({
  /** Desktops that are detached from somebody or lose their EIP, each once a case. @default 500 */
  count: z
    .int()
    .positive()
    .default(500)
    .meta({ examples: [100] }),
  /** The same, in percent of all desktops of the projects. @default 20 */
  percentOfFleet: z
    .number()
    .positive()
    .max(100)
    .default(20)
    .meta({ examples: [5] }),
  /** The percentage never makes it fewer than this: one leaver is a large part of a small fleet. @default 50 */
  percentFloor: z
    .int()
    .nonnegative()
    .default(50)
    .meta({ examples: [10] }),
  /** The window, in minutes. @default 60 */
  windowMinutes: z
    .int()
    .positive()
    .max(7 * 24 * 60)
    .default(60)
    .meta({ examples: [1440] }),
});

/** When a person must agree first. What they agree to is exactly the plan they were shown. */
const approval = z.strictObject({
  /** Notices that only a shared token vouches for. @default false */
  lowTrust: z
    .boolean()
    .default(false)
    .meta({ examples: [true] }),
  /** A protected user may be offboarded after approval, instead of never. @default false */
  protectedUser: z
    .boolean()
    .default(false)
    .meta({ examples: [true] }),
  /** People with more desktops than this. @default none */
  moreThanDesktops: z
    .int()
    .nonnegative()
    .optional()
    .meta({ examples: [10] }),
  /** How long the question stands, in hours; then the case fails. @default 72 */
  expiresAfterHours: hours.default(72).meta({ examples: [24] }),
  /** How many different people must agree. @default 1 */
  people: z
    .int()
    .min(1)
    .max(2)
    .default(1)
    .meta({ examples: [2] }),
});

/** The nightly look at whether what was taken away stays away. */
const reconcile = z.strictObject({
  /** People offboarded in the last so many days are read again. 0: none. @default 30 */
  days: z
    .int()
    .nonnegative()
    .max(365)
    .default(30)
    .meta({ examples: [90] }),
  /** What to do with somebody who has access again: work on the case once more, or only tell. @default 'reopen' */
  drift: z
    .enum(['reopen', 'report'])
    .default('reopen')
    .meta({ examples: ['report'] }),
  /** What to do with Workspace users that are disabled or expired and still attached. @default 'report' */
  disabledUsers: z
    .enum(['offboard', 'report', 'ignore'])
    .default('report')
    .meta({ examples: ['offboard'] }),
});

/** What the organisation wants done with a leaver. Durations carry their unit in the name. */
export const policy = z.strictObject({
  ...actions,
  /**
   * How a person is found among the Workspace users where no explicit mapping says it. The first rule whose identifier the
   * person has is the one that counts: the user name itself, the part of the e-mail address before the @, or the e-mail
   * address of a Workspace user. Exact matches only, letter case aside. @default user name, then local part
   */
  identity: z
    .array(z.enum(['user-name', 'email-local-part', 'email']))
    .min(1)
    .default(['user-name', 'email-local-part'])
    .meta({ examples: [['email']] }),
  /** How long a case retries before it ends as failed, from the moment it may act. @default 24 */
  giveUpAfterHours: hours.default(24).meta({ examples: [48] }),
  /** How often a held case looks again. @default 24 */
  recheckHeldAfterHours: hours.default(24).meta({ examples: [4] }),
  protect: protect.prefault({}),
  caps: caps.prefault({}),
  approval: approval.prefault({}),
  reconcile: reconcile.prefault({}),
  /** What is different for the notices of one source, by its name. @default nothing */
  sources: z
    .record(z.string(), z.strictObject(withoutDefaults(actions)))
    .default({})
    .meta({ examples: [{ bamboohr: { graceHours: 8 }, okta: { mode: 'dry-run' } }] }),
});

export type Policy = z.infer<typeof policy>;

/** The policy for what one source says. */
export function policyFor(general: Policy, source: string | undefined): Policy {
  const own = source === undefined ? undefined : general.sources[source];
  if (!own) return general;
  const said = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...general, ...Object.fromEntries(said) };
}

type WithoutDefaults<Shape extends Record<string, z.ZodDefault>> = {
  [Key in keyof Shape]: z.ZodOptional<ReturnType<Shape[Key]['unwrap']>>;
};

/** What a source does not say is as it is for all; a default would say it for them. */
function withoutDefaults<Shape extends Record<string, z.ZodDefault>>(shape: Shape): WithoutDefaults<Shape> {
  return Object.fromEntries(
    Object.entries(shape).map(([key, option]) => [key, z.optional(option.unwrap() as z.ZodType)]),
  ) as WithoutDefaults<Shape>;
}
