import * as z from 'zod';
import { sources } from '../functions/hr-webhook/sources.ts';
import { partners } from '../functions/partner-events/partners.ts';
import { idPrefix } from '../functions/shared/intake/id-prefix.ts';
import { type Policy, policy } from '../functions/shared/offboarding/case/policy.ts';

/** What CloudWatch Logs accepts, in days. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Every source that there is, each with the options that its own file describes, and what may be set for all. */
const hrSources: Record<string, z.ZodOptional<SourceOptions>> = Object.fromEntries(
  [...sources].map(([name, { options }]) => [
    name,
    z
      .optional(z.strictObject({ ...options.shape, idPrefix }))
      .meta({ description: `The door of ${name}: see events/hr/${name}.`, examples: [{}] }),
  ]),
);

type SourceOptions = z.ZodType<{ idPrefix?: string | undefined } & Record<string, unknown>>;

type PartnerBus = z.ZodType<{ bus: string } & Record<string, unknown>>;

/** Every partner that there is, each with its bus and the options that its own file describes. */
const partnerBuses: Record<string, z.ZodOptional<PartnerBus>> = Object.fromEntries(
  partners.map(({ name, sourcePrefix, options }) => {
    const bus = z
      .string()
      .refine(
        (text) => text.startsWith(sourcePrefix) && /^[\w./-]{1,256}$/.test(text),
        `expected a bus named "${sourcePrefix}…"`,
      )
      .meta({ description: 'The name of the event bus.', examples: [`${sourcePrefix}example/offboarding`] });
    const description = `What ${name} says of leavers on an event bus of AWS: see events/partner-events.`;
    return [
      name,
      z
        .strictObject({ ...options.shape, idPrefix, bus })
        .optional()
        .meta({ description }),
    ];
  }),
);

/** Who may say that somebody leaves: what a policy of a source's own is called by. */
const sourceNames = [
  ...new Set([...sources.keys(), ...partners.map(({ name }) => name), 'scim', 'queue', 'operator', 'reconcile']),
];

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'expected a Huawei Cloud region such as "ap-southeast-3"');
const projectId = z.string().regex(/^[0-9a-f]{32}$/, 'expected a project id of 32 hexadecimal digits');
const schedule = z.string().regex(/^cron\((\S+ ){5}\S+\)$/, 'expected six fields such as "cron(30 2 * * ? *)"');
const endpoint = z.string().refine(isHttpsOrigin, 'expected an https:// address without a path');

const workspace = z.strictObject({
  region: region
    .default('ap-southeast-3')
    .meta({ description: 'The Huawei Cloud region of the desktops.', examples: ['eu-west-101'] }),
  projectId: projectId.optional().meta({
    description:
      'The Huawei Cloud project of the desktops. Without it, CloudFormation asks for WorkspaceProjectId at deployment.',
    examples: ['0123456789abcdef0123456789abcdef'],
  }),
  endpoint: endpoint.optional().meta({
    description: 'Scheme and host of the Workspace API. Without it, https://workspace.{region}.myhuaweicloud.com.',
    examples: ['https://workspace.eu-west-101.myhuaweicloud.eu'],
  }),
  further: z
    .record(
      z.string().regex(/^(?!main$)[a-z][a-z0-9-]{0,30}$/, 'expected a short name such as "branch", other than "main"'),
      z.strictObject({
        region: region.meta({ description: 'Its region.', examples: ['cn-north-4'] }),
        projectId: projectId.meta({ description: 'Its id.', examples: ['fedcba9876543210fedcba9876543210'] }),
        endpoint: endpoint.optional().meta({
          description: 'Scheme and host of its API. Without it, that of its region.',
          examples: ['https://workspace.cn-north-4.myhuaweicloud.com'],
        }),
      }),
    )
    .default({})
    .meta({
      description:
        'Further projects of the company, by names of your choice: a leaver is looked for in all of them. `main` is the one above. Where one has an access key of its own, it is `further.{name}` in the secret.',
      examples: [{ branch: { region: 'cn-north-4', projectId: 'fedcba9876543210fedcba9876543210' } }],
    }),
  budget: z
    .strictObject({
      writesPerMinute: z
        .int('expected a whole number')
        .min(1, 'expected at least 1')
        .default(100)
        .meta({ description: 'Writes to each API and minute; the default is the published limit.', examples: [50] }),
      readsPerMinute: z
        .int('expected a whole number')
        .min(1, 'expected at least 1')
        .default(200)
        .meta({ description: 'Reads of each API and minute; the default is the published limit.', examples: [100] }),
    })
    .prefault({})
    .meta({ description: 'Calls allowed per minute and API, shared out among all functions that call Workspace.' }),
});

const hr = z.strictObject({
  sources: z
    .strictObject(hrSources)
    .refine((chosen) => Object.keys(chosen).length > 0, 'expected at least one source')
    .default({ 'standard-webhooks': {} })
    .meta({ description: 'The sources that /hr/{source} accepts, with their options; each gets a secret.' }),
  scim: z
    .strictObject({ idPrefix })
    .optional()
    .meta({
      description: 'Lets identity providers provision by SCIM at /scim/v2; their token is a secret. Off without it.',
      examples: [{}],
    }),
  partnerBuses: z.strictObject(partnerBuses).default({}).meta({
    description: "Event buses that AWS partners send their logs to: the bus's name and the partner's options.",
  }),
});

const sweep = z.strictObject({
  enabled: z
    .boolean('expected true or false')
    .default(true)
    .meta({ description: 'Whether it runs by itself.', examples: [false] }),
  schedule: schedule
    .default('cron(30 2 * * ? *)')
    .meta({ description: 'An EventBridge Scheduler cron expression.', examples: ['cron(0 1 ? * MON-FRI *)'] }),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected a time zone name such as "Asia/Singapore"')
    .default('UTC')
    .meta({
      description: 'The time zone that the nightly schedules are read in, by its IANA name.',
      examples: ['Asia/Singapore'],
    }),
});

const reconcile = z.strictObject({
  enabled: z
    .boolean('expected true or false')
    .default(true)
    .meta({ description: 'Whether it runs by itself.', examples: [false] }),
  schedule: schedule.default('cron(30 3 * * ? *)').meta({
    description: 'An EventBridge Scheduler cron expression, read in the time zone of the sweep.',
    examples: ['cron(0 4 * * ? *)'],
  }),
});

const days = z.int('expected a whole number').min(1, 'expected at least 1').max(36_500);
const evidence = z
  .strictObject({
    organisation: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Whose people leave: evidence names it.', examples: ['Example Ltd'] }),
    retentionDays: days.default(2557).meta({
      description:
        'How long it is kept, in days, and what the ledger has of an ended case; the default is seven years.',
      examples: [3653],
    }),
    lockDays: days.optional().meta({
      description:
        "So many days it is locked (S3 Object Lock, governance mode); not at all without it. A bucket's lock cannot be switched off.",
      examples: [365],
    }),
  })
  .refine(({ retentionDays, lockDays = 0 }) => lockDays <= retentionDays, {
    path: ['lockDays'],
    message: 'expected no more than retentionDays',
  });

const notifications = z.strictObject({
  emails: z
    .array(z.email('expected an e-mail address'))
    .default([])
    .meta({ description: 'Each address is asked by e-mail whether it wants them.', examples: [['it@example.com']] }),
});

/**
 * The CDK context key `offboarding`: every option of a deployment, each with what it does and examples of it, which
 * `config.schema.json` publishes. `cdk.json` states the defaults; `npx cdk deploy --all -c offboarding='{…}'` replaces them for one
 * deployment.
 */
export const offboardingConfig = z.strictObject({
  workspace: workspace
    .prefault({})
    .meta({ description: 'The Huawei Cloud Workspace service whose desktops are taken away.' }),
  policy: policy.superRefine(checkPolicy).prefault({}).meta({
    description:
      'What is done with a leaver. By default a dry run: everything is read, decided and recorded, nothing is changed.',
  }),
  hr: hr.prefault({}).meta({ description: 'Who says that somebody leaves.' }),
  sweep: sweep.prefault({}).meta({ description: 'The nightly search for public IPs that nobody needs any more.' }),
  reconcile: reconcile.prefault({}).meta({
    description:
      'The nightly look whether what was taken away stays away; what is done about it is `policy.reconcile`.',
  }),
  evidence: evidence
    .prefault({})
    .meta({ description: 'What proves that access is gone: one file for each case that has ended.' }),
  notifications: notifications.prefault({}).meta({
    description: 'Who is told what becomes of cases, beside those who subscribe to the topic or to the event bus.',
  }),
  logLevel: z
    .enum(['DEBUG', 'INFO', 'WARN', 'ERROR'])
    .default('INFO')
    .meta({ description: 'What the functions log.', examples: ['DEBUG'] }),
  logRetentionDays: z
    .literal(RETENTION_DAYS, `expected one of ${RETENTION_DAYS.join(', ')}`)
    .default(90)
    .meta({ description: "How long CloudWatch keeps the functions' and the API's logs, in days.", examples: [365] }),
});

export type OffboardingConfig = z.infer<typeof offboardingConfig>;

/** What a policy can be only in a deployment: whose sources there are. */
function checkPolicy(value: Policy, context: z.RefinementCtx): void {
  for (const name of Object.keys(value.sources)) {
    if (sourceNames.includes(name)) continue;
    const message = `expected the name of a source (${sourceNames.join(', ')})`;
    context.addIssue({ code: 'custom', path: ['sources', name], message, input: name });
  }
}

function isHttpsOrigin(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.origin === address;
}

/** EventBridge Scheduler takes IANA names alone; Intl would take offsets such as "+08:00" too. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}
