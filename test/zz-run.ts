import { becomeLambda, print } from './bench/webhook/programs/as-lambda.ts';
import { deliveries } from './bench/webhook/deliveries.ts';
import { environmentOf } from './bench/webhook/environment.ts';
import { startAws } from './functions/hr-webhook/support/start-aws.ts';
import { toEvent } from './functions/hr-webhook/contract/open-door.ts';
const d = deliveries().find((x) => x.source === (process.argv[3] ?? 'gusto'))!;
const aws = await startAws({ [d.source]: d.secret });
becomeLambda(environmentOf(d.source, aws.url));
const { handler } = await import(process.argv[2]!);
const event = JSON.stringify(toEvent(d.source, d.sign(Date.now()), { inBase64: true }));
for (const n of [3000, 10000]) {
  const c = process.cpuUsage(); const t=performance.now();
  for (let i = 0; i < n; i++) { const r = await handler(JSON.parse(event), {}); if (r.statusCode>=300) throw new Error(r.body); }
  const e=process.cpuUsage(c);
  print(`${d.source} ${n}: cpu ${((e.user+e.system)/n).toFixed(1)} us, wall ${((performance.now()-t)*1000/n).toFixed(1)}`);
}
process.exit(0);
