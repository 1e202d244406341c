import type { HandedEnrolment } from './means.ts';
import type { Person } from './person.ts';

/** What became of the e-mail: the code is also in the reply, so an invitation never depends on it. */
export type Mailed = 'sent' | 'failed' | 'not-configured';

/** Tells people of their enrolment. Never throws: somebody was added whether or not a letter reached them. */
export interface Invitations {
  send(to: Pick<Person, 'name' | 'email'>, enrolment: HandedEnrolment): Promise<Mailed>;
}

/** Where the settings name no sender: the code is handed over by whoever asked for it. */
export const handedOver: Invitations = { send: () => Promise.resolve('not-configured') };

/** The letter. The code stands beside the address, not in it: addresses end up in logs and histories. */
export function invitationLetter(
  issuer: string,
  { name }: Pick<Person, 'name'>,
  { code, validUntil }: HandedEnrolment,
): { readonly subject: string; readonly text: string } {
  const until = new Date(validUntil * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return {
    subject: 'Your invitation to Sallyport',
    text: [
      `Hello ${name},`,
      '',
      'an administrator of your company invites you to Sallyport. Open',
      '',
      `  ${issuer}/enrol`,
      '',
      'and enter this code, then choose a password and a second factor:',
      '',
      `  ${code}`,
      '',
      `It works once, until ${until} UTC. If you did not expect this letter, tell whoever runs Sallyport for you.`,
    ].join('\n'),
  };
}
