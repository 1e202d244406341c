import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { ensurePython } from '../../local/python.ts';

const run = promisify(execFile);

/** Exits with 0 when there is nothing to say, not even a warning; a missing cfn-lint is a failure. */
export const lint = async (template: unknown): Promise<string> => {
  const file = join(mkdtempSync(join(tmpdir(), 'sallyport-lint-')), 'template.json');
  // cfn-lint knows the partition of a state machine's resources only when it is written out.
  writeFileSync(file, JSON.stringify(template).replaceAll('${Partition}', 'aws'));
  const python = await ensurePython();
  const main = 'from cfnlint.runner import main; main()';
  try {
    const { stdout } = await run(python, [
      '-c',
      main, // W3005: the CDK says a dependency on the role twice, which does no harm.
      '--ignore-checks',
      'W3005',
      '--regions',
      'eu-central-1',
      '--format',
      'parseable',
      file,
    ]);
    return stdout;
  } catch (error) {
    const { stdout, stderr } = z.looseObject({ stdout: z.string(), stderr: z.string() }).parse(error);
    return `${stdout}${stderr}`.replaceAll(file, 'template.json');
  }
};
