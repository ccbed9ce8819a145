import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routeTo } from '../../../src/actions/facets.ts';
import type { Action } from '../../../src/actions/index.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { strategyKinds, usualStrategy } from '../../../src/strategies/index.ts';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import type { PlanInput } from '../../../src/strategies/planner.ts';
import { routedFor } from '../../../src/strategies/routed.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const every = {
  precision: 'exact',
  routes: ['weight', 'match', 'mirror'],
  marks: ['header', 'cookie', 'query'],
} as const;
const folder = join(import.meta.dirname, '../../../src/strategies');

/** It gives the candidate no requests, or a share of them. */
function weighs(action: Action): boolean {
  const kind = routeTo(action)?.kind;
  return kind === undefined || kind === 'weight';
}

/** The kinds that the folder has, by the names of their files. */
async function kindsInFolder(): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file !== 'index.ts');
  const found = files.map(async (file) => {
    const exported: Record<string, unknown> = await import(join(folder, file));
    const is = Object.values(exported).some((each) => typeof each === 'object' && each !== null && 'written' in each);
    return is ? [file.replace(/\.ts$/, '')] : [];
  });
  return (await Promise.all(found)).flat();
}

describe('the record of strategies', () => {
  it('lists every kind of the folder, each by the name of its file', async () => {
    const listed = strategyKinds.map(({ kind }) => kind);
    expect([...listed].sort()).toEqual((await kindsInFolder()).sort());
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toContain(usualStrategy);
  });

  it('says which kinds there are where one is unknown', () => {
    expect(() => kindOfStrategy({ kind: 'blue' })).toThrow(
      `unknown strategy blue; known: ${strategyKinds.map(({ kind }) => kind).join(', ')}`,
    );
  });
});

describe.each(strategyKinds.map((each) => [each.kind, each] as const))('%s', (kind, strategyKind) => {
  const strategy = writtenStrategy.parse({ kind });
  const input = (replicas: number): PlanInput => ({
    target: exampleTarget(),
    strategy,
    precision: 'exact',
    snapshot: { image: 'a:1', replicas, runningSince: null },
    from: { version: '1', image: 'a:1' },
    to: { version: '2', image: 'a:2' },
  });
  const plan = (replicas: number) => makePlan(input(replicas));

  it('needs nothing written but its kind, and stays what it is when it is kept and read again', () => {
    expect(strategy.kind).toBe(kind);
    expect(plan(2)).toEqual(plan(2));
    expect(plan(2).strategy).toBe(kind);
    expect(kindOfStrategy(JSON.parse(JSON.stringify(strategy)))).toBe(strategyKind);
  });

  it('knows no setting that it does not name', () => {
    expect(() => writtenStrategy.parse({ kind, surprise: 1 })).toThrow(/surprise/);
  });

  it('bakes as long as it says', () => {
    const baked = plan(2).steps.reduce((sum, { action }) => sum + (action.kind === 'bake' ? action.forMs : 0), 0);
    expect(baked).toBe(strategyKind.bakeMs(strategy));
  });

  it('plans for every workload that it does not refuse', () => {
    for (const precision of ['exact', 'pods', 'whole'] as const) {
      for (const replicas of [0, 1, 7]) {
        const unfit = strategyKind.needs({ ...every, precision }, { title: 'Deployment web', replicas }, strategy);
        if (unfit) expect(unfit.remedy).not.toBe('');
        else expect(makePlan({ ...input(replicas), precision }).steps.length).toBeGreaterThan(0);
      }
    }
  });

  it('says what is lacking where a router can only divide by weight, and what to do about it', () => {
    const { router } = routedFor(exampleTarget({ router: { kind: 'replicas' } }), strategy);
    const { traits } = createRouter({ clusters: () => createFakeKube() }, router);
    const unfit = strategyKind.needs(traits, { title: 'Deployment web', replicas: 1 }, strategy);
    expect(unfit === null ? '' : unfit.remedy).toMatch(
      plan(1).steps.every(({ action }) => weighs(action)) ? /^$/ : /use/,
    );
  });

  it('brings a version back by a strategy that does so', () => {
    const back = strategyKind.wayBack(strategy);
    const steps = kindOfStrategy(back).plan({ ...input(2), strategy: back }).steps;
    expect(steps.map(({ action }) => action.kind)).toContain('workload.update');
    expect(steps.filter(({ action }) => !weighs(action))).toEqual([]);
  });

  it('does not take settings of another shape', () => {
    expect(() => strategyKind.bakeMs({ kind, bakeMs: 'long', steps: 'many' })).toThrow();
  });
});
