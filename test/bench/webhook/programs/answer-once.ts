import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { becomeLambda, type Handler, print, processorMs } from './as-lambda.ts';

/**
 * Loads the function `argv[2]` in the environment `argv[3]` and hands it the event `argv[4]`. Prints the milliseconds of
 * processor time that the import took, those of any time until the answer, and its status.
 */
const [, , file = '', environment = '{}', event = '{}'] = process.argv;
becomeLambda(JSON.parse(environment) as Record<string, string>);
const start = process.cpuUsage();
const { handler } = (await import(file)) as { handler: Handler };
const importMs = processorMs(start);
const imported = performance.now();
const { statusCode } = await handler(JSON.parse(event) as APIGatewayProxyEventV2, {} as Context);
print(JSON.stringify({ importMs, answerMs: performance.now() - imported, status: statusCode }));
process.exit(0);
