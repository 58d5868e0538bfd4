import type * as z from 'zod';
import { type OffboardingConfig, offboardingConfig } from './offboarding-config.ts';

export type { OffboardingConfig };

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
