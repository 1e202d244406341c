import { KMSClient } from '@aws-sdk/client-kms';
import { dynamoDenials } from '../../../audit/adapters/dynamo-denials.ts';
import { recordDenial } from '../../../audit/record-denial.ts';
import { reportFault } from '../../../http/report-fault.ts';
import { documents } from '../../../kernel/adapters/documents.ts';
import { newId } from '../../../kernel/ids.ts';
import { systemClock } from '../../../kernel/time.ts';
import { verifyAccessToken } from '../../access-token.ts';
import { dynamoDirectory } from '../../adapters/dynamo-directory.ts';
import { answerUserinfo } from '../answer-userinfo.ts';
import type { Issuer } from '../pages/answer-issuer.ts';
import { prepareDecoy } from '../password.ts';
import type { Lifetimes } from '../sign-in.ts';
import type { SignInSurroundings } from '../surroundings.ts';
import { DynamoOidcAdapter } from './dynamo-oidc-adapter.ts';
import { dynamoSignInStore } from './dynamo-sign-in-store.ts';
import type { SignInTables } from './dynamo-sign-in-store.ts';
import { dynamoThrottle } from './dynamo-throttle.ts';
import { kmsSeal } from './kms-seal.ts';
import { kmsSigningKey } from './kms-signing-key.ts';
import { throughProvider } from './oidc-bridge.ts';
import { oidcDevices } from './oidc-devices.ts';
import { oidcPending } from './oidc-pending.ts';
import { oidcProvider } from './oidc-provider.ts';

export interface IssuerMeans extends SignInTables {
  readonly issuer: string;
  readonly signingKeyId: string;
  readonly dataKeyId: string;
  readonly countersTable: string;
  readonly lifetimes: Lifetimes;
}

export async function openIssuer(means: IssuerMeans): Promise<Issuer> {
  const { issuer, signInTable, countersTable, lifetimes } = means;
  const kms = new KMSClient({});
  const [signingKey] = await Promise.all([kmsSigningKey(kms, means.signingKeyId), prepareDecoy()]);
  const adapterFor = (model: string) => new DynamoOidcAdapter(model, documents, signInTable, systemClock);
  const directory = dynamoDirectory(documents, means);
  const throttle = dynamoThrottle(documents, countersTable);
  const denials = dynamoDenials(documents, means);
  const provider = oidcProvider({
    signingKey,
    adapterFor,
    surroundings: { issuer, newId, directory },
    lifetimes,
    throttle,
    clock: systemClock,
    reportFault,
  });
  const devices = oidcDevices(provider, adapterFor, { issuer, clock: systemClock });
  const surroundings: SignInSurroundings = {
    issuer,
    newId,
    directory,
    store: dynamoSignInStore(documents, means),
    throttle,
    seal: kmsSeal(kms, means.dataKeyId),
    pending: oidcPending(provider, adapterFor, devices.pending),
    devices,
    recordDenial: (cause, denied) => recordDenial(denials, newId, cause, denied),
  };
  const verify = (token: string) =>
    verifyAccessToken(token, {
      issuer,
      key: signingKey.keyObject(),
      oldestSeconds: lifetimes.accessTokenSeconds,
      now: systemClock(),
    });
  return {
    surroundings,
    protocol: (event) => throughProvider(provider, event),
    userinfo: (event) => answerUserinfo(surroundings, verify, event),
  };
}
