import { describe, expect, it } from 'vitest';
import { badSample, createEngineWorld } from '../../support/engine-world.ts';

const rollback = { pace: 'at-once' } as const;
const strategy = { kind: 'blue-green', soakMs: 60_000, keepMs: 60_000 };

describe('a version that comes back', () => {
  it('stays where there are no figures and nobody answers', async () => {
    const world = await createEngineWorld({ strategy, rollback, sample: () => 'no-data' });
    expect((await world.run()).phase).toMatchObject({ kind: 'ended', outcome: 'succeeded' });
    const events = await world.events();
    expect(events.filter(({ type }) => type === 'hold.opened')).toMatchObject([{ code: 'no-data' }]);
    expect(events.filter(({ type }) => type === 'hold.closed')).toMatchObject([{ by: null, answer: 'go-on' }]);
  });

  it('goes where it is measured as bad', async () => {
    const analysis = { judge: 'threshold' } as const;
    const world = await createEngineWorld({ strategy, rollback, analysis, sample: badSample });
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
  });
});
