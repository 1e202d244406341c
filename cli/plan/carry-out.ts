import { writeFile } from 'node:fs/promises';
import type { Context } from '../context.ts';
import { Failure } from '../failure.ts';
import { answer } from '../http/answer.ts';
import type { Api, Schemas } from '../http/api.ts';
import { table } from '../table.ts';
import { dateInWords } from '../time-in-words.ts';

type Progress = Schemas['ChangeProgress'];
type Invitation = Progress['enrolments'][number];

/** Carries a change out, call by call; what was carried out stays if this is stopped, and it can be gone on with. */
export async function carryOut(
  context: Context,
  api: Api,
  id: string,
  enrolmentsFile: string | undefined,
): Promise<{ readonly change: Schemas['Change']; readonly invited: readonly Invitation[] }> {
  const { out, interrupted } = context;
  const invited: Invitation[] = [];
  for (;;) {
    if (interrupted.aborted)
      throw new Failure(`Stopped. \`sallyport changes apply ${id}\` goes on where it stands.`, { code: 'interrupted' });
    const progress: Progress = await answer(api.POST('/changes/{id}/apply', { params: { path: { id } } }));
    invited.push(...progress.enrolments);
    // Codes are shown once: they are on disk before the next call is made.
    if (enrolmentsFile !== undefined && progress.enrolments.length > 0)
      await writeFile(enrolmentsFile, progress.enrolments.map(asLine).join(''), { flag: 'a', mode: 0o600 });
    out.progress(`${progress.done} of ${progress.change.operations} …`);
    if (progress.change.state === 'applied') return { change: progress.change, invited };
  }
}

const asLine = ({ email, name, enrolment }: Invitation): string => `${JSON.stringify({ email, name, ...enrolment })}\n`;

/** What to hand to people who were added, outside Sallyport. */
export function invitationsInWords(
  invited: readonly Invitation[],
  { out }: Pick<Context, 'out'>,
  file: string | undefined,
): readonly string[] {
  const [first] = invited;
  if (first === undefined) return [];
  if (file !== undefined) return [`${invited.length} invitations are in ${file}, one JSON line each. Hand them over.`];
  const mailed = invited.every(({ enrolment }) => enrolment.mailed === 'sent');
  return [
    '',
    `${mailed ? 'These were sent by e-mail.' : 'Hand these over.'} At ${first.enrolment.url} each sets a password and a second factor; a code works once, until ${dateInWords(first.enrolment.expiresAt)}:`,
    ...table(
      invited.map(({ email, enrolment }) => [`  ${enrolment.code}`, email]),
      out.columns,
    ),
  ];
}
