import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { ensurePython } from '../../local/python.ts';

const run = promisify(execFile);

/**
 * All rules are asked, the informational and the experimental ones too, except these:
 * - W3005: the CDK says a dependency on the role twice, which does no harm.
 * - I1022: the CDK writes Fn::Join where a person would write Fn::Sub.
 * - I4010: wants the architecture described in the template; ours is described in docs/ and in the constructs.
 */
const left = ['W3005', 'I1022', 'I4010'];

/** What cfn-lint says, in one run for all; '' when there is nothing to say. A missing cfn-lint is a failure. */
export async function lintAll(templates: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-lint-'));
  const files = Object.entries(templates).map(([name, template]) => {
    const file = join(folder, `${name.replaceAll(/\W/g, '-')}.json`);
    // cfn-lint knows the partition of a state machine's resources only when it is written out.
    writeFileSync(file, JSON.stringify(template).replaceAll('${Partition}', 'aws'));
    return file;
  });
  const python = await ensurePython();
  const asked = ['--include-checks', 'I', '--include-experimental', '--ignore-checks', ...left];
  const where = ['--regions', 'eu-central-1', '--format', 'parseable', '--', ...files];
  try {
    const { stdout } = await run(python, ['-c', 'from cfnlint.runner import main; main()', ...asked, ...where]);
    return stdout;
  } catch (error) {
    const { stdout, stderr } = z.looseObject({ stdout: z.string(), stderr: z.string() }).parse(error);
    return `${stdout}${stderr}`.replaceAll(`${folder}/`, '');
  }
}

export const lint = (template: unknown): Promise<string> => lintAll({ template });
