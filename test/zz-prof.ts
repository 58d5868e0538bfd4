import { build } from 'esbuild';
import { withQueueAtOnce, handlerSource } from '/work/wt-sources/test/bench/webhook/webhook-bundles.ts';
await build({stdin:{contents:handlerSource,resolveDir:'/work/wt-sources/test',loader:'ts'},outfile:'/tmp/bb/atonce.mjs',bundle:true,format:'esm',platform:'node',target:'node24',banner:{js:"import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);"},...withQueueAtOnce});
