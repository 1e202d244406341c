#!/usr/bin/env node
// Runs on whatever Node the machine has (20 or newer), with nothing built: plain JavaScript up to the point where the
// pinned Node 24 takes over, which reads TypeScript as it is.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './start.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await start(args);
} else {
  const pinned = resolve(here, '..', 'node_modules', '.bin', 'node');
  if (!existsSync(pinned)) {
    process.stderr.write(`sallyport needs Node 24; this is ${process.version}. \`npm ci\` in its folder brings one.\n`);
    process.exit(1);
  }
  const child = spawn(pinned, [join(here, 'sallyport.mjs'), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`The pinned Node could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 15)));
}
