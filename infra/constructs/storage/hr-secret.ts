import { SecretValue } from 'aws-cdk-lib';
import type { SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { GivenSecret } from './given-secret.ts';

export type HrSecretProps = {
  /** What it is, for whoever finds it in the console. */
  what: string;
  /** What it is made of, where it is more than one text. */
  parts: readonly string[] | undefined;
};

/** What a sender vouches with: `{ "current": …, "previous": … }`, of which only the first is there from the start. */
export class HrSecret extends GivenSecret {
  constructor(scope: Construct, id: string, { what, parts }: HrSecretProps) {
    super(scope, id, parts ? placeholder(what, parts) : generated(what));
  }
}

/** 64 letters and digits are base64 of 48 random bytes: a Standard Webhooks secret, ready to be handed to the sender. */
function generated(what: string): SecretProps {
  return {
    description: `${what}: {"current": "...", "previous": "..."}.`,
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: 'current',
      excludePunctuation: true,
      passwordLength: 64,
    },
  };
}

/** Of the right form and empty, so that the source is refused until a person has put in what its sender issues. */
function placeholder(what: string, parts: readonly string[]): SecretProps {
  const form = parts.map((part) => `"${part}": "..."`).join(', ');
  const empty = Object.fromEntries(parts.map((part) => [part, '']));
  return {
    description: `${what}: {"current": {${form}}, "previous": {...}}.`,
    secretStringValue: SecretValue.unsafePlainText(JSON.stringify({ current: empty })),
  };
}
