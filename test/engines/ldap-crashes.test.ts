import { afterAll, jest } from '@jest/globals';
import { describeCrashes } from '../support/vault/crash-suite.ts';
import { startLdapUnderTest } from '../support/vault/ldap-under-test.ts';
import type { LdapUnderTest } from '../support/vault/ldap-under-test.ts';

jest.setTimeout(60_000);
let started: Promise<LdapUnderTest> | null = null;
const server = () => (started ??= startLdapUnderTest('administrator'));

describeCrashes(server);

afterAll(async () => (await started)?.stop());
