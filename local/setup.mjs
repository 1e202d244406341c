// The one file that has to run on whatever Node a machine has, with nothing installed: plain JavaScript, no imports
// but Node's own. It brings in the pinned packages (the right Node among them) and hands over to local/<command>.ts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...rest] = process.argv.slice(2);
const commands = ['start', 'demo', 'code', 'check', 'test', 'rehearse'];

const say = (line) => process.stderr.write(`${line}\n`);
const fail = (...lines) => {
  for (const line of lines) say(line);
  process.exit(1);
};

if (!commands.includes(command ?? '')) fail(`Usage: node local/setup.mjs <${commands.join('|')}> [options]`);

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  fail(`Sallyport needs Node 20 or newer to set itself up; this is ${process.version}.`, 'See https://nodejs.org.');
}
if (process.platform === 'win32') {
  fail('The local cloud starts on Linux and macOS only. On Windows, use the Windows Subsystem for Linux.');
}

function findPython() {
  const asked = process.env.SALLYPORT_PYTHON;
  const names = asked ? [asked] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  const probe = 'import sys; print("%d.%d" % sys.version_info[:2]); import venv, ensurepip';
  const seen = [];
  for (const name of names) {
    const run = spawnSync(name, ['-c', probe], { encoding: 'utf8' });
    const version = run.stdout?.trim();
    if (run.error || !version) continue;
    const [one, two] = version.split('.').map(Number);
    if (one !== 3 || two < 10) seen.push(`${name} is ${version}`);
    else if (run.status !== 0) seen.push(`${name} ${version} has no venv: apt-get install python${version}-venv`);
    else return name;
  }
  return fail(
    'The local cloud needs Python 3.10 or newer with its venv module' +
      (seen.length > 0 ? ` (${seen.join('; ')}).` : ', and no python3 was found.'),
    'Debian, Ubuntu: apt-get install python3 python3-venv. macOS: brew install python.',
    'Another one can be named with SALLYPORT_PYTHON=/path/to/python3.',
  );
}

function installPackages() {
  const modules = join(root, 'node_modules');
  const stamp = join(modules, '.sallyport-installed');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const wanted = `${lock} ${process.platform}-${process.arch}`;
  const current = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (current === wanted && existsSync(join(modules, '.bin', 'node'))) return;

  // npm keeps its own record of what it installed; where it agrees with the lock file, the stamp alone is missing.
  if (current === '' && installedAsLocked(modules)) {
    writeFileSync(stamp, wanted);
    return;
  }
  say('Installing the packages of package-lock.json (npm ci, about a minute) …');
  const started = Date.now();
  // No package needs an install script. The engines warnings of npm speak of the machine's Node, not of the one that
  // the product will run on.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (npm.error) fail(`npm could not be started: ${npm.error.message}`, 'It comes with Node: https://nodejs.org.');
  if (npm.status !== 0) fail(`npm ci failed (exit ${npm.status}); what it said stands above.`);
  if (!existsSync(join(modules, '.bin', 'node'))) {
    fail(`There is no Node 24 on npm for ${process.platform}-${process.arch} among the optional dependencies.`);
  }
  writeFileSync(stamp, wanted);
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function installedAsLocked(modules) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record) || !existsSync(join(modules, '.bin', 'node'))) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.optional === true || entry.devOptional === true) return true;
    return installed[path]?.version === entry.version;
  });
}

const python = findPython();
installPackages();

const bin = join(root, 'node_modules', '.bin');
const child = spawn(join(bin, 'node'), [join(root, 'local', `${command}.ts`), ...rest], {
  cwd: root,
  // The channel tells the child when this process is gone, however it went, so that nothing is left behind.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    SALLYPORT_PYTHON: python,
    NODE_COMPILE_CACHE: join(root, '.sallyport', 'compile-cache'),
  },
});

// A terminal sends Ctrl-C to the whole foreground group; passing it on as well does no harm, stopping happens once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`The pinned Node could not be started: ${error.message}`));
child.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15));
});
