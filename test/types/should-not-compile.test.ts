import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

/**
 * Each `// wrong:` in a fixture must be followed by a statement that does not compile, and nothing else in the file may
 * fail: a rule that types hold is a rule as long as breaking it is an error.
 */
const folder = join(import.meta.dirname, 'fixtures');
const files = readdirSync(folder).map((name) => join(folder, name));
const root = join(import.meta.dirname, '..', '..');

const { options, errors } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config,
  ts.sys,
  root,
);
const program = ts.createProgram(files, { ...options, noEmit: true });

test('the compiler is asked as the project asks it', () => {
  expect(errors).toEqual([]);
  expect(options.strict).toBe(true);
  expect(options.exactOptionalPropertyTypes).toBe(true);
});

describe.each(files.map((file) => [file.slice(folder.length + 1), file] as const))('%s', (_, file) => {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} was not read`);
  const faults = [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)];
  const statements = source.statements.map((statement) => {
    const above = source.text.slice(statement.getFullStart(), statement.getStart());
    const [, wrong = null] = /\/\/ wrong: (.*)/.exec(above) ?? [];
    return {
      wrong,
      fails: faults.some(({ start = -1 }) => start >= statement.getStart() && start < statement.getEnd()),
      text: statement.getText(),
    };
  });
  const wrong = statements.flatMap(({ wrong: why, fails }) => (why === null ? [] : [{ why, fails }]));

  test('says what is wrong at least once', () => expect(wrong.length).toBeGreaterThan(0));

  test.each(wrong.map(({ why, fails }) => [why, fails] as const))('does not compile: %s', (_why, fails) => {
    expect(fails).toBe(true);
  });

  test('everything else compiles', () => {
    expect(statements.filter((each) => each.wrong === null && each.fails).map(({ text }) => text)).toEqual([]);
    const inside = (start: number) =>
      source.statements.some((each) => start >= each.getStart() && start < each.getEnd());
    expect(faults.filter(({ start = -1 }) => !inside(start)).map(({ messageText }) => messageText)).toEqual([]);
  });
});
