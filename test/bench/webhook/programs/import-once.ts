import { becomeLambda, print } from './as-lambda.ts';

/** Imports `argv[2]` in the environment `argv[3]`. Prints the milliseconds. */
const [, , file = '', environment = '{}'] = process.argv;
becomeLambda(JSON.parse(environment) as Record<string, string>);
const start = performance.now();
await import(file);
print(performance.now() - start);
process.exit(0);
