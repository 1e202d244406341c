// One of many processes that want an access token at the same moment: prints the one it got.
import { openContext } from '../../../../cli/open-context.ts';
import { openOutput } from '../../../../cli/output.ts';
import { thisProcess } from '../../../../cli/world.ts';

const world = thisProcess();
const out = openOutput({ json: true, ...world });
const context = openContext({ out, issuer: process.argv[2], interrupted: new AbortController().signal, world });
process.stdout.write(await context.signIn().accessToken());
