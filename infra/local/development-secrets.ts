import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { tryParseJson } from '../../functions/shared/runtime/try-parse-json.ts';

const secrets = z.object({
  /** What senders sign with, by source. */
  hr: z.record(z.string(), z.string()),
  workspace: z.object({ accessKey: z.string(), secretKey: z.string() }),
});

export type DevelopmentSecrets = z.infer<typeof secrets>;

/** Secrets of this checkout's local runs: made on the first start, kept in a file that git ignores. */
export function developmentSecrets(file: string): DevelopmentSecrets {
  const kept = secrets.safeParse(tryParseJson(readIfThere(file)));
  if (kept.success) return kept.data;
  const made: DevelopmentSecrets = {
    hr: { 'standard-webhooks': `whsec_${randomBytes(32).toString('base64')}` },
    workspace: {
      accessKey: randomBytes(10).toString('hex').toUpperCase(),
      secretKey: randomBytes(20).toString('hex'),
    },
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(made, undefined, 2), { mode: 0o600 });
  return made;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
