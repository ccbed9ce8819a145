import { describe, expect, it } from 'vitest';
import type { EngineDeps } from '../../../src/engine/ports.ts';
import { advance } from '../../../src/engine/run.ts';
import { createWhenNews } from '../../../src/engine/unless-news.ts';
import { canary, createEngineWorld } from '../../support/engine-world.ts';

const trouble = { pod: 'checkout-candidate-1', code: 'crash-loop', detail: 'exits with 1' } as const;

/** A canary that is watched, and whose next look waits for a server until `answer` is called. */
async function looking() {
  const world = await createEngineWorld({ strategy: canary });
  const action = async () => {
    const { step, plan } = await world.release();
    return plan.steps[step?.index ?? -1]?.action.kind;
  };
  for (let turn = 0; turn < 300 && (await action()) !== 'bake'; turn += 1) await world.turn();
  const [asked, answered, news] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  if (!asked || !answered || !news) throw new Error('three promises');
  const metricsOf: EngineDeps['metricsOf'] = (plan) => {
    const source = world.deps.metricsOf(plan);
    return {
      ...source,
      async measure(...given) {
        asked.resolve();
        await answered.promise;
        return source.measure(...given);
      },
    };
  };
  const heard: unknown[] = [];
  const whenNews: EngineDeps['whenNews'] = (...given) => {
    heard.push(given.slice(0, 2));
    return news.promise;
  };
  const turn = advance({ ...world.deps, metricsOf, whenNews }, 'r1', new AbortController().signal);
  await asked.promise;
  return { world, turn, heard, answer: answered.resolve, news: news.resolve };
}

describe('a look that takes long', () => {
  it('is left as soon as the log has news, and writes nothing after it', async () => {
    const { world, turn, heard, answer, news } = await looking();
    const { version } = await world.release();
    expect(heard).toEqual([['r1', version]]);
    await world.store.append('r1', version, [{ type: 'trouble.seen', at: world.clock.now(), trouble }]);
    news();
    expect(await turn).toMatchObject({ kind: 'wait', until: world.clock.now() });
    await world.turn();
    answer();
    await new Promise((resolve) => setImmediate(resolve));
    const types = (await world.events()).slice(version).map(({ type }) => type);
    expect(types).toContain('rollback.started');
    expect(types).not.toContain('measured');
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'trouble' } });
  });

  it('is waited for while there are none', async () => {
    const { world, turn, answer } = await looking();
    answer();
    expect(await turn).toMatchObject({ kind: 'wait' });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('the news of a log', () => {
  it('is that others have written, however often the store fails to say', async () => {
    const answers = [async () => 7, () => Promise.reject(new Error('connection lost')), async () => 8];
    const store = { version: () => answers.shift()?.() ?? Promise.reject(new Error('asked again')) };
    await createWhenNews(store, { sleep: async () => undefined })('r1', 7, new AbortController().signal);
    expect(answers).toEqual([]);
  });

  it('is asked for no longer once the look is over', async () => {
    const over = new AbortController();
    let asked = 0;
    const store = { version: async () => (asked += 1) };
    const sleep = async () => over.abort();
    void createWhenNews(store, { sleep })('r1', 0, over.signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(0);
  });
});
