import { becomeLambda, print, processorMs } from './as-lambda.ts';

/** Imports `argv[2]` in the environment `argv[3]`. Prints the milliseconds of processor time. */
const [, , file = '', environment = '{}'] = process.argv;
becomeLambda(JSON.parse(environment) as Record<string, string>);
const start = process.cpuUsage();
await import(file);
print(processorMs(start));
process.exit(0);
