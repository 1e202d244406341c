import { UsageError } from './failure.ts';

const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;
const shape = /^(?:(\d{1,3})d)?\s*(?:(\d{1,4})h)?\s*(?:(\d{1,5})m)?\s*(?:(\d{1,7})s)?$/i;

/** `30m`, `1h30m`, `90s`, `1h 30m`, `1d`: seconds. A number alone could mean anything, so it is refused. */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  const found = shape.exec(trimmed);
  const seconds = units.reduce((sum, [, size], at) => sum + Number(found?.[at + 1] ?? 0) * size, 0);
  if (found === null || seconds === 0)
    throw new UsageError(`"${text}" is no duration: expected hours, minutes and seconds, such as 30m, 1h30m or 90s.`);
  return seconds;
}
