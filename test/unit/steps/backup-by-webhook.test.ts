import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import type { HookCalls } from '../../../src/domain/release.ts';
import type { Hook } from '../../../src/domain/webhook.ts';
import type { WebhookCall, WebhookReply } from '../../../src/platform/webhook.ts';
import { runAction } from '../../../src/steps/index.ts';
import type { StepContext, StepOutcome } from '../../../src/steps/step.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { fakeWebhook, status } from '../../support/fake-webhook.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { stepContext } from '../../support/step-context.ts';

const minute = 60_000;
const approvedAt = Date.UTC(2026, 10, 30, 12);
const at = (ms: number) => new Date(approvedAt + ms).toISOString();
const hook: Hook = {
  webhook: { url: 'https://backups.example/sluice', headers: {}, secret: null, timeoutMs: 10_000 },
  deadlineMs: 10 * minute,
};
const work = { job: null, image: null, command: ['migrate'], deadlineMs: minute };
const migration: Migration = {
  database: 'orders',
  destructive: 'allow',
  backup: hook,
  expand: work,
  undo: { ...hook, restores: true, afterFailure: false },
};
const complete = { id: 'snap-1', state: 'complete', createdAt: at(1000) };
const known = { state: 'complete', id: 'snap-1', statusUrl: null, createdAt: approvedAt + 1000, detail: null } as const;
const expanded = [{ kind: 'migration.run', phase: 'expand' }] as const;

type Answer = (call: WebhookCall, nth: number) => object | WebhookReply;

/** A release that keeps what its log would have of webhooks. */
function releaseThat(answer: Answer, more: Partial<StepContext> = {}) {
  const service = fakeWebhook(answer);
  const calls: HookCalls = { ...more.calls };
  const kube = createFakeKube({ objects: [] });
  const run = async (action: 'backup' | 'undo', now = 2000): Promise<StepOutcome> => {
    const context = stepContext({
      release: 'r7',
      plan: examplePlan({ target: { migration } }),
      kube,
      fence: fenceOf('r7', 1, { goesBack: action === 'undo' }),
      requestedAt: approvedAt - minute,
      approvedAt,
      callWebhook: service.call,
      undoing: action === 'undo',
      ...more,
      calls,
      now: approvedAt + now,
    });
    const done =
      action === 'undo' ? ({ kind: 'migration.undo' } as const) : ({ kind: 'migration.run', phase: 'backup' } as const);
    const outcome = await runAction(context, done);
    if (outcome.asks) calls[outcome.asks] = { askedAt: approvedAt + now, answer: null };
    const { phase, ...said } = outcome.answered ?? { phase: null };
    if (phase && 'state' in said) calls[phase] = { askedAt: calls[phase]?.askedAt ?? 0, answer: said };
    return outcome;
  };
  return { run, asked: service.asked, calls };
}

describe('a backup by webhook', () => {
  it('is in the log before it is asked for, is asked for once, and names its release', async () => {
    const { run, asked } = releaseThat(() => complete);
    expect(await run('backup')).toMatchObject({ kind: 'wait', asks: 'backup' });
    expect(asked).toEqual([]);
    expect(await run('backup')).toMatchObject({ kind: 'done', note: 'backup snap-1', answered: { id: 'snap-1' } });
    expect(await run('backup')).toMatchObject({ kind: 'done' });
    expect(asked).toHaveLength(1);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      source: 'sluice',
      action: 'backup',
      release: 'r7',
      service: 'checkout',
      environment: 'production',
      database: 'orders',
      from: '2.4.0',
      to: '2.4.1',
    });
  });

  it('is asked for with the same key by whoever comes after a crash, and with another by any other release', async () => {
    const keys = async (more: Partial<StepContext>) => {
      const { run, asked } = releaseThat(() => status(503), more);
      for (let times = 0; times < 3; times += 1) await run('backup');
      return asked.map(({ key }) => key);
    };
    const [first, second] = await keys({});
    expect(first).toBe(second);
    expect(first).toMatch(/^checkout\/production\/r7\/\d+\/backup$/);
    expect((await keys({ requestedAt: 1 }))[0]).not.toBe(first);
  });

  it('is not asked for by a worker that was taken over', async () => {
    const fence = { ...fenceOf('r7', 1), confirm: () => Promise.reject(new Error('taken over')) };
    const { run, asked } = releaseThat(() => complete, {
      fence,
      calls: { backup: { askedAt: approvedAt, answer: null } },
    });
    await expect(run('backup')).rejects.toThrow('taken over');
    expect(asked).toEqual([]);
  });

  it('is waited for where its service tells how far it is, more seldom as it lasts', async () => {
    const { run, asked } = releaseThat((_, nth) =>
      nth < 4 ? { id: 'snap-1', state: 'pending', statusUrl: '/snapshots/1' } : complete,
    );
    await run('backup');
    const waits = [await run('backup'), await run('backup', minute / 2), await run('backup', 5 * minute)];
    expect(waits.map((each) => each.kind === 'wait' && each.ms)).toEqual([1000, 2800, 10_000]);
    expect(await run('backup', 6 * minute)).toMatchObject({ kind: 'done' });
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET']);
    expect(asked[1]?.url).toBe('https://backups.example/snapshots/1');
  });

  it('has failed once its deadline is over, whether it is pending or its service is away', async () => {
    const pending = releaseThat(() => ({ id: 'snap-1', state: 'pending', statusUrl: '/1' }));
    const away = releaseThat(() => ({
      kind: 'none',
      passes: true,
      detail: 'backups.example did not answer within 10 s',
    }));
    for (const { run } of [pending, away]) {
      await run('backup');
      expect((await run('backup', 9 * minute)).kind).toMatch(/wait|retry/);
    }
    const late = 2000 + 10 * minute;
    expect(await pending.run('backup', late)).toMatchObject({
      kind: 'fail',
      detail: 'backup snap-1 is not complete within 10 min',
    });
    expect(await away.run('backup', late)).toMatchObject({
      kind: 'fail',
      detail: expect.stringContaining('did not answer'),
    });
  });

  it.each<[string, object | WebhookReply, RegExp]>([
    ['names no id', { state: 'complete', createdAt: at(0) }, /it names no `id`/],
    ['is pending for nobody knows how long', { id: 'a', state: 'pending' }, /there is no `statusUrl` to ask/],
    ['does not say of when it is', { id: 'a', state: 'complete' }, /does not say when backup a was made/],
    [
      'is older than the release',
      { ...complete, createdAt: at(-minute) },
      /is of 2026-11-30T11:59:00.000Z, and the release was approved at 2026-11-30T12:00/,
    ],
    ['is yet to come', { ...complete, createdAt: at(10 * minute) }, /which is yet to come/],
    [
      'has failed',
      { id: 'a', state: 'failed', detail: 'no room' },
      /backup a has failed, as backups.example says: no room/,
    ],
    ['is a refusal', status(401), /backups.example answered 401/],
    ['is a redirect', status(307), /redirects are not followed/],
    ['is nobody', status(404), /backups.example answered 404/],
    [
      'is too large',
      { kind: 'none', passes: false, detail: 'backups.example answered with more than 65536 bytes' },
      /more than 65536 bytes/,
    ],
  ])('ends the release before anything is changed where the answer %s', async (_, answer, detail) => {
    const { run } = releaseThat(() => answer);
    await run('backup');
    const outcome = await run('backup');
    expect(outcome).toMatchObject({ kind: 'fail', detail: expect.stringMatching(detail) });
    expect(outcome.answered?.state).not.toBe('complete');
  });

  it('bears a service that is in trouble, and waits as long as that asks for', async () => {
    const { run } = releaseThat((_, nth) => (nth === 1 ? { ...status(429), retryAfterMs: 20_000 } : complete));
    await run('backup');
    expect(await run('backup')).toMatchObject({ kind: 'retry', ms: 20_000, error: 'backups.example answered 429' });
    expect(await run('backup')).toMatchObject({ kind: 'done' });
  });

  it('is no other one in the end than it was in the beginning', async () => {
    const { run } = releaseThat((_, nth) =>
      nth === 1 ? { id: 'snap-1', state: 'pending', statusUrl: '/1' } : { ...complete, id: 'snap-0' },
    );
    await run('backup');
    await run('backup');
    expect(await run('backup')).toMatchObject({ kind: 'fail', detail: expect.stringContaining('it speaks of snap-0') });
  });
});

describe('the way back to a backup by webhook', () => {
  const backup = { askedAt: approvedAt, answer: known };
  const back = (answer: Answer, calls: HookCalls = { backup }) => releaseThat(answer, { calls, done: [...expanded] });

  it('asks for this very backup, once', async () => {
    const { run, asked } = back(() => ({ state: 'complete' }));
    await run('undo');
    expect(await run('undo')).toMatchObject({ kind: 'done', note: 'backup snap-1 is put back' });
    await run('undo');
    expect(asked.map(({ body = '' }) => JSON.parse(body))).toEqual([
      expect.objectContaining({ action: 'restore', backup: 'snap-1', release: 'r7' }),
    ]);
    expect(asked[0]?.key).toMatch(/\/undo$/);
  });

  it.each<[string, HookCalls]>([
    ['nobody knows of one', {}],
    ['nobody knows what was answered', { backup: { askedAt: approvedAt, answer: null } }],
    ['it was not complete', { backup: { askedAt: approvedAt, answer: { ...known, state: 'pending' } } }],
    ['it has failed', { backup: { askedAt: approvedAt, answer: { ...known, state: 'failed' } } }],
  ])('calls a person and asks for nothing where %s', async (_, calls) => {
    const { run, asked } = back(() => ({ state: 'complete' }), calls);
    const expected = {
      kind: 'retry',
      error: expect.stringContaining('nobody knows of a complete backup of database orders'),
    };
    expect(await run('undo')).toMatchObject(expected);
    expect(await run('undo')).toMatchObject(expected);
    expect(asked).toEqual([]);
  });

  it.each<[string, object | WebhookReply, RegExp]>([
    [
      'it is gone',
      status(404),
      /^backup snap-1 of database orders by this release is not there any more: backups.example answered 404/,
    ],
    ['it was removed', status(410), /is not there any more/],
    [
      'nobody can tell',
      status(500),
      /^nobody can tell whether backup snap-1 is still there: backups.example answered 500/,
    ],
    ['there is another in its place', { ...complete, id: 'snap-0' }, /speaks of another one/],
    ['it is of another time', { ...complete, createdAt: at(-minute) }, /speaks of another one/],
    ['it has come to harm', { ...complete, state: 'failed' }, /says that it is failed/],
  ])('looks whether it is still there, and calls a person where %s', async (_, answer, error) => {
    const statusUrl = 'https://backups.example/snapshots/1';
    const { run, asked } = back(() => answer, { backup: { askedAt: approvedAt, answer: { ...known, statusUrl } } });
    expect(await run('undo')).toMatchObject({ kind: 'retry', error: expect.stringMatching(error) });
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET ${statusUrl}`]);
  });

  it('tells a person what the service says against it, and goes on once that has passed', async () => {
    const { run } = back((_, nth) => (nth < 3 ? status(nth === 1 ? 410 : 503) : { state: 'complete' }));
    await run('undo');
    expect(await run('undo')).toMatchObject({
      kind: 'retry',
      error: expect.stringContaining('backup snap-1 is not there any more'),
    });
    expect(await run('undo')).toMatchObject({ kind: 'retry', error: 'backups.example answered 503' });
    expect(await run('undo')).toMatchObject({ kind: 'done' });
  });

  it('never gives up on one that takes longer than it should', async () => {
    const { run } = back(() => ({ state: 'pending', statusUrl: '/restores/1' }));
    await run('undo');
    expect(await run('undo', 60 * minute)).toMatchObject({ kind: 'wait', what: 'backup snap-1 to be put back' });
  });

  it('calls a person where putting it back has failed, and does not ask a second time', async () => {
    const { run, asked } = back(() => ({ state: 'failed', detail: 'disk full' }));
    await run('undo');
    const expected = {
      kind: 'retry',
      error: 'putting backup snap-1 back has failed, as backups.example says: disk full',
    };
    expect(await run('undo')).toMatchObject(expected);
    expect(await run('undo')).toMatchObject(expected);
    expect(asked).toHaveLength(1);
  });
});
