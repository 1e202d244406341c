import type { Fault } from './engine.ts';

/** Why a step was not taken to its end: codes that entries, metrics and the runbook know. */
export type VaultFaultCode =
  /** Somebody else takes a step of it right now. */
  | 'busy'
  /** It cannot begin now, and is owed from now on. */
  | 'not_now'
  /** The rotation of this token is over, or was never begun. */
  | 'not_this_attempt'
  /** There is no secret, or none of its values is current. */
  | 'no_value'
  /** The target did not clearly say yes: it must be tried again with the same value. */
  | 'unclear'
  /** The target's own rules refused the new value; another one will be made. */
  | 'refused_by_policy'
  /** The new value does not log in, or may not do what it must. */
  | 'not_verified'
  /** The label was moved by somebody else in between. */
  | 'label_moved'
  | 'cannot_record'
  /** Others changed the state at the same moment, again and again. */
  | 'conflict';

/** Thrown, because Secrets Manager knows only functions that return and functions that throw. Holds no value. */
export class VaultFault extends Error {
  override readonly name = 'VaultFault';
  readonly code: VaultFaultCode;
  /** What the engine said of it. */
  readonly fault: Fault | null;
  constructor(code: VaultFaultCode, fault: Fault | null = null) {
    super(fault === null ? code : `${code}: ${fault.stage} ${fault.code ?? 'without a code'}`);
    this.code = code;
    this.fault = fault;
  }
}
