import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { becomeLambda, type Handler, print, processorMs } from './as-lambda.ts';

/**
 * Loads the function `argv[2]` in the environment `argv[3]` and hands it the event `argv[4]`. Prints the milliseconds of
 * processor time that the import took, those of any time until the answer from then on and from the start, and its status.
 */
const [, , file = '', environment = '{}', event = '{}'] = process.argv;
becomeLambda(JSON.parse(environment) as Record<string, string>);
const [start, startedAt] = [process.cpuUsage(), performance.now()];
const { handler } = (await import(file)) as { handler: Handler };
const importMs = processorMs(start);
const imported = performance.now();
const { statusCode: status } = await handler(JSON.parse(event) as APIGatewayProxyEventV2, {} as Context);
const answeredAt = performance.now();
print(JSON.stringify({ importMs, answerMs: answeredAt - imported, coldMs: answeredAt - startedAt, status }));
process.exit(0);
