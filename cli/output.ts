import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  readonly json: boolean;
  /** The result: one JSON document with `--json`, else lines for people. */
  readonly result: (value: unknown, inWords: () => readonly string[]) => void;
  /** One event of many: a line of JSON with `--json` (JSON lines), else a line for people on standard error. */
  readonly event: (value: unknown, inWords: string) => void;
  /** Something that a person may want to know; never part of the result. */
  readonly note: (line: string) => void;
  /** Replaces the last line on a terminal; on anything else it says nothing. */
  readonly progress: (line: string) => void;
  /** Text in a colour of the result, where standard output is a terminal that wants colours. */
  readonly paint: (style: Style, text: string) => string;
  /** Columns of the result that stay within the width of the terminal. */
  readonly columns: number;
}

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface OutputParts {
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

export function openOutput({ json, environment, stdout, stderr }: OutputParts): Output {
  const coloured = stdout.isTTY === true && !json && wantsColour(environment);
  const live = stderr.isTTY === true && environment['TERM'] !== 'dumb';
  let showing = false;
  const clear = () => {
    if (showing) stderr.write('\r\u001B[K');
    showing = false;
  };
  return {
    json,
    columns: stdout.isTTY === true ? Math.max(40, stdout.columns ?? 80) : 80,
    paint: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
    result(value, inWords) {
      clear();
      stdout.write(
        json
          ? `${JSON.stringify(value)}\n`
          : inWords()
              .map((line) => `${line}\n`)
              .join(''),
      );
    },
    event(value, inWords) {
      clear();
      if (json) stdout.write(`${JSON.stringify(value)}\n`);
      else stderr.write(`${inWords}\n`);
    },
    note(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!live) return;
      clear();
      stderr.write(line.slice(0, Math.max(20, (stderr.columns ?? 80) - 1)));
      showing = true;
    },
  };
}

/** https://no-color.org: set and not empty means none. */
const wantsColour = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
