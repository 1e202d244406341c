import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalStack } from './local-stack.ts';
import type { LocalStack } from './local-stack.ts';
import { homeAt, root } from './places.ts';
import { readPorts } from './ports.ts';
import { createProgress, SetupProblem } from './progress.ts';
import { ensurePython, pinnedPath } from './python.ts';
import { untilToldToStop } from './stopping.ts';

/** Quick ones first. A group that fails ends the run after its last project, unless told to --continue. */
const groups = [
  ['unit'],
  ['contract', 'cases', 'types', 'infra'],
  ['local', 'engines'],
  ['integration', 'e2e'],
] as const;
const onTheStack: ReadonlySet<string> = new Set(['integration', 'e2e']);
const all: readonly string[] = groups.flat();

type Outcome = {
  readonly project: string;
  readonly result: 'passed' | 'FAILED' | 'not run';
  readonly seconds: number;
  readonly tests: Tests;
};
type Tests = { readonly passed: number; readonly failed: number };
const noTests: Tests = { passed: 0, failed: 0 };

/** So that a test can wait until nobody decided. */
const forTests = { requestExpirySeconds: 60 };
const print = (line: string) => process.stdout.write(`${line}\n`);
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { continue: { type: 'boolean', default: false } },
});
const home = homeAt(process.env['SALLYPORT_HOME'] ?? join('.sallyport', 'test'));
const children = new Set<ReturnType<typeof spawn>>();
const toldToStop = untilToldToStop();
const abort = new AbortController();
let starting: Promise<LocalStack> | undefined;
let stack: LocalStack | undefined;

try {
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new SetupProblem(`There is no test project "${unknown.join('", "')}": choose from ${all.join(', ')}.`);
  }
  const outcome = await Promise.race([run(), toldToStop]);
  if (outcome === undefined) {
    for (const child of children) child.kill('SIGKILL');
    abort.abort();
    await starting?.catch(() => undefined);
  }
  await stack?.stop();
  process.exit(outcome === undefined ? 130 : report(outcome));
} catch (error) {
  await stack?.stop();
  if (!(error instanceof SetupProblem)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}

async function run(): Promise<readonly Outcome[]> {
  // cfn-lint, and the cloud of the local tests, live in it.
  await createProgress(print).step('Python environment', ensurePython);
  const outcomes: Outcome[] = [];
  let broken = false;
  for (const group of groups) {
    for (const project of group) {
      if (positionals.length > 0 && !positionals.includes(project)) continue;
      if (broken) outcomes.push({ project, result: 'not run', seconds: 0, tests: noTests });
      else outcomes.push(await runProject(project));
    }
    broken = !values.continue && outcomes.some(({ result }) => result === 'FAILED');
  }
  return outcomes;
}

async function runProject(project: string): Promise<Outcome> {
  const started = Date.now();
  const localFile = onTheStack.has(project) ? await startOnce() : undefined;
  print(`\n── ${project} ${'─'.repeat(70 - project.length)}`);
  const written = join(home.path, `tests-of-${project}.json`);
  await mkdir(home.path, { recursive: true });
  await rm(written, { force: true });
  const code = await runJest(project, written, localFile === undefined ? {} : { SALLYPORT_LOCAL_FILE: localFile });
  const tests = await countTests(written);
  const seconds = (Date.now() - started) / 1000;
  // A project that ends well without one test has tested nothing.
  if (code === 0 && tests.passed > 0) return { project, result: 'passed', seconds, tests };
  return { project, result: 'FAILED', seconds, tests: { ...tests, failed: Math.max(tests.failed, 1) } };
}

/** What jest wrote down; a file of tests that could not even start counts as one that failed. */
async function countTests(written: string): Promise<Tests> {
  const counts = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
  try {
    Object.assign(counts, JSON.parse(await readFile(written, 'utf8')));
  } catch {
    return noTests;
  }
  return { passed: counts.numPassedTests, failed: counts.numFailedTests + counts.numRuntimeErrorTestSuites };
}

/** One stack for all that need one, begun from nothing, beside whatever `npm start` runs. */
async function startOnce(): Promise<string> {
  if (stack === undefined) {
    print('\nStarting a local stack of its own for the tests …');
    const ports = readPorts(process.env, 1000);
    starting = startLocalStack({ home, ports, print, fresh: true, settings: forTests, signal: abort.signal });
    stack = await starting;
  }
  return home.localFile;
}

function runJest(project: string, written: string, env: Record<string, string>): Promise<number | null> {
  return new Promise((done, failed) => {
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const output = ['--json', '--outputFile', written];
    const args = ['--experimental-vm-modules', '--no-warnings', jest, '--selectProjects', project, ...output];
    // Tests against the one stack share its people and tables: one file after the other. Those on servers of their own
    // mostly wait for them.
    const workers = onTheStack.has(project) ? ['--runInBand'] : project === 'engines' ? ['--maxWorkers=2'] : [];
    const child = spawn(process.execPath, [...args, ...workers], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: pinnedPath(), ...env },
    });
    children.add(child);
    child.on('error', failed);
    child.on('exit', (code) => {
      children.delete(child);
      done(code);
    });
  });
}

function report(outcomes: readonly Outcome[]): number {
  print('');
  for (const { project, result, seconds } of outcomes) {
    print(`  ${result.padEnd(8)} ${project.padEnd(12)} ${result === 'not run' ? '' : `${seconds.toFixed(0)} s`}`);
  }
  const sum = (of: keyof Tests) => outcomes.reduce((total, { tests }) => total + tests[of], 0);
  const counted = `${sum('passed')} passed, ${sum('failed')} failed`;
  const failed = outcomes.filter(({ result }) => result === 'FAILED').map(({ project }) => project);
  if (failed.length === 0) {
    print(`\n${counted}`);
    return 0;
  }
  print(`\nBroken: ${failed.join(', ')}. Once more, alone: npm test -- ${failed.join(' ')}`);
  if (failed.some((project) => onTheStack.has(project)))
    print(`What the local cloud and the functions said: ${home.cloudLog}`);
  print(counted);
  return 1;
}
