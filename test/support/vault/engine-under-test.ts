import type { EngineAddress } from '../../../src/kernel/engine-address.ts';
import type { Engine } from '../../../src/vault/engine.ts';

/** One engine with a real server behind it, as the contract suite and the crash suite want it. */
export interface EngineUnderTest {
  readonly name: string;
  readonly engine: Engine;
  readonly address: EngineAddress;
  /** The administrator's value, as Secrets Manager would keep it; null where the credential changes itself. */
  readonly administrator: string | null;
  /** Whether the old value still logs in after `apply`, until it is retired. */
  readonly keepsTwo: boolean;
  /** Puts the server into its first state, and answers the value that is registered. */
  reset(): Promise<string>;
  /** Logs in by the shortest way that is not the engine's own code. Throws when the server does not answer. */
  logsIn(value: string): Promise<boolean>;
  /** All that a rotation must leave alone (other accounts, their rights, other lines of a file), as one text. */
  rest(): Promise<string>;
  /** What the server wrote to its logs since `reset`. */
  log(): Promise<string>;
  /** Everything secret in a value: none of it may be found in a log, an error or a fault. */
  secretsOf(value: string): readonly string[];
  /** Opens something under a value and keeps it open; null where the engine has nothing that stays open. */
  readonly open: ((value: string) => Promise<OpenSession>) | null;
  /** Takes the server away; what it returns brings it back. */
  lose(): Promise<() => Promise<void>>;
  /** Lets the target's own rules refuse every new value from now on, or no more; null where it has no such rules. */
  readonly refuseByPolicy: ((refuse: boolean) => Promise<void>) | null;
}

export interface OpenSession {
  works(): Promise<boolean>;
  close(): Promise<void>;
}
