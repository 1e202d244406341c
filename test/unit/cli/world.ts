import type { World } from '../../../cli/world.ts';

export interface TestWorld extends World {
  readonly out: () => string;
  readonly err: () => string;
  readonly interrupt: (reason: Error) => void;
}

/** A process of its own for one run of a command: what it prints is kept. */
export function testWorld(environment: Readonly<Record<string, string>> = {}, now = () => 1_800_000_000): TestWorld {
  let out = '';
  let err = '';
  const controller = new AbortController();
  return {
    environment,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    now,
    listenForInterrupt: () => ({ signal: controller.signal, stop: () => undefined }),
    out: () => out,
    err: () => err,
    interrupt: (reason) => {
      controller.abort(reason);
    },
  };
}
