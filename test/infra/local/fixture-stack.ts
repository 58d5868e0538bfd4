import { type LocalStack, type StackOptions, startStack } from '../../../infra/local/start-stack.ts';
import { synthesize } from '../../../infra/local/synthesize.ts';

const folder = 'test/infra/local/fixture';

/** The fixture's cloud assembly, from its CDK app or as it last was. */
export function synthesizeFixture(): Promise<string> {
  return synthesize({}, { app: `${folder}/app.ts`, inputs: [`${folder}/*.ts`, 'package-lock.json'] });
}

export async function startFixture(options: Partial<StackOptions> = {}): Promise<LocalStack> {
  return startStack({ assembly: await synthesizeFixture(), parameters: { Office: 'Kuala Lumpur' }, ...options });
}

/** What an SDK client needs to reach a local stack. */
export function clientFor(stack: LocalStack) {
  return { endpoint: stack.aws, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

/** Asks again until there is an answer. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
