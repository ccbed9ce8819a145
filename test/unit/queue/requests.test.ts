import { describe, expect, it } from 'vitest';
import { type RequestJob, readRequestJob, storedRequestJob } from '../../../src/queue/requests.ts';
import { aoi } from '../../support/people.ts';

const asking = { by: aoi, reason: null, key: 'k1', channel: 'C1', responseUrl: null };
const wanted = { service: 'checkout', version: '2.4.1', environment: null, strategy: null };

/** As older versions put them into Redis: every kind with every field. */
const older = (kind: string, change: object = {}) => ({ kind, ...wanted, ...asking, ...change });

describe('a request in the queue', () => {
  it.each<RequestJob>([
    { kind: 'deploy', ...wanted, ...asking, at: 7 },
    { kind: 'plan', ...wanted, ...asking, environment: 'production', strategy: 'canary', at: 7 },
    { kind: 'rollback', service: 'checkout', environment: 'production', ...asking, at: 7 },
  ])('%j is read as it was put', (request) => {
    expect(readRequestJob(JSON.parse(JSON.stringify(storedRequestJob(request))))).toEqual({ kind: 'request', request });
  });

  it.each([
    [older('deploy'), { kind: 'deploy', ...wanted, ...asking }],
    [older('plan'), { kind: 'plan', ...wanted, ...asking }],
    [
      older('rollback', { version: '', environment: 'production' }),
      { kind: 'rollback', service: 'checkout', environment: 'production', ...asking },
    ],
  ])('of an older version is understood: %j', (data, request) => {
    expect(readRequestJob(data)).toEqual({ kind: 'request', request });
  });

  it('to roll back has what workers of an older version want of every kind', () => {
    const request: RequestJob = { kind: 'rollback', service: 'checkout', environment: 'production', ...asking };
    expect(storedRequestJob(request)).toEqual(older('rollback', { version: '', environment: 'production' }));
  });

  it('of a kind that is not known is left for a newer version', () => {
    expect(readRequestJob({ kind: 'convoy', stops: [], ...asking })).toEqual({ kind: 'newer' });
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
    expect(readRequestJob(data)).toEqual({ kind: 'foreign' });
  });
});
