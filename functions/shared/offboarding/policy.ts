import * as z from 'zod';

/** What the organisation wants done with a leaver. Durations carry their unit in the name. */
export const policy = z.strictObject({
  /** `dry-run` reads, decides and records, and writes nothing to Workspace. @default 'dry-run' */
  mode: z.enum(['dry-run', 'enforce']).default('dry-run'),
  /**
   * How a person is found among the Workspace users where no explicit mapping says it. The first rule whose identifier the
   * person has is the one that counts: the user name itself, the part of the e-mail address before the @, or the e-mail
   * address of a Workspace user. Exact matches only, letter case aside. @default user name, then local part
   */
  identity: z
    .array(z.enum(['user-name', 'email-local-part', 'email']))
    .min(1)
    .default(['user-name', 'email-local-part']),
  /** Unbind the EIPs of desktops that nobody is left on. @default true */
  unbindEips: z.boolean().default(true),
  /** How long a case retries before it ends as failed, from the moment it may act. @default 24 */
  giveUpAfterHours: z
    .number()
    .positive()
    .max(24 * 30)
    .default(24),
  /** How often a held case looks again. @default 24 */
  recheckHeldAfterHours: z
    .number()
    .positive()
    .max(24 * 30)
    .default(24),
});

export type Policy = z.infer<typeof policy>;
