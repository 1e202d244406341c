/** Metrics that functions count in their logs (CloudWatch's embedded metric format), where the alarms look for them. */
export const METRIC_NAMESPACE = 'Sallyport';
/** The one dimension of each; faults have the function as a second one too. */
export const METRIC_SERVICE = 'sallyport';
export const DENIALS = 'Denials';
export const FAULTS = 'Faults';

/** Counted each minute of all vaulted credentials that are looked at (tend-vault); the alarms are in lib/vault.ts. */
export const ROTATIONS_FAILING = 'RotationsFailing';
export const ROTATIONS_OVERDUE = 'RotationsOverdue';
export const ROTATIONS_SLOW = 'RotationsSlow';
export const CREDENTIALS_UNHEALTHY = 'CredentialsUnhealthy';
