/**
 * Every way in which Sallyport says no: the stable code, its HTTP status and title (RFC 9457).
 * A code is never renamed or reused; the OpenAPI document lists them.
 */
export const refusals = {
  invalid_request: { status: 400, title: 'The request is not well formed' },
  invalid_token: { status: 401, title: 'The access token is not valid' },
  insufficient_user_authentication: { status: 401, title: 'A fresher or stronger sign-in is needed' },
  not_permitted: { status: 403, title: 'No policy permits this' },
  not_eligible: { status: 403, title: 'You are not eligible for this target' },
  own_request: { status: 403, title: 'Nobody decides on their own request' },
  cross_site: { status: 403, title: 'The form was not sent from our own page' },
  not_found: { status: 404, title: 'There is no such thing' },
  unknown_route: { status: 404, title: 'There is no such operation' },
  still_needed: { status: 409, title: 'Something else needs it as it is' },
  already_exists: { status: 409, title: 'It exists already' },
  request_not_pending: { status: 409, title: 'The request is no longer waiting for a decision' },
  request_changed: { status: 409, title: 'What was asked, or its rule, has changed since you saw it' },
  grant_not_active: { status: 409, title: 'The grant is not active' },
  target_in_use: { status: 409, title: 'The target cannot take another grant now' },
  target_unusable: { status: 409, title: 'The target cannot be lent' },
  already_bootstrapped: { status: 409, title: 'There is an administrator already' },
  person_disabled: { status: 409, title: 'The person is disabled' },
  last_administrator: { status: 409, title: 'The last administrator stays' },
  too_many: { status: 409, title: 'There are too many already' },
  configuration_changed: { status: 409, title: 'The configuration has changed since this was planned' },
  change_not_open: { status: 409, title: 'The change is no longer open' },
  second_person_needed: { status: 403, title: 'A second person must agree to this' },
  no_value: { status: 409, title: 'The credential has no value yet' },
  credential_unusable: { status: 409, title: 'The credential does not log in' },
  credential_in_use: { status: 409, title: 'Somebody holds the credential' },
  rotation_under_way: { status: 409, title: 'The credential is being changed' },
  lease_needed: { status: 409, title: 'The credential is not checked out under this grant' },
  not_revealable: { status: 409, title: 'No person sees this credential' },
  already_revealed: { status: 409, title: 'It was shown already' },
  rule_unusable: { status: 422, title: 'Under such a rule nobody could be granted anything, or too easily' },
  conflict: { status: 409, title: 'Someone else changed it at the same moment' },
  expired: { status: 410, title: 'It has expired' },
  body_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  duration_not_allowed: { status: 422, title: 'The duration is not allowed by the rule' },
  throttled: { status: 429, title: 'Too many attempts' },
  cannot_record: { status: 503, title: 'The audit entry could not be written, so nothing was done' },
  unavailable: { status: 503, title: 'Something Sallyport depends on did not answer' },
} as const satisfies Record<string, { status: number; title: string }>;

export type RefusalCode = keyof typeof refusals;

export interface Refusal {
  readonly code: RefusalCode;
  /** What was wrong and what the person can do about it. Never holds a secret. */
  readonly detail: string;
  /** Which fields were wrong, for `invalid_request`. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** What a fresher sign-in must bring, for `insufficient_user_authentication` (RFC 9470). */
  readonly challenge?: { readonly acrValues: string; readonly maxAgeSeconds: number };
  /** The policies that decided. */
  readonly reasons?: readonly string[];
  readonly retryAfterSeconds?: number;
}

export const refusal = (code: RefusalCode, detail: string, more: Omit<Refusal, 'code' | 'detail'> = {}): Refusal => ({
  code,
  detail,
  ...more,
});
