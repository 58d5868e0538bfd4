import { join } from 'node:path';
import * as z from 'zod';
import { offboardingConfig } from './offboarding-config.ts';

export const configSchemaFile = join(import.meta.dirname, 'config.schema.json');

/** The JSON schema of the configuration, as it may be written: what has a default may be left out. */
export function configSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(offboardingConfig, { io: 'input', target: 'draft-07' });
  return { $schema, title: 'The CDK context key "offboarding"', ...schema };
}
