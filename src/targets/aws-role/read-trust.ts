import * as z from 'zod';
import { LENDING_FUNCTIONS } from './trust.ts';

const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statement = z.looseObject({
  Effect: z.string(),
  Action: several.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), several)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), several)).default({}),
});
const trust = z.looseObject({ Statement: z.union([z.array(statement), statement.transform((one) => [one])]) });

export interface TrustRead {
  /** Lending functions that nothing in it lets in. */
  readonly missing: readonly string[];
  /** What it demands as external id of the lending functions; empty where it demands none. */
  readonly externalIds: readonly string[];
  /** Who else may assume the role, as the policy names them. */
  readonly others: readonly string[];
}

/**
 * What a trust policy says of Sallyport and of others. It explains what STS has answered and warns of others; whether
 * the role can be assumed is for STS to say. Null when it is not understood.
 */
export function readTrust(document: unknown, sallyportAccount: string): TrustRead | null {
  const parsed = trust.safeParse(document);
  if (!parsed.success) return null;
  const assuming = parsed.data.Statement.filter(
    ({ Effect, Action = ['sts:AssumeRole'] }) => Effect === 'Allow' && Action.some((each) => letsAssume(each)),
  );
  const read = assuming.map((each) => {
    const principals = principalsOf(each.Principal);
    const named = conditionOn(each.Condition, 'aws:PrincipalArn');
    const whom = named.length > 0 ? named : principals;
    return {
      whom,
      lets: LENDING_FUNCTIONS.filter((name) => whom.some((one) => letsIn(one, name, sallyportAccount))),
      each,
    };
  });
  return {
    missing: LENDING_FUNCTIONS.filter((name) => !read.some(({ lets }) => lets.includes(name))),
    externalIds: read
      .filter(({ lets }) => lets.length > 0)
      .flatMap(({ each }) => conditionOn(each.Condition, 'sts:ExternalId')),
    others: read.flatMap(({ whom }) => whom.filter((one) => !isLender(one, sallyportAccount))),
  };
}

const letsAssume = (action: string): boolean => /^(\*|sts:\*|sts:assumerole(\w|\*)*)$/i.test(action);

const principalsOf = (principal: z.infer<typeof statement>['Principal']): readonly string[] =>
  principal === undefined ? [] : principal === '*' ? ['*'] : Object.values(principal).flat();

/** Names of condition keys are not case-sensitive. */
const conditionOn = (condition: z.infer<typeof statement>['Condition'], key: string): readonly string[] =>
  Object.entries(condition)
    .filter(([operator]) => !/not/i.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .filter(([name]) => name.toLowerCase() === key.toLowerCase())
    .flatMap(([, values]) => values);

const isLender = (arn: string, account: string): boolean =>
  LENDING_FUNCTIONS.some((name) => arn.endsWith(`:iam::${account}:role/${name}`));

/** The account as a whole lets in whoever its own IAM lets. */
const letsIn = (arn: string, name: string, account: string): boolean =>
  arn === '*' ||
  arn === account ||
  arn.endsWith(`:iam::${account}:root`) ||
  arn.endsWith(`:iam::${account}:role/${name}`);
