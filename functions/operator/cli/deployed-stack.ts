import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { OperatorAddress } from './call-operator.ts';
import { functionArnOf } from './prove-identity.ts';

/** Which account and region, as everywhere with AWS: by environment, profile, or role, unless said. */
export type Account = { region?: string; profile?: string };

const output = 'FunctionOperator';

/** The operator function of a deployed stack, by the stack's outputs. @throws with what to do where there is none */
export async function deployedOperator(
  stack: string,
  account: Account,
): Promise<OperatorAddress & { functionArn: string }> {
  const cloudFormation = new CloudFormationClient(account);
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
  const [found] = Stacks;
  const functionName = found?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
  if (functionName === undefined) {
    throw new Error(
      `The stack ${stack} has no output ${output}; the one that has is Offboarding, if it was not renamed`,
    );
  }
  return { functionName, functionArn: functionArnOf(functionName, found?.StackId ?? ''), client: account };
}
