import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { sources } from '../../functions/hr-webhook/sources.ts';
import { tryParseJson } from '../../functions/shared/runtime/try-parse-json.ts';

const standardWebhooks = 'standard-webhooks';

const hrSecret = z.union([z.string(), z.record(z.string(), z.string())]);

const secrets = z.object({
  /** What senders vouch with, by source; that of SCIM clients under `scim`. */
  hr: z.intersection(z.object({ [standardWebhooks]: z.string() }), z.record(z.string(), hrSecret)),
  workspace: z.object({ accessKey: z.string(), secretKey: z.string() }),
});

export type DevelopmentSecrets = z.infer<typeof secrets>;
export type HrSecrets = DevelopmentSecrets['hr'];

/**
 * Secrets of this checkout's local runs: made on the first start, kept in a file that git ignores. What a later version
 * needs further is made then.
 */
export function developmentSecrets(file: string): DevelopmentSecrets {
  const kept = secrets.safeParse(tryParseJson(readIfThere(file))).data;
  const made: DevelopmentSecrets = {
    hr: { ...newHrSecrets(), ...kept?.hr },
    workspace: kept?.workspace ?? {
      accessKey: randomBytes(10).toString('hex').toUpperCase(),
      secretKey: randomBytes(20).toString('hex'),
    },
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made, undefined, 2), { mode: 0o600 });
  return made;
}

function newHrSecrets(): HrSecrets {
  const made = [...sources].map(([name, { secretParts }]): [string, HrSecrets[string]] => [
    name,
    secretParts ? Object.fromEntries(secretParts.map((part) => [part, newText()])) : newText(),
  ]);
  return {
    ...Object.fromEntries(made),
    [standardWebhooks]: `whsec_${randomBytes(32).toString('base64')}`,
    scim: newText(),
  };
}

/** 43 letters and digits are long enough for a token, base64 for those who want that, and what WeCom calls an AES key. */
function newText(): string {
  return randomBytes(43)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 43);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
