import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import { approve, ask, decisionOf, endGrant, requested } from '../headless/elevation.ts';
import { bodyOf } from '../headless/expect-answer.ts';
import type { Member } from '../headless/member.ts';
import { until } from '../headless/until.ts';
import { connect, logIn, REFUSED } from '../headless/use-database.ts';
import type { Login } from '../headless/use-database.ts';
import { answerCame } from './came.ts';
import type { Cast } from './cast.ts';
import type { Narrator } from './narrator.ts';
import { activeStep } from './use-grant.ts';

type Pair = { readonly holder: Member; readonly approver: Member };
const login = z.object({ username: z.string(), password: z.string() });
const grantSeconds = 300;

/** Asked for, agreed to, active: the id of the grant. */
async function heldStep(narrator: Narrator, { holder, approver }: Pair, targetId: string, what: string) {
  const request = await narrator.play({
    step: `${holder.person.name} asks for ${what}, and ${approver.person.name} approves`,
    request: 'POST /requests, POST /requests/{id}/decision',
    expected: { status: 200 },
    run: async () => {
      const asked = requested(
        await ask(holder, { targetId, seconds: grantSeconds, reason: 'Ticket 4713: a wrong order' }),
      );
      return decisionOf(await approve(approver, asked)).request;
    },
    came: ({ state }) => ({ status: 200, said: state }),
  });
  await activeStep(narrator, holder, 'vault', request.grantId);
  return request.grantId;
}

/** The orders, read over PostgreSQL's own protocol with nothing but that login. */
async function readStep({ play }: Narrator, { file: { demoDatabase } }: Cast, { person }: Member, used: Login) {
  await play({
    step: `${person.name} reads the orders with it`,
    request: `PostgreSQL ${demoDatabase.host}:${demoDatabase.port} SELECT`,
    expected: { status: 200 },
    run: async () => {
      const client = await connect(demoDatabase, used);
      try {
        return (await client.query('SELECT id FROM orders')).rows.length;
      } finally {
        await client.end();
      }
    },
    came: (orders) => ({ status: 200, said: `${orders} orders` }),
    holds: (orders) => ({ 'there are orders': orders > 0 }),
  });
}

async function refusedStep({ play }: Narrator, { file: { demoDatabase } }: Cast, used: Login, step: string) {
  await play({
    step,
    request: `PostgreSQL ${demoDatabase.host}:${demoDatabase.port}, until it is refused`,
    expected: { code: 'refused' },
    run: () =>
      until(
        async () => {
          const said = await logIn(demoDatabase, used);
          return REFUSED.test(said) ? said : undefined;
        },
        { what: 'the database refusing the old login', withinSeconds: 90 },
      ),
    came: (said) => ({ status: 403, code: 'refused', said: `SQLSTATE ${said}` }),
  });
}

/** A password that is kept for everybody: seen by one who may, and good for nothing after. */
export async function checkedOutStep(narrator: Narrator, cast: Cast, pair: Pair, targetId: string): Promise<void> {
  const { holder } = pair;
  const { play } = narrator;
  const id = await heldStep(narrator, pair, targetId, 'the database’s password');
  await play({
    step: `${holder.person.name} checks the password out`,
    request: `POST /grants/${id}/lease`,
    expected: { status: 200 },
    run: () => holder.call('POST', `/grants/${id}/lease`),
    came: answerCame,
  });
  const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });
  const shown = await play({
    step: `${holder.person.name} sees it, encrypted to a key of hers`,
    request: `POST /grants/${id}/reveal`,
    expected: { status: 200 },
    run: async () =>
      holder.call('POST', `/grants/${id}/reveal`, { reason: 'Ticket 4713', publicKey: await exportJWK(publicKey) }),
    came: answerCame,
    holds: ({ headers }) => ({ 'nobody may cache it': headers.get('cache-control') === 'no-store' }),
  });
  const { jwe } = bodyOf(shown, 200, z.object({ value: z.null(), jwe: z.string() }));
  const { plaintext } = await compactDecrypt(jwe, privateKey);
  const used = login.parse(JSON.parse(new TextDecoder().decode(plaintext)));
  await readStep(narrator, cast, holder, used);
  await play({
    step: `${holder.person.name} checks it in, and gives the grant back`,
    request: `DELETE /grants/${id}/lease, POST /grants/${id}/end`,
    expected: { status: 202 },
    run: async () => {
      bodyOf(await holder.call('DELETE', `/grants/${id}/lease`), 200, z.object({ had: z.literal('lease') }));
      return endGrant(holder, id);
    },
    came: answerCame,
  });
  await refusedStep(narrator, cast, used, 'It was rotated: the password that she saw is refused');
}

/** A login of one’s own, for as long as the grant. */
export async function accountStep(narrator: Narrator, cast: Cast, pair: Pair, targetId: string): Promise<void> {
  const { holder } = pair;
  const { play } = narrator;
  const id = await heldStep(narrator, pair, targetId, 'an account of the database');
  const answer = await play({
    step: `${holder.person.name} gets the login of the account that was made for the grant`,
    request: `POST /grants/${id}/account`,
    expected: { status: 200 },
    run: () => holder.call('POST', `/grants/${id}/account`),
    came: answerCame,
  });
  const used = bodyOf(answer, 200, login);
  await readStep(narrator, cast, holder, used);
  await play({
    step: `${holder.person.name} gives the grant back`,
    request: `POST /grants/${id}/end`,
    expected: { status: 202 },
    run: () => endGrant(holder, id),
    came: answerCame,
  });
  await refusedStep(narrator, cast, used, 'The account is gone');
}
