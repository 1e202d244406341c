import { describe } from '@jest/globals';
import { describeEngine } from '../../support/vault/engine-contract.ts';
import { memoryEngine } from '../../support/vault/memory-engine.ts';

describe('on a server that keeps two passwords', () => describeEngine(async () => memoryEngine()));
describe('on a server that keeps one', () => describeEngine(async () => memoryEngine({ keepsTwo: false })));
