// Runs a command that must not outlive whoever started this: when its own standard input ends, however that came about,
// the command is told to end. SIGTERM lets it finish in order, SIGQUIT at once.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', () => process.exit(127));
child.on('exit', (code) => process.exit(code ?? 1));

const end = () => {
  // PostgreSQL calls it "fast": open transactions are rolled back, connections ended, everything written.
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGQUIT'), 10_000).unref();
};
process.stdin.resume();
for (const over of ['end', 'close', 'error']) process.stdin.on(over, end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
process.on('SIGQUIT', () => child.kill('SIGQUIT'));
