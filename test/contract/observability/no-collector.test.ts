import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/platform/log.ts';
import { traced, whereWeAre } from '../../../src/platform/tracing.ts';
import { startTracing } from '../../../src/platform/tracing-start.ts';

function noted() {
  const warnings: string[] = [];
  const say = (_facts: object, message: string) => void warnings.push(message);
  const log: Log = { debug: () => undefined, info: () => undefined, warn: say, error: say, child: () => log };
  return { log, warnings };
}

describe('tracing', () => {
  it('is off without an address: no span, no hook for the queues', async () => {
    const { log } = noted();
    const tracing = await startTracing({ url: null, version: '1', role: 'all', log });
    expect(tracing.queues).toBeNull();
    expect(await traced('work', {}, async () => whereWeAre())).toBeNull();
    await tracing.stop();
  });

  it('to a collector that is not there costs one warning, and stopping does not wait long', async () => {
    const { log, warnings } = noted();
    const tracing = await startTracing({ url: 'http://127.0.0.1:1/v1/traces', version: '1', role: 'all', log });
    const where = await traced('work', {}, async () => whereWeAre());
    expect(where).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    const from = performance.now();
    await tracing.stop();
    expect(performance.now() - from).toBeLessThan(4500);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/traces .*dropped/);
  });
});
