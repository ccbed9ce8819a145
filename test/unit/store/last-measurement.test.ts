import { expect, it } from 'vitest';
import { lastMeasurementText, readLastMeasurement } from '../../../src/store/redis-log.ts';
import type { LastMeasurement } from '../../../src/store/release-store.ts';

const last: LastMeasurement = {
  checkpoint: { at: 1 },
  latest: null,
  recent: [],
  goal: { checkpoint: { visits: { at: 2 } }, at: 3000 },
  stoodAt: 4000,
  candidateSeenAt: 5000,
  unread: { by: 'workload', since: 6000, until: 8000, detail: 'Kubernetes API: 503', whole: true },
};

it('what could not be read is known to whoever takes the release over', () => {
  expect(readLastMeasurement(lastMeasurementText(last))).toMatchObject(last);
});

it('what is not understood of it is forgotten', () => {
  const text = JSON.stringify({ ...JSON.parse(lastMeasurementText(last)), unread: { by: 'somebody', until: 'later' } });
  const { unread: _none, ...rest } = last;
  const read = readLastMeasurement(text);
  expect(read).toMatchObject(rest);
  expect(read.unread).toBeUndefined();
});
