import { describe, expect, test } from '@jest/globals';
import { findTampering } from '../../../src/audit/find-tampering.ts';

const record = (eventName: string, more: object = {}) => ({
  eventID: 'e1',
  eventName,
  dynamodb: { Keys: { pk: { S: '500000#1' }, sk: { S: 'ent_1' } }, ...more },
});

describe('the watch over the audit table', () => {
  test('sees nothing in an entry that is put', () => expect(findTampering([record('INSERT')])).toEqual([]));

  test.each([
    ['MODIFY', 'modified'],
    ['REMOVE', 'removed'],
  ])('a %s is a finding', (eventName, kind) =>
    expect(findTampering([record('INSERT'), record(eventName)])).toEqual([{ kind, entryId: 'ent_1', eventId: 'e1' }]),
  );

  test('names the key and never the content', () => {
    const images = { OldImage: { facts: { S: 'before-secret' } }, NewImage: { facts: { S: 'after-secret' } } };
    expect(JSON.stringify(findTampering([record('MODIFY', images)]))).not.toContain('secret');
  });

  test('a record that is not understood is a finding, and the others are still seen', () => {
    const odd = [null, 'x', {}, record('RENAME'), { eventName: 'MODIFY' }, record('REMOVE')];
    expect(findTampering(odd).map(({ kind }) => kind)).toEqual([...Array<string>(5).fill('not-understood'), 'removed']);
  });
});
