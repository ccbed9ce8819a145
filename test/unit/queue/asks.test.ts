import { describe, expect, it } from 'vitest';
import { type AskJob, readAsk, storedAsk } from '../../../src/queue/asks.ts';
import { aoi } from '../../support/people.ts';

const asking = { by: aoi, reason: null, key: 'k1', channel: 'C1', responseUrl: null };
const wanted = { service: 'checkout', version: '2.4.1', environment: null, strategy: null };

/** As older versions put them into Redis: every kind with every field. */
const older = (kind: string, change: object = {}) => ({ kind, ...wanted, ...asking, ...change });

describe('an ask in the queue', () => {
  it.each<AskJob>([
    { kind: 'deploy', ...wanted, ...asking, at: 7 },
    { kind: 'plan', ...wanted, ...asking, environment: 'production', strategy: 'canary', at: 7 },
    { kind: 'rollback', service: 'checkout', environment: 'production', ...asking, at: 7 },
  ])('%j is read as it was put', (ask) => {
    expect(readAsk(JSON.parse(JSON.stringify(storedAsk(ask))))).toEqual({ kind: 'ask', ask });
  });

  it.each([
    [older('deploy'), { kind: 'deploy', ...wanted, ...asking }],
    [older('plan'), { kind: 'plan', ...wanted, ...asking }],
    [
      older('rollback', { version: '', environment: 'production' }),
      { kind: 'rollback', service: 'checkout', environment: 'production', ...asking },
    ],
  ])('of an older version is understood: %j', (data, ask) => {
    expect(readAsk(data)).toEqual({ kind: 'ask', ask });
  });

  it('to roll back has what workers of an older version want of every kind', () => {
    const ask: AskJob = { kind: 'rollback', service: 'checkout', environment: 'production', ...asking };
    expect(storedAsk(ask)).toEqual(older('rollback', { version: '', environment: 'production' }));
  });

  it('of a kind that is not known is left for a newer version', () => {
    expect(readAsk({ kind: 'train', stops: [], ...asking })).toEqual({ kind: 'newer' });
  });

  it.each([
    [null],
    [{}],
    [{ kind: 'deploy' }],
    [{ kind: 'train' }],
    ['text'],
    [older('rollback')],
    [older('deploy', { by: 7 })],
  ])('%j is none', (data) => {
    expect(readAsk(data)).toEqual({ kind: 'foreign' });
  });
});
