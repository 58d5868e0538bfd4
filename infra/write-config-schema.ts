import { writeFileSync } from 'node:fs';
import { configSchema, configSchemaFile } from './config-schema.ts';

writeFileSync(configSchemaFile, `${JSON.stringify(configSchema(), undefined, 2)}\n`);
