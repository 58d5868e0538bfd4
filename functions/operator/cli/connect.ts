import { userInfo } from 'node:os';
import { type CallOperator, createCaller } from './call-operator.ts';
import { localOperator } from './local-stack.ts';

/** Which stack is meant, and who asks. */
export type Where = { stack?: string; region?: string; profile?: string; by?: string };

/** The way to the operator function of the local stack or a deployed one; what deployed ones need is loaded only then. */
export async function connect({ stack, region, profile, by }: Where): Promise<CallOperator> {
  if (stack === undefined) return createCaller(localOperator(), by ?? userInfo().username);
  const { callerIdentity, deployedOperator } = await import('./deployed-stack.ts');
  const account = { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  return createCaller(await deployedOperator(stack, account), by ?? (await callerIdentity(account)));
}
