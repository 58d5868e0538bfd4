import * as z from 'zod';
import type { Flow } from '../guards/flow.ts';

const names = z.array(z.string().min(1)).default([]);
const hours = z
  .number()
  .positive()
  .max(24 * 30);
const mode = z.enum(['dry-run', 'enforce']);
const removal = z.enum(['remove', 'report']);
const identityRules = ['user-name', 'email-local-part', 'email'] as const;
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^@\s]+\.[^@\s.]+$/, 'must be the part of e-mail addresses after the @, such as "example.com"');

/** What is done with a leaver; a source may have its own. */
const actions = {
  mode: mode.default('dry-run').meta({
    description:
      '`dry-run` reads, decides and records, and writes nothing to Workspace. What has begun under `enforce` is finished.',
    examples: ['enforce'],
  }),
  graceHours: z
    .number()
    .min(-72)
    .max(24 * 365)
    .default(0)
    .meta({
      description:
        'How long after the effective instant access goes, in hours; before it where negative. "Revoke now" does not wait.',
      examples: [8, -1],
    }),
  lockUser: z
    .boolean()
    .default(false)
    .meta({ description: 'Lock the Workspace user before anything else.', examples: [true] }),
  logOff: z
    .boolean()
    .default(false)
    .meta({
      description: 'End the sessions on desktops that nobody else is attached to, before they are detached.',
      examples: [true],
    }),
  shutdown: z
    .boolean()
    .default(false)
    .meta({ description: 'Shut down desktops that nobody is left on, where they still run.', examples: [true] }),
  unbindEips: z
    .boolean()
    .default(true)
    .meta({ description: 'Unbind the EIPs of desktops that nobody is left on.', examples: [false] }),
  pools: removal.default('remove').meta({
    description: 'What to do with the authorization of a desktop pool: remove it, or hold the case until a person has.',
    examples: ['report'],
  }),
  groups: removal.default('report').meta({
    description:
      'What to do where a user group opens desktops or pools: take the user out of the group, or hold the case until a person has.',
    examples: ['remove'],
  }),
  slaHours: hours.default(24).meta({
    description:
      'By when access is to be gone, in hours from the moment a case may act: half of it warns, all of it alarms.',
    examples: [4],
  }),
};

const protect = z.strictObject({
  users: names.meta({ description: 'Workspace user names.', examples: [['ceo', 'break-glass']] }),
  groups: names.meta({ description: 'Workspace user groups: every member is protected.', examples: [['operators']] }),
  desktops: names.meta({ description: 'Desktop ids or computer names.', examples: [['ws-build-01']] }),
  tags: names.meta({ description: 'Desktop tags, as `key` or `key=value`.', examples: [['keep', 'tier=critical']] }),
});

const capCount = z.int().positive().default(500);
const caps = z.strictObject({
  count: capCount.meta({
    description: 'Desktops that are detached from somebody or lose their EIP, each once a case.',
    examples: [100],
  }),
  percentOfFleet: z
    .number()
    .positive()
    .max(100)
    .default(20)
    .meta({ description: 'The same, in percent of all desktops of the projects.', examples: [5] }),
  percentFloor: z
    .int()
    .nonnegative()
    .default(50)
    .meta({
      description: 'The percentage never makes it fewer than this: one leaver is a large part of a small fleet.',
      examples: [10],
    }),
  windowMinutes: z
    .int()
    .positive()
    .max(7 * 24 * 60)
    .default(60)
    .meta({ description: 'The window, in minutes.', examples: [1440] }),
});
const savingsCaps = caps.extend({
  count: capCount.meta({ description: 'EIPs that are unbound without a case.', examples: [100] }),
});

const approval = z.strictObject({
  lowTrust: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Notices that only a shared token vouches for. They take back and put off nothing either that another source has announced.',
      examples: [true],
    }),
  protectedUser: z
    .boolean()
    .default(false)
    .meta({ description: 'A protected user may be offboarded after approval, instead of never.', examples: [true] }),
  moreThanDesktops: z
    .int()
    .nonnegative()
    .optional()
    .meta({ description: 'People with more desktops than this.', examples: [10] }),
  expiresAfterHours: hours
    .default(72)
    .meta({ description: 'How long the question stands, in hours; then the case fails.', examples: [24] }),
  people: z
    .int()
    .min(1)
    .max(2)
    .default(1)
    .meta({
      description:
        'How many different people must agree. Where it is 2, each proves an AWS identity of the account of this deployment. Whoever has asked for the exit by hand may be one of them.',
      examples: [2],
    }),
  personalRoles: names.meta({
    description:
      'IAM roles, by name, whose sessions others than the caller name after the person, as a trust policy does that asks for `sts:RoleSessionName` or SAML. Those of IAM Identity Center are known; of any other role nobody can tell who calls.',
    examples: [['OffboardingApprover']],
  }),
  unproven: z
    .boolean()
    .default(false)
    .meta({
      description:
        'People whose identity nothing proves count for 2 as well, by what they say. For a local stack, where nothing can be proven.',
      examples: [true],
    }),
});

const reconcile = z.strictObject({
  days: z
    .int()
    .nonnegative()
    .max(365)
    .default(30)
    .meta({ description: 'People offboarded in the last so many days are read again. 0: none.', examples: [90] }),
  drift: z
    .enum(['reopen', 'report'])
    .default('reopen')
    .meta({
      description: 'What to do with somebody who has access again: work on the case once more, or only tell.',
      examples: ['report'],
    }),
  disabledUsers: z
    .enum(['offboard', 'report', 'ignore'])
    .default('report')
    .meta({
      description: 'What to do with Workspace users that are disabled or expired and still attached.',
      examples: ['offboard'],
    }),
});

const ownIdentity = z
  .array(z.enum(['id', ...identityRules]))
  .min(1)
  .meta({
    description:
      'How the people of this source are found, in place of the rules for all. `id` takes the id that the source sends for the Workspace user name: only for a source whose ids are those names.',
    examples: [['id']],
  });

/** What the organisation wants done with a leaver. Durations carry their unit in the name. */
export const policy = z.strictObject({
  ...actions,
  identity: z
    .array(z.enum(identityRules))
    .min(1)
    .default(['user-name', 'email-local-part'])
    .meta({
      description:
        'How a person is found among the Workspace users where no explicit mapping says it: by the user name itself, by the part of the e-mail address before the @ if Workspace shows that very address for the user, or by the e-mail address whatever the user name. Exact matches only, letter case aside. Rules that lead to different users hold the case.',
      examples: [['email']],
    }),
  emailDomains: z
    .array(domain)
    .default([])
    .meta({
      description:
        'The e-mail domains of the company. An address in one of them also finds the user named by its local part if Workspace shows no address for that user, and several domains are aliases of each other.',
      examples: [['example.com', 'example.de']],
    }),
  giveUpAfterHours: hours.default(24).meta({
    description: 'How long a case retries before it ends as failed, from the moment it may act.',
    examples: [48],
  }),
  confirmEmptyAfterMinutes: z
    .int()
    .min(0)
    .max(24 * 60)
    .default(5)
    .meta({
      description:
        'Somebody of whom Workspace shows no desktop, or no user, is looked for again after so many minutes before that is believed. 0: one look is enough.',
      examples: [15],
    }),
  recheckHeldAfterHours: hours.default(24).meta({ description: 'How often a held case looks again.', examples: [4] }),
  protect: protect
    .prefault({})
    .meta({ description: 'Who and what is never touched, whoever asks; letter case does not count.' }),
  caps: caps.prefault({}).meta({
    description:
      'How much exits may take away in a window of time. Over a cap nothing is: all exits wait until a person clears the quarantine.',
  }),
  savingsCaps: savingsCaps.prefault({}).meta({
    description:
      'The same for EIPs that are unbound without a case, by the nightly saving or by hand: they are counted and stopped by themselves, and never keep an exit waiting.',
  }),
  approval: approval
    .prefault({})
    .meta({ description: 'When a person must agree first. What they agree to is exactly the plan they were shown.' }),
  reconcile: reconcile
    .prefault({})
    .meta({ description: 'The nightly look at whether what was taken away stays away.' }),
  sources: z
    .record(z.string(), z.strictObject({ ...withoutDefaults(actions), identity: ownIdentity.optional() }))
    .default({})
    .meta({
      description: 'What is different for the notices of one source, by its name.',
      examples: [{ bamboohr: { graceHours: 8 }, okta: { mode: 'dry-run' } }],
    }),
});

export type Policy = z.infer<typeof policy>;

/** How a person is found among the Workspace users. */
export type IdentityRule = z.infer<typeof ownIdentity>[number];

/** How much a flow may take away. */
export function capsOf(flow: Flow, { caps: ofExits, savingsCaps: ofSavings }: Pick<Policy, 'caps' | 'savingsCaps'>) {
  return flow === 'exits' ? ofExits : ofSavings;
}

/** What is to become of a way of access. */
export function removalWanted(kind: 'pool' | 'group', { pools, groups }: Policy): Policy['pools'] {
  return kind === 'pool' ? pools : groups;
}

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
    Object.entries(shape).map(([key, option]) => [
      key,
      z.optional(option.unwrap() as z.ZodType).meta({ ...option.meta() }),
    ]),
  ) as WithoutDefaults<Shape>;
}
