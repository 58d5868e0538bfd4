import { userInfo } from 'node:os';
import { type CallOperator, createCaller } from './call-operator.ts';
import { localOperator } from './local-stack.ts';

/** Which stack is meant, and who asks. */
export type Where = { stack?: string; region?: string; profile?: string; by?: string };

/**
 * The way to the operator function of the local stack or a deployed one; what deployed ones need is loaded only then. To a deployed
 * one every command proves whose AWS credentials give it; on the local one nothing could.
 */
export async function connect({ stack, region, profile, by }: Where): Promise<CallOperator> {
  if (stack === undefined) return createCaller(localOperator(), { by: by ?? userInfo().username });
  const { deployedOperator } = await import('./deployed-stack.ts');
  const { createProver } = await import('./prove-identity.ts');
  const account = { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  const { functionArn, ...address } = await deployedOperator(stack, account);
  return createCaller(address, { by, prove: createProver(functionArn, account) });
}
