import * as z from 'zod/mini';
import { checkSecrets } from '../shared/intake/check-secrets.ts';
import { createRejectionReport } from '../shared/intake/create-rejection-report.ts';
import { idPrefix } from '../shared/intake/id-prefix.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { createSecretsManager } from '../shared/runtime/create-secrets-manager.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { jsonText } from '../shared/runtime/json-text.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { createSecretStore } from '../shared/runtime/secret-store.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { createWebhook } from './create-webhook.ts';
import { loadSources } from './load-sources.ts';
import { openSources } from './open-sources.ts';

const environment = readEnvironment(
  z.object({
    EXITS_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
    REJECTED_NOTICES_QUEUE_URL: z.url(),
    /** The ARN of each source's secret. */
    HR_SECRETS: jsonText(z.record(z.string(), z.string())),
  }),
);
const configuration = readConfiguration(
  z.strictObject({ sources: z.record(z.string(), z.strictObject({ options: z.unknown(), idPrefix })) }),
);
const settings = Object.entries(configuration.sources).map(([name, given]) => {
  return [name, { ...given, secretId: environment.HR_SECRETS[name] ?? '' }] as const;
});
const sources = await loadSources(Object.keys(configuration.sources));
const doors = openSources(sources, Object.fromEntries(settings));
const secretStore = createSecretStore(createSecretsManager(), systemClock);

/** `POST /hr/{source}`. */
export const handler = createWebhook({
  doors,
  exits: createQueue(sqs, environment.EXITS_QUEUE_URL),
  report: createRejectionReport({
    deadLetters: createQueue(sqs, environment.REJECTED_NOTICES_QUEUE_URL),
    outcomes: createQueue(sqs, environment.OUTCOMES_QUEUE_URL),
    log: logger,
  }),
  secretStore,
  checked: checkSecrets(doors.values(), secretStore, logger),
  clock: systemClock,
  log: logger,
});
