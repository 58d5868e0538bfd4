import * as z from 'zod';

const nights = z.int().min(1).max(90);
const days = z.int().min(1).max(180);
const rule = <Shape extends z.ZodRawShape>(shape: Shape) => z.union([z.literal(false), z.strictObject(shape)]);

/** Which resources count as idle, and what may be done about it. Each rule can be switched off with `false`. */
export const savingsPolicySchema = z.strictObject({
  mode: z
    .enum(['dry-run', 'enforce'])
    .default('dry-run')
    .meta({ description: '`dry-run` plans and reports, and changes nothing.', examples: ['enforce'] }),
  actAfterNights: nights
    .default(2)
    .meta({ description: 'Nights in a row that a rule must hold before anything is done.', examples: [5] }),
  minimumAgeDays: z
    .int()
    .min(0)
    .max(365)
    .default(7)
    .meta({ description: 'Whatever is younger is left alone.', examples: [14] }),
  rules: z
    .strictObject({
      unassigned: rule({ nights: nights.optional() })
        .default({})
        .meta({ description: 'Nobody is attached to the desktop.', examples: [{ nights: 5 }] }),
      poweredOff: rule({ nights: nights.optional() })
        .default({ nights: 14 })
        .meta({ description: 'The desktop is off or hibernated.', examples: [false] }),
      unused: rule({ days })
        .default({ days: 30 })
        .meta({ description: 'Nobody has used the desktop for so many days.', examples: [{ days: 60 }] }),
      neverUsed: rule({ days })
        .default({ days: 14 })
        .meta({
          description: 'Nobody has used the desktop since it was created, so many days ago.',
          examples: [false],
        }),
      unbound: rule({ nights: nights.optional() })
        .default({})
        .meta({ description: 'The EIP is bound to nothing.', examples: [{ nights: 7 }] }),
      internetNotNeeded: rule({ tag: z.string().min(1) })
        .default(false)
        .meta({ description: 'A tag says that the desktop needs no EIP.', examples: [{ tag: 'internet=no' }] }),
    })
    .prefault({})
    .meta({ description: 'When a resource counts as idle.' }),
  poolDesktops: rule({ days })
    .default(false)
    .meta({ description: 'The same for desktops of pools, by their use alone.', examples: [{ days: 60 }] }),
  actions: z
    .strictObject({
      stopDesktops: z
        .boolean()
        .default(false)
        .meta({ description: 'Stop idle desktops that run.', examples: [true] }),
      unbindEips: z
        .boolean()
        .default(false)
        .meta({ description: 'Unbind idle EIPs.', examples: [true] }),
      releaseEips: z
        .boolean()
        .default(false)
        .meta({ description: 'Give idle EIPs back. Their addresses cannot come back.', examples: [true] }),
    })
    .prefault({})
    .meta({ description: 'What may be done at all.' }),
  graceNightsBeforeRelease: nights
    .default(14)
    .meta({ description: 'Nights in a row that an EIP must be idle before it is given back.', examples: [30] }),
  reuseFreedEips: z
    .boolean()
    .default(false)
    .meta({
      description: 'EIPs that are free are bound again by people, so they are unbound although that costs more.',
      examples: [true],
    }),
});

export type SavingsPolicy = z.infer<typeof savingsPolicySchema>;
export type IdleRule = keyof SavingsPolicy['rules'] | 'unusedInPool';

/** How many nights in a row a rule must hold before its resource is acted on. */
export function nightsNeeded(idleRule: IdleRule, { rules, actAfterNights }: SavingsPolicy): number {
  const own = idleRule === 'unusedInPool' ? {} : rules[idleRule];
  const { nights: ownNights } = own === false ? {} : (own as { nights?: number });
  return Math.max(ownNights ?? actAfterNights, 1);
}
