/** The functions that make sessions of a target role; each has a role of its own name (lib/function.ts). */
export const LENDING_FUNCTIONS = ['sallyport-lend-credentials', 'sallyport-activate-grant', 'sallyport-verify-gone'];

export interface Lender {
  /** `aws`, or what stands for it in a template. */
  readonly partition: string;
  /** Sallyport's account. */
  readonly account: string;
  readonly externalId: string;
}

/**
 * Who may assume a lendable role, and how. Functions are named in a condition, not as principals: IAM would keep the
 * ids of roles that a redeployment replaces
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
 */
export function trustDocument({ partition, account, externalId }: Lender) {
  const lenders = {
    'aws:PrincipalArn': LENDING_FUNCTIONS.map((name) => `arn:${partition}:iam::${account}:role/${name}`),
  };
  const whom = { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` } };
  const assuming = {
    ...whom,
    Action: 'sts:AssumeRole',
    Condition: {
      ArnEquals: lenders,
      StringEquals: { 'sts:ExternalId': externalId },
      // Without it a session could not be denied by itself.
      StringLike: { 'sts:SourceIdentity': 'grt_*' },
    },
  };
  const naming = { ...whom, Action: ['sts:SetSourceIdentity', 'sts:TagSession'], Condition: { ArnEquals: lenders } };
  return { Version: '2012-10-17', Statement: [assuming, naming] as const };
}
