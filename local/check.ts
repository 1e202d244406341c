import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './places.ts';
import { pinnedPath } from './python.ts';

/** What needs no cloud and no test: types, lint and format. All of them run, so that one look shows everything. */
const checks = [
  { name: 'types', bin: join('typescript', 'bin', 'tsc'), args: ['-p', '.'] },
  { name: 'lint', bin: join('eslint', 'bin', 'eslint.js'), args: ['--max-warnings', '0', '.'] },
  { name: 'format', bin: join('prettier', 'bin', 'prettier.cjs'), args: ['--check', '--log-level', 'warn', '.'] },
] as const;

const outcomes = checks.map(({ name, bin, args }) => {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', bin), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: pinnedPath() },
  });
  process.stdout.write(`  ${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  return status === 0;
});
process.exit(outcomes.every(Boolean) ? 0 : 1);
