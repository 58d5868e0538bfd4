import { checkSettings, type SettingsSchema } from './check-settings.ts';

/**
 * The names of the resources that this function works with, from its environment variables.
 *
 * @param schema what this function needs, by variable name
 */
export function readEnvironment<Settings>(schema: SettingsSchema<Settings>): Readonly<Settings> {
  return checkSettings(schema, process.env, 'The environment of this function');
}
