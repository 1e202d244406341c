import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { apiTypes, apiTypesFile } from '../../../local/api-types.ts';

test('the types of the command line are those of the present contract: `npm run api-types` makes them', async () => {
  expect(await readFile(apiTypesFile, 'utf8')).toBe(await apiTypes());
});
