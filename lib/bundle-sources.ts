import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

export interface Bundled {
  /** Whether it reads the policies that lie beside its code. */
  readonly decides: boolean;
  /** Whether it reads Cedar's WebAssembly there. */
  readonly usesCedar: boolean;
}

export interface BundledSources extends Bundled {
  /** Every file in it, relative to the root. */
  readonly inputs: readonly string[];
}

/**
 * Bundles one function: CommonJS (it loads about a quarter faster), the SDK inside, crash points compiled out
 * unless a faults file is given.
 */
export function bundleSources(
  name: string,
  folder: string,
  { crashPointsFile }: { readonly crashPointsFile?: string | undefined },
): BundledSources {
  // Loaded when it is needed: a release has its bundles with it, and no bundler.
  const { buildSync }: typeof esbuild = require('esbuild');
  const { metafile } = buildSync({
    entryPoints: [join(root, 'lambdas', name, 'handler.ts')],
    outfile: join(folder, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    metafile: true,
    legalComments: 'none',
    logLevel: 'error',
    // Native parts that ssh2 and pg do without; a function holds none.
    external: ['cpu-features', 'pg-native', '*.node'],
    absWorkingDir: root,
    define: {
      CRASH_POINTS_FILE: JSON.stringify(crashPointsFile ?? null),
      'import.meta.url': '__importMetaUrl',
    },
    banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
  });
  const inputs = Object.keys(metafile.inputs);
  return {
    decides: inputs.some((input) => input.endsWith('bundled-policies.ts')),
    usesCedar: inputs.some((input) => input.includes('cedar-wasm')),
    inputs,
  };
}
