import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** Set by esbuild: the path of the local faults file in the local build, else null (lib/function.ts). */
declare const CRASH_POINTS_FILE: string | null;

/**
 * A named place at which the local build can be told to die, so that a test sees what a crash leaves.
 * In a bundle for AWS the condition is the constant `null`, and esbuild removes the body; a test holds it.
 */
export function crashPoint(name: string): void {
  if (CRASH_POINTS_FILE !== null) {
    const faults = faultsIn(CRASH_POINTS_FILE);
    const left = faults.crashPoints[name] ?? 0;
    if (left < 1) return;
    writeFileSync(
      CRASH_POINTS_FILE,
      JSON.stringify({ ...faults, crashPoints: { ...faults.crashPoints, [name]: left - 1 } }),
    );
    process.kill(process.pid, 'SIGKILL');
  }
}

/** A file that is not there, or half written, tells nobody to die. */
function faultsIn(path: string): { crashPoints: Record<string, number> } {
  try {
    const schema = z.looseObject({ crashPoints: z.record(z.string(), z.number()).default({}) });
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { crashPoints: {} };
  }
}
