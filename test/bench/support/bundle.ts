import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

export type Bundle = { file: string; bytes: number };
export type Bundler = (name: string, source: string, more?: BuildOptions) => Promise<Bundle>;

/** A place for bundles that is gone afterwards. */
export async function withBundler<T>(work: (bundle: Bundler) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const bundle: Bundler = async (name, source, more = {}) => {
    const file = join(folder, `${name}.mjs`);
    await build({
      stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
      outfile: file,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      logLevel: 'error',
      // CommonJS packages in an ES module ask for Node's own modules by require().
      banner: {
        js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);",
      },
      ...more,
    });
    return { file, bytes: (await stat(file)).size };
  };
  try {
    return await work(bundle);
  } finally {
    await rm(folder, { recursive: true });
  }
}
