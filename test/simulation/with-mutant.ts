import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mutants } from './mutants.ts';

// Preloaded into a process of its own (`node --import`): there, and nowhere on disk, the code is broken as MUTANT says.
const mutant = mutants.find(({ name }) => name === process.env['MUTANT']);
if (!mutant) throw new Error(`There is no mutant ${process.env['MUTANT']}`);
const { file, find, put } = mutant;
const broken = pathToFileURL(`${import.meta.dirname}/../../functions/${file}`).href;

registerHooks({
  load(url, context, nextLoad) {
    if (url !== broken) return nextLoad(url, context);
    const text = readFileSync(fileURLToPath(url), 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} does not have exactly once: ${find}`);
    return { format: 'module', source: stripTypeScriptTypes(text.replace(find, () => put)), shortCircuit: true };
  },
});
