import { afterAll, jest } from '@jest/globals';
import { describeEngine } from '../support/vault/engine-contract.ts';
import { startSshUnderTest } from '../support/vault/ssh-under-test.ts';
import type { SshUnderTest } from '../support/vault/ssh-under-test.ts';

jest.setTimeout(60_000);
let started: Promise<SshUnderTest> | null = null;
const server = () => (started ??= startSshUnderTest('administrator'));

// A session is nobody's in particular to sshd, so that none is ended; ssh.test.ts shows what becomes of it.
describeEngine(async () => ({ ...(await server()), open: null }));

afterAll(async () => (await started)?.stop());
