import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSettings, type SettingsSchema } from './check-settings.ts';
import { tryParseJson } from './try-parse-json.ts';

/** The file in a function's bundle that has what the stack is configured for. */
export const configurationFile = 'configuration.json';

/**
 * What this function is configured for. It is in the bundle, because environment variables hold 4 KB together, which a list of protected
 * users exceeds; and it changes together with the code.
 *
 * @param schema what this function needs
 */
export function readConfiguration<Settings>(schema: SettingsSchema<Settings>): Readonly<Settings> {
  // Lambda sets it to the folder of the bundle.
  const file = join(process.env['LAMBDA_TASK_ROOT'] ?? '.', configurationFile);
  return checkSettings(schema, tryParseJson(readFileSync(file, 'utf8')), `${configurationFile} of this function`);
}
