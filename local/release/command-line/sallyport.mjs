#!/usr/bin/env node
import { start } from '../../../cli/start.mjs';

// What esbuild makes of the command line runs on older Nodes than the sources; LEAST_NODE is the oldest one.
const numbers = (version) => version.split('.').map(Number);
const [major, minor] = numbers(process.versions.node);
const [leastMajor, leastMinor] = numbers(LEAST_NODE);
if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) await start(process.argv.slice(2));
else {
  process.stderr.write(`sallyport needs Node ${LEAST_NODE} or newer; this is ${process.version}.\n`);
  process.exitCode = 1;
}
