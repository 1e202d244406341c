import assert from 'node:assert/strict';
import { deploy } from '../deploy.ts';
import type { Deploying } from '../deploy.ts';
import {
  approve,
  ask,
  askForCredentials,
  credentialsOf,
  decisionOf,
  grantIn,
  requested,
} from '../headless/elevation.ts';
import type { GrantView, RequestView } from '../headless/elevation.ts';
import type { Member } from '../headless/member.ts';
import { tryAction } from '../headless/use-credentials.ts';
import type { LentCredentials } from '../headless/use-credentials.ts';
import type { LocalFile } from '../local-file.ts';

export type Held = { readonly grant: GrantView; readonly credentials: LentCredentials };

/** Who and what a rehearsal works with. */
export type Scene = {
  readonly file: LocalFile;
  readonly deploying: Deploying;
  readonly alice: Member;
  readonly bob: Member;
  readonly carol: Member;
  readonly say: (line: string) => void;
};

export async function asked({ alice, file }: Scene, seconds: number): Promise<RequestView> {
  const [target] = file.targets;
  assert(target, 'the demo company has a target');
  return requested(await ask(alice, { targetId: target.id, seconds, reason: 'a rehearsal' }));
}

export async function held(scene: Scene, seconds: number): Promise<Held> {
  const request = await asked(scene, seconds);
  decisionOf(await approve(scene.bob, request));
  const grant = await grantIn(scene.alice, request.grantId, 'active', 40);
  return { grant, credentials: credentialsOf(await askForCredentials(scene.alice, grant.id)) };
}

/** What AWS says to the lent credentials, used outside Sallyport. */
export async function mayUse({ file }: Scene, { credentials }: Pick<Held, 'credentials'>): Promise<boolean> {
  const [target] = file.targets;
  assert(target, 'the demo company has a target');
  return (await tryAction(file, target.probeAction, credentials)).result === 'allowed';
}

export const deployBoth = ({ deploying }: Scene, app?: string): Promise<void> =>
  deploy(deploying, ['SallyportData', 'SallyportService'], app);
