import { transformSync } from 'esbuild';

export default {
  process(source, filename) {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcefile: filename,
      sourcemap: 'both',
      define: { CRASH_POINTS_FILE: 'null' },
    });
    return { code, map };
  },
};
