/** `standard-webhooks` as the name of an output has it: `StandardWebhooks`. */
export function pascalCase(kebab: string): string {
  return kebab.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
