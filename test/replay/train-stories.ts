import type { Child, TrainSettings } from '../../src/domain/train.ts';
import { fakeChildren } from '../support/fake-children.ts';
import { openStage, type Stage } from './stage.ts';

type Standing = Partial<Pick<Child, 'state' | 'outcome' | 'reason'>>;

const over: Standing = { state: 'ended', outcome: 'succeeded', reason: null };

/** One story for each way in which a train ends, by the name of its recording. */
export function trainStories(): Record<string, () => Promise<Stage>> {
  return {
    train: story({}, { staging: [{ state: 'running' }, { state: 'in' }], production: [{ state: 'waiting' }, over] }),
    'train-stopped': story(
      {},
      {
        production: [
          { state: 'waiting' },
          { state: 'running' },
          { state: 'paused' },
          { state: 'held' },
          { state: 'rolling-back' },
          { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back: Errors on 2.4.1 were 3 %' },
        ],
      },
    ),
    'train-taken-back': story(
      { onFailure: 'rollback' },
      { production: [{ state: 'ended', outcome: 'rejected', reason: 'was rejected by mika' }] },
    ),
  };
}

function story(train: Partial<TrainSettings>, stands: Record<string, readonly Standing[]>): () => Promise<Stage> {
  return async () => {
    const stage = await openStage({
      strategy: { kind: 'rolling', bakeMs: 6000 },
      router: 'replicas',
      train: { stages: ['staging', 'production'], ...train },
      children: fakeChildren(stands),
    });
    await stage.run();
    return stage;
  };
}
