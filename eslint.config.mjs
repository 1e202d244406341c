import tseslint from 'typescript-eslint';

const typed = {
  files: ['**/*.ts'],
  extends: [tseslint.configs.strictTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
};

export default tseslint.config(
  {
    ignores: [
      '**/*.d.ts',
      '**/node_modules/',
      '.sallyport/',
      '**/cdk.out/',
      'coverage/',
      'test/types/fixtures/',
      'cli/api-types.ts',
    ],
  },
  typed,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      // `_` says that a name is there to be left out.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers in messages read as one expects; everything else must be made text on purpose.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allow: [{ name: ['URL', 'URLSearchParams'], from: 'lib' }] },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Spreading a text gives its code points, which is what we count.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // An async function that only throws still rejects, as its callers expect.
      '@typescript-eslint/require-await': 'off',
      // "Deprecated" only so that it stands out: both uses are for the stand-in on this machine.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', name: 'allowInsecureRequests', package: 'openid-client' }] },
      ],
      'prefer-const': ['error', { ignoreReadBeforeAssign: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-cond-assign': 'error',
      'no-control-regex': 'error',
      'no-debugger': 'error',
      'no-dupe-else-if': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unsafe-finally': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-constructor-return': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
    },
  },
  {
    // The walk through the product prints what it does; the product logs through its logger.
    files: ['local/**/*.ts', 'cli/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // What is deployed believes no type that it has not parsed.
    files: ['bin/**/*.ts', 'lib/**/*.ts', 'lambdas/**/*.ts', 'src/**/*.ts', 'policies/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }] },
  },
  {
    // The CDK types the filters of streams as any.
    files: ['lib/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // The gate makes principals out of what it parsed; the other two walk JSON whose shape they made themselves.
    files: ['src/http/gate.ts', 'src/http/problem.ts', 'src/http/openapi.ts'],
    rules: { '@typescript-eslint/consistent-type-assertions': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Matchers of jest are typed as any.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
      // Templates and policies are full of them.
      'no-template-curly-in-string': 'off',
    },
  },
);
