import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { becomeLambda, type Handler, print } from './as-lambda.ts';

/**
 * Loads the function `argv[2]` in the environment `argv[3]` and hands it the event `argv[4]`. Prints how long it took to
 * import and to answer, in milliseconds, and the status.
 */
const [, , file = '', environment = '{}', event = '{}'] = process.argv;
becomeLambda(JSON.parse(environment) as Record<string, string>);
const start = performance.now();
const { handler } = (await import(file)) as { handler: Handler };
const imported = performance.now();
const { statusCode } = await handler(JSON.parse(event) as APIGatewayProxyEventV2, {} as Context);
print(JSON.stringify({ importMs: imported - start, answerMs: performance.now() - imported, status: statusCode }));
process.exit(0);
