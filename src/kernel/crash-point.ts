import { readFileSync, writeFileSync } from 'node:fs';

/** Set by esbuild: the path of the local faults file in the local build, else null (lib/function.ts). */
declare const CRASH_POINTS_FILE: string | null;

/**
 * A named place at which the local build can be told to die, so that a test sees what a crash leaves.
 * In a bundle for AWS the condition is the constant `null`, and esbuild removes the body; a test holds it.
 */
export function crashPoint(name: string): void {
  if (CRASH_POINTS_FILE !== null) {
    let faults: { crashPoints?: Record<string, number> };
    try {
      faults = JSON.parse(readFileSync(CRASH_POINTS_FILE, 'utf8'));
    } catch {
      return;
    }
    const left = faults.crashPoints?.[name] ?? 0;
    if (left < 1) return;
    writeFileSync(
      CRASH_POINTS_FILE,
      JSON.stringify({ ...faults, crashPoints: { ...faults.crashPoints, [name]: left - 1 } }),
    );
    process.kill(process.pid, 'SIGKILL');
  }
}
