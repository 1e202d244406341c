import type * as z from 'zod';
import type { AccessReads } from '../access/ports.ts';
import { grantEntity } from '../access/grant.ts';
import type { CredentialTarget } from '../access/target.ts';
import type { EntryStore } from '../audit/ports.ts';
import type { Authorization } from '../authorization/decision.ts';
import { deploymentEntity } from '../authorization/user-entity.ts';
import { route } from '../http/api.ts';
import type { Reply, Route } from '../http/api.ts';
import { askAs } from '../http/ask-as.ts';
import { PAGE } from '../http/contract/access-fields.ts';
import type { credentialView, leaseView, placeView } from '../http/contract/credential-fields.ts';
import * as contract from '../http/contract/credentials.ts';
import type { DirectoryReads } from '../identity/ports.ts';
import type { GrantId, NewId, TargetId } from '../kernel/ids.ts';
import type { Cause } from '../kernel/principal.ts';
import { ok } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { checkInByForce, checkInCredential } from '../vault/check-in.ts';
import { checkOutCredential } from '../vault/check-out.ts';
import { credentialNamed } from '../vault/credential-targets.ts';
import type { CredentialTargets } from '../vault/credential-targets.ts';
import type { CredentialState } from '../vault/credential.ts';
import type { Keeper } from '../vault/keeper-orders.ts';
import type { VaultStore } from '../vault/ports.ts';
import { reconcileCredential } from '../vault/reconcile-credential.ts';
import { rotateNow } from '../vault/rotate-now.ts';
import { startOwed } from '../vault/start-owed.ts';
import type { StartsOwed } from '../vault/start-owed.ts';
import * as view from '../vault/view-credential.ts';
import { foundEntity } from './found.ts';

export interface VaultMeans extends StartsOwed {
  readonly store: VaultStore;
  readonly access: Pick<AccessReads, 'grant'>;
  readonly credentials: CredentialTargets;
  readonly directory: Pick<DirectoryReads, 'namesOf'>;
  readonly entries: Pick<EntryStore, 'put'>;
  readonly keeper: Keeper;
  readonly authorization: Authorization;
  readonly newId: NewId;
  readonly reportFault: (error: unknown, correlationId: string) => void;
}

/** Vaulted credentials, their leases and rotations. No value passes here. */
export const vaultRoutes = (means: VaultMeans): readonly Route[] => {
  const { access, credentials, directory } = means;
  const entity = (id: TargetId) => foundEntity(credentials.credential(id), 'vaulted credential', view.credentialEntity);
  const grant = (id: GrantId) => foundEntity(access.grant(id), 'grant', grantEntity);
  const views = (targets: readonly CredentialTarget[], { at }: Cause): Promise<z.infer<typeof credentialView>[]> =>
    view.viewCredentials(means, targets, at);
  const shown = async (status: number, target: CredentialTarget, cause: Cause): Promise<Result<Reply>> => {
    const [body] = await views([target], cause);
    return ok({ status, body });
  };
  /** At once rather than with the tender's next round, which does it if this fails. */
  const begin = (target: CredentialTarget, state: CredentialState, { at, correlationId }: Cause): Promise<unknown> =>
    startOwed(means, target, state, at).catch((error: unknown) => means.reportFault(error, correlationId));

  return [
    route(contract.listCredentials, {
      resource: () => ok(deploymentEntity),
      async handle({ principal, cause, input: { query } }) {
        const { items, next } = await credentials.credentials({
          after: query.cursor ?? null,
          limit: query.limit ?? PAGE,
        });
        const may = askAs(means.authorization, principal, cause.at);
        const seen = items.filter((target) => may('credential:read', view.credentialEntity(target)).ok);
        return ok({ status: 200, body: { credentials: await views(seen, cause), next } });
      },
    }),
    route(contract.readCredential, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path } }) {
        const target = await credentialNamed(credentials, path.id);
        return target.ok ? shown(200, target.value, cause) : target;
      },
    }),
    route(contract.rotateCredential, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path, body } }) {
        const target = await credentialNamed(credentials, path.id);
        if (!target.ok) return target;
        const owed = await rotateNow(means, target.value, body, cause);
        if (!owed.ok) return owed;
        await begin(target.value, owed.value, cause);
        return shown(202, target.value, cause);
      },
    }),
    route(contract.reconcileCredential, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path, body } }) {
        const target = await credentialNamed(credentials, path.id);
        if (!target.ok) return target;
        const done = await reconcileCredential(means, target.value, body, cause);
        return done.ok ? ok({ status: 200, body: { targetId: path.id, ...done.value } }) : done;
      },
    }),
    route(contract.checkInCredential, {
      resource: ({ path }) => entity(path.id),
      async handle({ cause, input: { path, body } }) {
        const target = await credentialNamed(credentials, path.id);
        if (!target.ok) return target;
        const how = { grantId: body.grantId ?? null, reason: body.reason };
        const done = await checkInByForce(means, target.value, how, cause);
        if (!done.ok) return done;
        await begin(target.value, done.value.state, cause);
        return shown(200, target.value, cause);
      },
    }),
    route(contract.checkOut, {
      resource: ({ path }) => grant(path.id),
      async handle({ cause, input: { path } }) {
        const out = await checkOutCredential(means, path.id, cause);
        if (!out.ok) return out;
        const answer = out.value;
        const targetId = answer.target.id;
        if (answer.is === 'lease') {
          const names = await directory.namesOf([answer.lease.holder]);
          const body: z.infer<typeof leaseView> = view.leaseViewOf(targetId, answer.lease, names);
          return ok({ status: 200, body });
        }
        const names = await view.namesIn(directory, [answer.state]);
        const body: z.infer<typeof placeView> = {
          targetId,
          place: answer.place,
          queue: view.queueOf(answer.state, names),
          held: view.heldBy(answer.state, names),
          rotation: view.rotationInTheWay(answer.state),
          askAgainInSeconds: view.ASK_AGAIN_SECONDS,
        };
        return ok({ status: 202, body, headers: { 'retry-after': String(view.ASK_AGAIN_SECONDS) } });
      },
    }),
    route(contract.checkIn, {
      resource: ({ path }) => grant(path.id),
      async handle({ cause, input: { path } }) {
        const done = await checkInCredential(means, path.id, cause);
        if (!done.ok) return done;
        const { target, had, state } = done.value;
        await begin(target, state, cause);
        return ok({ status: 200, body: { targetId: target.id, had, rotation: view.rotationInTheWay(state) } });
      },
    }),
  ];
};
