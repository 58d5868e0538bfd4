import * as z from 'zod';
import { sources } from '../functions/hr-webhook/sources.ts';
import { partners } from '../functions/partner-events/partners.ts';
import { policy } from '../functions/shared/offboarding/policy.ts';

/** What CloudWatch Logs accepts, in days. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Every source that there is, each with the options that its own file documents. */
const hrSources: Record<string, z.ZodOptional> = Object.fromEntries(
  [...sources].map(([name, { options }]) => [name, z.optional(options)]),
);

type PartnerBus = z.ZodType<{ bus: string } & Record<string, unknown>>;

/** Every partner that there is, each with its bus and the options that its own file documents. */
const partnerBuses: Record<string, z.ZodOptional<PartnerBus>> = Object.fromEntries(
  partners.map(({ name, sourcePrefix, options }) => {
    const bus = z
      .string()
      .refine(
        (text) => text.startsWith(sourcePrefix) && /^[\w./-]{1,256}$/.test(text),
        `expected a bus named "${sourcePrefix}…"`,
      );
    return [name, z.strictObject({ ...options.shape, bus }).optional()];
  }),
);

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/, 'expected a Huawei Cloud region such as "ap-southeast-3"');
const projectId = z.string().regex(/^[0-9a-f]{32}$/, 'expected a project id of 32 hexadecimal digits');
const schedule = z.string().regex(/^cron\((\S+ ){5}\S+\)$/, 'expected six fields such as "cron(30 2 * * ? *)"');
const endpoint = z.string().refine(isHttpsOrigin, 'expected an https:// address without a path');

/**
 * The CDK context key `offboarding`: every option of a deployment. `cdk.json` states the defaults;
 * `npx cdk deploy --all -c offboarding='{…}'` replaces them for one deployment.
 */
const offboardingConfig = z.strictObject({
  /** The Huawei Cloud Workspace service whose desktops are taken away. */
  workspace: z
    .strictObject({
      /** @default 'ap-southeast-3' */
      region: region.default('ap-southeast-3'),
      /** The Huawei Cloud project of the desktops. @default none: CloudFormation asks for WorkspaceProjectId */
      projectId: projectId.optional(),
      /** Scheme and host, without a path. @default https://workspace.{region}.myhuaweicloud.com */
      endpoint: endpoint.optional(),
      /**
       * Further projects of the company, by names of your choice: a leaver is looked for in all of them. `main` is the one
       * above. @default none
       */
      further: z
        .record(
          z
            .string()
            .regex(/^(?!main$)[a-z][a-z0-9-]{0,30}$/, 'expected a short name such as "branch", other than "main"'),
          z.strictObject({ region, projectId, endpoint: endpoint.optional() }),
        )
        .default({}),
      /** Calls allowed per minute and API, shared out among all functions that call Workspace. */
      budget: z
        .strictObject({
          /** @default 100, the published limit */
          writesPerMinute: z.int('expected a whole number').min(1, 'expected at least 1').default(100),
          /** @default 200, the published limit */
          readsPerMinute: z.int('expected a whole number').min(1, 'expected at least 1').default(200),
        })
        .prefault({}),
    })
    .prefault({}),
  /** What is done with a leaver. @default a dry run: everything is read, decided and recorded, nothing is changed */
  policy: policy.prefault({}),
  hr: z
    .strictObject({
      /** The sources that /hr/{source} accepts, with their options; each gets a secret. @default standard-webhooks */
      sources: z
        .strictObject(hrSources)
        .refine((chosen) => Object.keys(chosen).length > 0, 'expected at least one source')
        .default({ 'standard-webhooks': {} }),
      /** Identity providers may provision by SCIM at /scim/v2; their token is a secret. @default off */
      scim: z.strictObject({}).optional(),
      /** Event buses that AWS partners send their logs to: the bus's name and the partner's options. @default none */
      partnerBuses: z.strictObject(partnerBuses).default({}),
    })
    .prefault({}),
  /** The nightly search for public IPs that nobody needs any more. */
  sweep: z
    .strictObject({
      /** @default true */
      enabled: z.boolean('expected true or false').default(true),
      /** An EventBridge Scheduler cron expression. @default 'cron(30 2 * * ? *)', half past two */
      schedule: schedule.default('cron(30 2 * * ? *)'),
      /** The time zone that the schedule is read in. @default 'UTC' */
      timeZone: z.string().refine(isTimeZone, 'expected a time zone name such as "Asia/Singapore"').default('UTC'),
    })
    .prefault({}),
  /** The nightly look whether what was taken away stays away; what is done about it is `policy.reconcile`. */
  reconcile: z
    .strictObject({
      /** @default true */
      enabled: z.boolean('expected true or false').default(true),
      /** An EventBridge Scheduler cron expression, read in the time zone of the sweep. @default 'cron(30 3 * * ? *)', half past three */
      schedule: schedule.default('cron(30 3 * * ? *)'),
    })
    .prefault({}),
  /** What proves that access is gone: one file for each case that has ended. */
  evidence: z
    .strictObject({
      /** How long it is kept, in days. @default 2557, seven years */
      retentionDays: z.int('expected a whole number').min(1, 'expected at least 1').max(36_500).default(2557),
      /** So many days it is locked (S3 Object Lock, governance mode). A bucket's lock cannot be switched off. @default no lock */
      lockDays: z.int('expected a whole number').min(1, 'expected at least 1').max(36_500).optional(),
    })
    .refine(({ retentionDays, lockDays = 0 }) => lockDays <= retentionDays, {
      path: ['lockDays'],
      message: 'expected no more than retentionDays',
    })
    .prefault({}),
  /** Who is told what becomes of cases, beside those who subscribe to the topic or to the event bus. */
  notifications: z
    .strictObject({
      /** Each address is asked by e-mail whether it wants them. @default none */
      emails: z.array(z.email('expected an e-mail address')).default([]),
    })
    .prefault({}),
  /** @default 'INFO' */
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  /** How long CloudWatch keeps the functions' and the API's logs. @default 90 */
  logRetentionDays: z.literal(RETENTION_DAYS, `expected one of ${RETENTION_DAYS.join(', ')}`).default(90),
});

export type OffboardingConfig = z.infer<typeof offboardingConfig>;

/** Says everything that is wrong with a configuration, one line a problem. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The CDK context "offboarding" cannot be used:\n${problems.map((problem) => `  - ${problem}\n`).join('')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Checks the value of the context key `offboarding` and fills in the defaults.
 * @param value an object, the JSON text of one (as `cdk -c` passes it), or undefined for all defaults
 * @throws ConfigError with every problem at once
 */
export function parseConfig(value: unknown): OffboardingConfig {
  const result = offboardingConfig.safeParse(parseText(value ?? {}), { reportInput: true });
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.flatMap(describe));
}

function parseText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ConfigError(['offboarding: expected JSON']);
  }
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = ['offboarding', ...issue.path].join('.');
  // The values of unknown options are not printed: someone may have put a key where it does not belong.
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${path}.${key}: there is no such option`);
  const expectation = issue.message.replace(/^Invalid (input|option): /, '');
  return [`${path}: ${expectation}, got ${JSON.stringify(issue.input)}`];
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
