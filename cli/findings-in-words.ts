import type { Schemas } from './http/api.ts';
import type { Output } from './output.ts';

const marks = {
  ok: ['green', '✓'],
  warning: ['yellow', '!'],
  failed: ['red', '✗'],
  unknown: ['dim', '?'],
} as const;

/** What was tried, each with what to do about it. */
export const findingsInWords = (findings: readonly Schemas['Finding'][], out: Output): readonly string[] =>
  findings.flatMap(({ result, says, remedy }) => {
    const [style, mark] = marks[result];
    return [`  ${out.paint(style, mark)} ${says}`, ...(remedy === null ? [] : [`    ${out.paint('dim', remedy)}`])];
  });
