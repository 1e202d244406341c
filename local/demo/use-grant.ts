import { askForCredentials, credentialsOf, endGrant, grantIn, readGrant } from '../headless/elevation.ts';
import type { GrantView } from '../headless/elevation.ts';
import type { Member } from '../headless/member.ts';
import { until } from '../headless/until.ts';
import { tryAction } from '../headless/use-credentials.ts';
import type { LentCredentials, Tried } from '../headless/use-credentials.ts';
import { answerCame, triedCame } from './came.ts';
import type { Cast } from './cast.ts';
import type { Narrator } from './narrator.ts';

/** A grant with credentials of it in the hands of its holder. */
export type Held = { readonly called: string; readonly id: string; readonly credentials: LentCredentials };

export async function activeStep({ play }: Narrator, member: Member, called: string, id: string): Promise<GrantView> {
  return play({
    step: `The ${called} grant is active`,
    request: `GET /grants/${id}`,
    expected: { status: 200 },
    run: () => grantIn(member, id, 'active', 40),
    came: ({ state, endsAt }) => ({ status: 200, said: `${state}, until ${new Date(endsAt * 1000).toISOString()}` }),
  });
}

export async function takeStep({ play }: Narrator, member: Member, called: string, id: string): Promise<Held> {
  const answer = await play({
    step: `${member.person.name} takes credentials of the ${called} grant`,
    request: `POST /grants/${id}/credentials`,
    expected: { status: 200 },
    run: () => askForCredentials(member, id),
    came: answerCame,
    holds: ({ headers }) => ({ 'nobody may cache them': headers.get('cache-control') === 'no-store' }),
  });
  return { called, id, credentials: credentialsOf(answer) };
}

type Using = {
  readonly held: Held;
  readonly probeAction: string;
  readonly result: Tried['result'];
  readonly step?: string;
};

/** Uses the credentials from outside Sallyport: one call of AWS. */
export async function useStep(
  { play }: Narrator,
  { file }: Cast,
  { held, probeAction, result, step = `The ${held.called} credentials are used: ${result}` }: Using,
): Promise<void> {
  await play({
    step,
    request: `AWS ${probeAction}`,
    expected: result === 'allowed' ? { status: 200 } : { code: result },
    run: () => tryAction(file, probeAction, held.credentials),
    came: triedCame,
  });
}

/** Uses them again and again until IAM refuses: how long the end really took. */
export async function untilRefusedStep(
  { play, note }: Narrator,
  { file }: Cast,
  {
    held,
    probeAction,
    since,
    withinSeconds,
  }: { held: Held; probeAction: string; since: number; withinSeconds: number },
): Promise<void> {
  await play({
    step: `The ${held.called} credentials go from allowed to AccessDenied`,
    request: `AWS ${probeAction}, until it is refused`,
    expected: { code: 'AccessDenied' },
    run: () =>
      until(
        async () => {
          const tried = await tryAction(file, probeAction, held.credentials);
          return tried.result === 'AccessDenied' ? tried : undefined;
        },
        { what: `AccessDenied for the ${held.called} credentials`, withinSeconds, everyMilliseconds: 100 },
      ),
    came: triedCame,
  });
  note(`refused ${((Date.now() - since) / 1000).toFixed(2)} s after its end`);
}

export async function giveBackStep({ play }: Narrator, member: Member, { called, id }: Held): Promise<void> {
  await play({
    step: `${member.person.name} gives the ${called} grant back`,
    request: `POST /grants/${id}/end`,
    expected: { status: 202 },
    run: () => endGrant(member, id),
    came: answerCame,
  });
}

export async function endedStep({ play }: Narrator, member: Member, { called, id }: Held, why: string): Promise<void> {
  await play({
    step: `The ${called} grant is ended, and a probe has shown it`,
    request: `GET /grants/${id}`,
    expected: { status: 200 },
    run: async () => {
      await grantIn(member, id, 'ended', 60);
      return readGrant(member, id);
    },
    came: ({ timeToEndSeconds, probe }) => ({
      status: 200,
      said: `after ${timeToEndSeconds ?? '?'} s, probe ${probe?.result ?? 'missing'} at attempt ${probe?.attempts ?? '?'}`,
    }),
    holds: ({ end, timeToEndSeconds, probe, transitions }) => ({
      [`it ended because it was ${why}`]: end?.why === why,
      'its time to end was measured': timeToEndSeconds !== null,
      'the probe was refused': probe?.result === 'refused',
      'it was ending before it was ended': transitions
        .map(({ state }) => state)
        .join(' ')
        .endsWith('ending ended'),
    }),
  });
}

export async function refusedCredentialsStep({ play }: Narrator, member: Member, { called, id }: Held): Promise<void> {
  await play({
    step: `${member.person.name} asks for credentials of the ${called} grant after its end`,
    request: `POST /grants/${id}/credentials`,
    expected: { status: 409, code: 'grant_not_active' },
    run: () => askForCredentials(member, id),
    came: answerCame,
  });
}
