/**
 * What another account deploys (the construct `AccountAccess`, templates/account-access.yaml) so that its roles can be
 * lent: two roles, each for one right, assumed by the functions that hold that right at home.
 */
export const READER_ROLE = 'sallyport-read-targets';
export const WRITER_ROLE = 'sallyport-write-boundaries';

/** Who may assume which. Functions have roles of their own names. */
export const READERS = ['sallyport-activate-grant', 'sallyport-lend-credentials'] as const;
export const WRITERS = ['sallyport-take-away'] as const;

/** Says which account is meant, so that a call for one account is of no use in another. It is no secret. */
export const accountExternalId = (accountId: string): string => `sallyport-account-${accountId}`;

/** The partition and the account of an ARN of IAM: `arn:aws:iam::123456789012:role/x`. */
export function ownerOf(arn: string): { readonly partition: string; readonly account: string } {
  const [, partition, , , account] = arn.split(':');
  if (partition === undefined || account === undefined) throw new Error('an ARN names a partition and an account');
  return { partition, account };
}
