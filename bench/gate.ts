/**
 * What the gate costs at each call, as ratios to one raw ES256 verification measured in the same run: milliseconds
 * differ from machine to machine and from hour to hour, ratios hardly do.
 *
 *   node bench/gate.ts
 */
import { generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto';
import { SignJWT } from 'jose';
import { readPolicies } from '../policies/read-policies.ts';
import { policySet } from '../src/authorization/policy-set.ts';
import { userEntity } from '../src/authorization/user-entity.ts';
import { targetEntity } from '../src/access/target.ts';
import { audienceOf, verifyAccessToken } from '../src/identity/access-token.ts';
import { authenticate } from '../src/identity/authenticate.ts';
import { newPerson } from '../src/identity/person.ts';
import { groupName, newId } from '../src/kernel/ids.ts';
import { ACR_MFA } from '../src/kernel/principal.ts';
import { systemClock } from '../src/kernel/time.ts';

const issuer = 'https://sallyport.example.com';
const { publicKey: key, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const person = newPerson({ id: newId('usr'), name: 'Alice', email: 'alice@example.com' });
const target = {
  kind: 'aws-role',
  id: newId('tgt'),
  version: 1,
  name: 'Production, operator',
  description: 'Lists tables',
  sensitivity: 'production',
  roleArn: 'arn:aws:iam::123456789012:role/sallyport-target-operator',
  accountId: '123456789012',
  externalId: 'an-external-id',
  boundaryArn: 'arn:aws:iam::123456789012:policy/sallyport-boundary-operator',
  probeAction: 'dynamodb:ListTables',
  region: 'eu-central-1',
  retiredAt: null,
  createdAt: systemClock(),
} as const;

const now = systemClock();
const token = await new SignJWT({ sid: newId('sid'), client_id: 'sallyport-cli', auth_time: now, acr: ACR_MFA })
  .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' })
  .setIssuer(issuer)
  .setAudience(audienceOf(issuer))
  .setSubject(person.id)
  .setJti(randomUUID())
  .setIssuedAt(now)
  .setExpirationTime(now + 300)
  .sign(privateKey);

const signed = Buffer.from(token.split('.').slice(0, 2).join('.'));
const signature = sign('sha256', signed, { key: privateKey, dsaEncoding: 'ieee-p1363' });
const authorization = policySet(readPolicies());
const standing = {
  person,
  groups: [groupName.parse('engineers')],
  eligible: [target.id],
  endedSignIns: new Set<never>(),
};
const means = {
  verify: (text: string) => verifyAccessToken(text, { issuer, key, oldestSeconds: 300, now: systemClock() }),
  // The read itself is DynamoDB's time, not ours.
  directory: { standing: () => Promise.resolve(standing) },
};

function mustHold(holds: boolean): void {
  if (!holds) throw new Error('what is measured here must succeed');
}
const rawVerify = () => mustHold(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature));
const verifyToken = async () => mustHold((await means.verify(token)) !== null);
const authenticateCall = async () => {
  const result = await authenticate(means, `Bearer ${token}`);
  mustHold(result.authenticated);
  return result;
};
const decide = () => {
  const principal = userEntity({ personId: person.id, groups: standing.groups, eligible: standing.eligible });
  const decision = authorization.decide({ principal, action: 'access:request', resource: targetEntity(target) });
  mustHold(decision.allowed);
};
const bothDoors = async () => {
  await authenticateCall();
  decide();
};

const measured: readonly (readonly [string, () => unknown])[] = [
  ['raw ES256 verification', rawVerify],
  ['access token: signature and every claim', verifyToken],
  ['authorizer: token, then standing (its read left out)', authenticateCall],
  ['Cedar: one decision with its obligations', decide],
  ['both doors', bothDoors],
];

/** Microseconds a call. */
async function time(work: () => unknown, rounds: number): Promise<number> {
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round += 1) await work();
  return Number(process.hrtime.bigint() - started) / 1000 / rounds;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

// Turn by turn, so that whatever else the machine does falls on all of them alike.
const samples = measured.map((): number[] => []);
for (const [, work] of measured) await time(work, 200);
for (let turn = 0; turn < 15; turn += 1)
  for (const [index, [, work]] of measured.entries()) samples[index]?.push(await time(work, 200));

const base = median(samples[0] ?? []);
for (const [index, [name]] of measured.entries()) {
  const microseconds = median(samples[index] ?? []);
  console.log(`${(microseconds / base).toFixed(2).padStart(6)}  ${microseconds.toFixed(0).padStart(6)} µs  ${name}`);
}
