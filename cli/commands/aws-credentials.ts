import { lend } from '../aws/lend.ts';
import { argument, command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const awsCredentials = command({
  more: [
    'Prints what AWS tools read from a `credential_process`, and nothing else: `sallyport aws configure` writes the profile',
    'that calls it. Credentials are kept in a file of mode 0600 until shortly before they expire, never beyond the end of',
    'the grant.',
  ].join(' '),
  arguments: {
    target: argument(
      'what you hold: a target by id, name or role, or a part of these; or a grant; your only one unless said',
      {
        optional: true,
      },
    ),
  },
  async run(context, { target }) {
    const { credentials } = await lend(context, target);
    context.out.result(credentials, () => [JSON.stringify(credentials)]);
    return exitCodes.done;
  },
});
