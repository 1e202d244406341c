import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeText, messageAbout } from '../../../src/access/notify/message.ts';
import { facts } from './facts.ts';

const ISSUER = 'https://sallyport.example.com';

describe('the message about a request', () => {
  test('names who asks, for what, where, for how long and under which rule, and links to our own page', () => {
    const { text } = messageAbout(facts(), ISSUER);
    expect(text).toBe(
      [
        'Alice asks for orders-admin in account 123456789012 for 30 minutes.',
        'Rule: rule.production.',
        'Waiting for a decision until 2026-11-23 23:00:00 UTC.',
        `Look and decide: <${ISSUER}/console/requests/${facts().requestId}>`,
      ].join('\n'),
    );
  });

  test('a name cannot mention a channel, forge a link or end one', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, target) => {
        const said = messageAbout(
          facts({ requester: `${name}<!channel>`, target: `${target}<https://evil|x>` }),
          ISSUER,
        );
        const [, ...links] = said.text.split('<');
        expect(links).toEqual([`${ISSUER}/console/requests/${facts().requestId}>`]);
        const [plain, link] = said.blocks;
        expect(plain?.text.type).toBe('plain_text');
        expect(link?.text.text).toBe(`Look and decide: <${ISSUER}/console/requests/${facts().requestId}>`);
      }),
    );
  });

  test('the three characters that Slack gives a meaning are escaped, the ampersand first', () => {
    expect(escapeText('a & b <c> &lt;')).toBe('a &amp; b &lt;c&gt; &amp;lt;');
  });

  test.each([
    [{ state: 'approved', by: ['Bob'], seconds: 600 }, 'Approved by Bob for 10 minutes; not active yet.'],
    [{ state: 'denied', by: 'Bob' }, 'Denied by Bob.'],
    [{ state: 'cancelled', why: 'taken back by Alice' }, 'Cancelled: taken back by Alice.'],
    [{ state: 'expired', approvedBy: [] }, 'Expired: nobody decided in time.'],
    [{ state: 'expired', approvedBy: ['Bob'] }, 'Approved by Bob. Expired: it was not carried out in time.'],
    [{ state: 'active', by: ['Bob'], endsAt: 1795474800 }, 'Approved by Bob; active until 2026-11-23 23:00:00 UTC.'],
    [
      { state: 'ended', by: ['Bob', 'Erin'], why: 'its time was up', at: 1795474800 },
      'Approved by Bob and Erin. Ended at 2026-11-23 23:00:00 UTC: its time was up.',
    ],
  ] as const)('says what became of it: %j', (progress, words) => {
    const said = messageAbout(facts({ progress }), ISSUER);
    expect(said.text).toContain(words);
    expect(said.text).not.toContain('decide:');
  });

  test('the same facts are the same message, others are not', () => {
    expect(messageAbout(facts(), ISSUER).hash).toBe(messageAbout(facts(), ISSUER).hash);
    expect(messageAbout(facts({ progress: { state: 'expired', approvedBy: [] } }), ISSUER).hash).not.toBe(
      messageAbout(facts(), ISSUER).hash,
    );
  });
});
