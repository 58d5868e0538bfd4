import type { Policy } from '../../shared/offboarding/case/policy.ts';
import { CommandError } from '../command-error.ts';
import { type AwsIdentity, askSts, StsUnreachable } from './ask-sts.ts';
import { personOf } from './person-of.ts';
import { audienceOf, type ProvenCommand, unqualified } from './proof-audience.ts';
import { readProof } from './read-proof.ts';

/** Who gives a command. */
export type Caller = {
  /** What records say: the proven identity, or a note that nothing proves. */
  by: string;
  /** The ARN of the AWS identity that was proven. */
  principal?: string;
  /** Which person that is; absent where the identity names nobody. */
  person?: string;
  /** When the proof was signed, epoch milliseconds. */
  signedAt?: number;
  /** Why nothing is proven although a proof was given. */
  unchecked?: string;
};

export type Invoked = ProvenCommand & {
  /** A presigned `GET` of `sts:GetCallerIdentity`. */
  proof?: string | undefined;
};

export type IdentifyOptions = {
  functionArn: string;
  /** Scheme and host of STS; undefined where nothing here is AWS, so that no identity can be proven. */
  sts: string | undefined;
  approval: Pick<Policy['approval'], 'personalRoles'>;
  /** Epoch milliseconds. */
  now: number;
};

/**
 * Who gives a command. A direct invoke shows no caller, so the caller signs a request to STS for exactly this command of this
 * function, and STS says whose signature it is. `by` is a note beside it.
 *
 * Where STS cannot say, the command goes on as one that nobody has proven: whoever stops everything must be able to while STS is
 * down. What needs a proof refuses it then.
 *
 * @throws CommandError where a proof is given and proves nothing
 */
export async function identifyCaller({ proof, ...asked }: Invoked, options: IdentifyOptions): Promise<Caller> {
  const { by: note = 'somebody' } = asked;
  const { sts, now, approval } = options;
  if (proof === undefined || sts === undefined) return { by: `${note.trim()} (unproven)` };
  const functionArn = unqualified(options.functionArn);
  const read = readProof(proof, sts, now);
  if ('problem' in read)
    throw new CommandError('proof-unusable', `The proof of who calls cannot be used: ${read.problem}`);
  const identity = await askSts(read.url, audienceOf(functionArn, asked)).catch(asUnreachable);
  if (identity instanceof StsUnreachable) {
    return { by: `${note.trim()} (unproven: STS did not answer)`, unchecked: identity.message };
  }
  checkAccount(identity, functionArn);
  const person = personOf(identity, approval);
  return {
    by: asked.by === undefined ? identity.Arn : `${identity.Arn} (${asked.by})`,
    principal: identity.Arn,
    signedAt: read.signedAt,
    ...(person !== undefined && { person }),
  };
}

function asUnreachable(error: unknown): StsUnreachable {
  if (error instanceof StsUnreachable) return error;
  throw error;
}

/** Whoever has an AWS account of their own can prove to be anybody in it. */
function checkAccount({ Account, Arn }: AwsIdentity, functionArn: string): void {
  const [, , , , own] = functionArn.split(':');
  const [, , , , inArn] = Arn.split(':');
  if (Account === own && inArn === own) return;
  throw new CommandError(
    'proof-of-another-account',
    `The caller is in account ${Account}; only those in ${own} are known`,
  );
}
