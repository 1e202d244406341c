// Sources run as ES modules with their types stripped by esbuild: no build step, no type check here (tsc does that).
const project = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/support/esbuild-transform.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.sallyport'],
  ...extra,
});

export default {
  projects: [
    project('unit', { testMatch: ['<rootDir>/test/unit/**/*.test.ts', '<rootDir>/test/architecture.test.ts'] }),
    project('contract'),
    project('cases'),
    project('types'),
    project('infra'),
    project('local'),
    project('engines'),
    project('integration'),
    project('e2e'),
  ],
};
