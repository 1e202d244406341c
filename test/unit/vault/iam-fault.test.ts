import { expect, test } from '@jest/globals';
import { iamFault } from '../../../src/vault/engines/iam-access-key/adapters/iam-fault.ts';

test.each([
  [{ name: 'LimitExceededException' }, 'policy', 'LimitExceeded'],
  [{ name: 'NoSuchEntityException' }, 'name', 'NoSuchEntity'],
  [{ name: 'AccessDenied' }, 'rights', 'AccessDenied'],
  [{ name: 'InvalidClientTokenId' }, 'authentication', 'InvalidClientTokenId'],
  [{ name: 'Error', code: 'ECONNREFUSED' }, 'route', 'ECONNREFUSED'],
  [{ name: 'TimeoutError' }, 'route', 'TimeoutError'],
  [{ name: 'SomethingNewException' }, 'protocol', 'SomethingNew'],
  [{ name: 'Error' }, 'protocol', null],
  ['thrown text', 'protocol', null],
])('%j of AWS is a fault of the stage %s with the code %s', (error, stage, code) => {
  expect(iamFault(error)).toMatchObject({ stage, code });
});

test('what AWS or the network said beside its code goes no further', () => {
  const message = 'AKIAIOSFODNN7EXAMPLE is not authorized';
  const fault = iamFault(Object.assign(new Error(message), { name: `${message}!` }));
  expect(JSON.stringify(fault)).not.toContain('AKIAIOSFODNN7EXAMPLE');
});
