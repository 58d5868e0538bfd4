import { startAws } from '../../../functions/hr-webhook/support/start-aws.ts';

/** Serves the secrets in `argv[2]` and a queue that takes everything. Prints its address. */
const { url } = await startAws(JSON.parse(process.argv[2] ?? '{}') as Record<string, unknown>);
console.log(url);
