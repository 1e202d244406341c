import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeCrashes } from '../support/vault/crash-suite.ts';
import { startHttpRig } from '../support/vault/http-under-test.ts';
import type { HttpRig } from '../support/vault/http-under-test.ts';

let rig: HttpRig;
beforeAll(async () => {
  rig = await startHttpRig();
});
afterAll(() => rig.stop());

describe('a service that is told its new value', () => {
  describeCrashes(async () => rig.sent);
});
describe('a service that makes its values', () => {
  describeCrashes(async () => rig.issued);
});
