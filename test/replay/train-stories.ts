import type { Child, TrainSettings } from '../../src/domain/train.ts';
import { fakeChildren } from '../support/fake-children.ts';
import type { TrainThrough } from '../support/train-input.ts';
import { openStage, type Stage } from './stage.ts';

type Standing = Partial<Pick<Child, 'state' | 'outcome' | 'reason'>>;

const over: Standing = { state: 'ended', outcome: 'succeeded', reason: null };

const backAgain: Standing = {
  state: 'ended',
  outcome: 'rolled-back',
  reason: 'was rolled back: Errors on 2.4.1 were 3 %',
};

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
    rings: story({}, { 'production/eu': [{ state: 'running' }, { state: 'in' }] }, rings),
    'rings-stopped': story(
      { sideBySide: 3 },
      {
        'production/eu': [{ state: 'running' }, { state: 'rolling-back' }, backAgain],
        'production/us': [{ state: 'running' }, { state: 'paused' }, { state: 'running' }, { state: 'running' }, over],
        'production/ap': [{ state: 'waiting' }],
      },
      { ...rings, asking: ['ap'] },
    ),
    'rings-taken-back': story(
      { onFailure: 'rollback' },
      { 'production/eu': [{ state: 'running' }, backAgain], 'production/us': [{ state: 'running' }] },
      rings,
    ),
    set: ofSet({ search: [{ state: 'running' }, { state: 'in' }, over], web: [{ state: 'waiting' }, over] }),
    'set-taken-back': ofSet({
      search: [{ state: 'running' }, over],
      web: [{ state: 'running' }, { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back' }],
      'mail back': [{ state: 'waiting' }, { state: 'running' }, over],
    }),
    'set-that-goes-back': ofSet(
      {
        'web back': [{ state: 'running' }, over],
        'mail back': [{ state: 'ended', outcome: 'superseded', reason: 'made way' }],
      },
      true,
    ),
  };
}

function ofSet(stands: Record<string, readonly Standing[]>, back?: true): () => Promise<Stage> {
  return async () => {
    const stage = await openStage({
      strategy: { kind: 'rolling', bakeMs: 6000 },
      router: 'replicas',
      set: { services: back ? ['web', 'mail', 'search'] : ['search', 'mail', 'web'], ...(back ? { back } : {}) },
      children: fakeChildren(stands),
    });
    await stage.run();
    return stage;
  };
}

const environments = { stages: ['staging', 'production'] };
const rings = { rings: [['internal'], ['eu', 'us', 'ap']] };

function story(
  train: Partial<TrainSettings>,
  stands: Record<string, readonly Standing[]>,
  through: TrainThrough = environments,
): () => Promise<Stage> {
  return async () => {
    const stage = await openStage({
      strategy: { kind: 'rolling', bakeMs: 6000 },
      router: 'replicas',
      train: { ...through, ...train },
      children: fakeChildren(stands),
    });
    await stage.run();
    return stage;
  };
}
