import { parseArgs } from 'node:util';
import { authenticatorsBeside } from './headless/authenticators.ts';
import { memberOf } from './headless/member.ts';
import { startLocalStack } from './local-stack.ts';
import { homeAt } from './places.ts';
import { readPorts } from './ports.ts';
import { rehearseRemoval } from './rehearsal/removal.ts';
import { rehearseRestore } from './rehearsal/restore.ts';
import type { Scene } from './rehearsal/scene.ts';
import { rehearseUpgrade } from './rehearsal/upgrade.ts';

/** What an operator does seldom and must be able to: on a stack of its own, beginning from nothing. */
const parts = {
  upgrade: ['Another version under live grants', rehearseUpgrade],
  restore: ['Backup and restore', rehearseRestore],
  removal: ['Removal', rehearseRemoval],
} as const;
const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no rehearsal "${unknown.join('", "')}": choose from ${Object.keys(parts).join(', ')}.\n`,
  );
  process.exit(2);
}
const print = (line: string) => process.stdout.write(`${line}\n`);
const home = homeAt('.sallyport/rehearsal');
const stack = await startLocalStack({ home, ports: readPorts(process.env, 2000), print, fresh: true });
try {
  const { file, cloud } = stack;
  const authenticators = authenticatorsBeside(home.localFile);
  const member = (name: string) => {
    const person = file.people.find((each) => each.name === name);
    if (person === undefined) throw new Error(`nobody is called ${name}`);
    return memberOf({ file, person, authenticators });
  };
  const scene: Scene = {
    file,
    deploying: { cloud, home, signal: undefined },
    alice: member('Alice'),
    bob: member('Bob'),
    carol: member('Carol'),
    say: (line) => print(`  ✓ ${line}`),
  };
  for (const [name, [title, rehearse]] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    print(`\n${title}`);
    await rehearse(scene);
  }
  print('\nAll of it went as docs/ says.');
} finally {
  await stack.stop();
}
process.exit(0);
