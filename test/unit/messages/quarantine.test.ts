import { describe, expect, it } from 'vitest';
import { abandonedMessage, brokenLogMessage, newerMessage } from '../../../src/messages/thread/quarantine.ts';
import { expectSound, wordsOf } from '../../support/slack-words.ts';

const directory = { groupId: () => 'S0ONCALL' };
const heading = {
  number: 142,
  by: { id: 'U0AOI', name: 'aoi' },
  service: 'checkout',
  environment: 'production',
  version: '2.4.1',
  from: '2.4.0',
  incidents: undefined,
  channel: 'C1',
  namespace: 'shop',
  workload: { name: 'checkout' },
  mention: ['@oncall'],
};

describe('a release that is quarantined', () => {
  it('by a damaged log: people are told whom it concerns, what is held, and what to do', () => {
    const message = brokenLogMessage('r142', heading, 'entry 7 is missing', directory);
    expectSound(message);
    expect(wordsOf(message)).toContain('release #142 is quarantined · <@U0AOI> <!subteam^S0ONCALL>');
    expect(message.text).toContain('entry 7 is missing');
    expect(message.text).toContain('checkout takes no other release in production');
    expect(message.text).toContain('sluice abandon 142 --yes');
    expect(message.text).toContain('sluice.dev/workload=checkout');
  });

  it('of a kind of workload that is not known: no command speaks of another kind, and none that cannot work', () => {
    const other = { ...heading, workload: { name: 'checkout', kind: 'rollout' } };
    const message = brokenLogMessage('r142', other, 'entry 7 is missing', directory);
    expectSound(message);
    expect(message.text).toContain("doesn't know workloads of the kind rollout");
    expect(message.text).toMatch(/kubectl -n shop get all -l \S*sluice\.dev\/workload=checkout/);
    expect(message.text).toContain('sluice abandon 142 --yes');
    expect(message.text).not.toMatch(/deployment|--restore/);
  });

  it('by a log that is gone: what is known without it', () => {
    const message = brokenLogMessage('r142', null, 'its log is gone', directory);
    expectSound(message);
    expect(message.text).toContain('Release #142 is quarantined');
  });

  it('by a newer Sluice: nothing is wrong, and it goes on when one runs', () => {
    const message = newerMessage(heading, 'type is "later"');
    expectSound(message);
    expect(message.text).toContain('release #142 was started by a newer Sluice');
  });

  it('speaks of no traffic: a service need not have any, and that is not known of every record', () => {
    for (const { text } of [newerMessage(heading, ''), brokenLogMessage('r142', heading, '', directory)]) {
      expect(text).toMatch(/in the cluster|the cluster stays/);
      expect(text).not.toContain('traffic');
    }
  });

  it('whatever stands in the log, it says nothing of its own', () => {
    const nasty = '<!channel> *b* `c` ; rm -rf / $(id) \u202E';
    const evil = {
      ...heading,
      service: nasty,
      namespace: nasty,
      workload: { name: nasty, kind: nasty },
      version: nasty,
      mention: [nasty],
    };
    expectSound(brokenLogMessage('r142', evil, nasty, directory));
    expectSound(newerMessage(evil, nasty));
    expectSound(abandonedMessage('r142', evil));
  });
});
