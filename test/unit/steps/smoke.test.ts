import { describe, expect, it } from 'vitest';
import type { SmokeCheck } from '../../../src/actions/smoke-run.ts';
import { KubeError } from '../../../src/platform/kube.ts';
import { writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { createEngineWorld } from '../../support/engine-world.ts';

const ready: SmokeCheck = { path: '/ready', status: 200, contains: null };
const home: SmokeCheck = { path: '/?q=1', status: 200, contains: 'welcome' };

type Answers = Record<string, { status: number; body?: string }>;

/** A release whose candidate answers so; a path that is not there is not found. */
async function given(smoke: SmokeCheck[], answers: Answers) {
  const strategy = { kind: 'blue-green', smoke, soakMs: 1000, keepMs: 1000 };
  const world = await createEngineWorld({ strategy, router: 'service' });
  const asked: string[] = [];
  world.kube.onPodGet((_, pod, port, path) => {
    asked.push(`${pod.replace(/-[0-9a-f]+-\d+$/, '')}:${port}${path}`);
    return { headers: {}, body: '', ...(answers[path] ?? { status: 404 }) };
  });
  return { world, asked };
}

const detailOf = async (world: Awaited<ReturnType<typeof given>>['world']) => {
  const { phase } = await world.run();
  return phase.kind === 'ended' && phase.cause && 'detail' in phase.cause ? phase.cause.detail : null;
};

describe('a smoke test', () => {
  it('asks a pod of the candidate for all that is named, and the release goes on', async () => {
    const { world, asked } = await given([ready, home], {
      '/ready': { status: 200 },
      '/?q=1': { status: 200, body: 'so welcome' },
    });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    expect(asked).toEqual(['checkout-candidate:8080/ready', 'checkout-candidate:8080/?q=1']);
  });

  it.each<[Answers, string]>([
    [
      { '/ready': { status: 503, body: 'password=hunter2' } },
      'GET /ready of checkout 2.4.1 answered 503, 200 was expected',
    ],
    [{ '/ready': { status: 302 } }, 'GET /ready of checkout 2.4.1 answered 302, 200 was expected'],
    [
      { '/ready': { status: 200 }, '/?q=1': { status: 200, body: 'sorry' } },
      'GET /?q=1 of checkout 2.4.1 answered 200 without “welcome”, which was expected',
    ],
  ])('that fails sends the release back before any traffic: %j', async (answers, detail) => {
    const { world } = await given([ready, home], answers);
    expect(await detailOf(world)).toBe(detail);
    const kinds = (await world.events()).flatMap((event) =>
      event.type === 'step.started' ? [world.plan.steps[event.index]?.action.kind] : [],
    );
    expect(kinds.at(-1)).toBe('smoke.run');
  });

  it('tries again where the API server answers in the pod’s place, and says what is missing', async () => {
    const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', message: 'error trying to reach service' });
    const { world } = await given([ready], { '/ready': { status: 503, body } });
    expect(await detailOf(world)).toMatch(/error trying to reach service/);
    const refused = await given([ready], { '/ready': { status: 403, body } });
    expect(await detailOf(refused.world)).toMatch(/may not ask pods.*pods\/proxy/);
    const errors = (await world.events()).flatMap((event) => (event.type === 'step.retrying' ? [event.error] : []));
    expect(errors[0]).toBe('GET /ready of checkout 2.4.1: error trying to reach service');
  });

  it('bears a pod that cannot be asked for a moment', async () => {
    const { world } = await given([ready], { '/ready': { status: 200 } });
    world.kube.fail({ verb: 'podGet', error: new KubeError('unreachable', 'no answer within 5 s'), times: 2 });
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it.each(['health', '/a b', '/../secrets', '/a/%2e%2E/b', '/a/..?x', '/a#b', '/a\nb'])(
    'is refused for the path %j',
    (path) => {
      expect(() => writtenStrategy.parse({ kind: 'blue-green', smoke: [{ path }] })).toThrow(
        'expected a path such as /health',
      );
    },
  );
});
