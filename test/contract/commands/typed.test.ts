import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { ask } from '../../../src/requests/ask.ts';
import { wants } from '../../support/request-world.ts';
import { type CommandStage, commandStage, modes } from './stage.ts';

let stage: CommandStage;
afterEach(() => stage.close());

/** The first step of a release is under way. */
const begun = (): ReleaseEvent[] => {
  const at = stage.world.clock.now();
  return [
    { type: 'started', at },
    { type: 'step.started', at, index: 0 },
  ];
};

describe.each(modes)('what is typed over %s', (mode) => {
  beforeEach(async () => {
    stage = await commandStage(mode);
  });
  const type = (text: string, who = 'U0AOI', channel = 'releases') => stage.slack.as(who).command(channel, text);
  const told = (words: RegExp, who = 'U0AOI') => stage.slack.as(who).waitForEphemeral(({ text }) => words.test(text));

  it('a release is kept before Slack hears that it was heard', async () => {
    await expect(type('/deploy checkout 2.4.1 to production because &lt;b&gt; & more')).resolves.toEqual({ ok: true });
    expect(stage.asks).toMatchObject([
      {
        kind: 'deploy',
        by: { id: 'U0AOI', name: 'aoi' },
        service: 'checkout',
        version: '2.4.1',
        environment: 'production',
        channel: 'C00001',
        responseUrl: expect.stringContaining('/response/'),
      },
    ]);
    expect(stage.asks[0]?.reason).toContain('& more');
    const acked = await stage.telemetry.ackSeconds.get();
    expect(acked.values.find(({ metricName }) => metricName?.endsWith('_count'))).toMatchObject({
      labels: { kind: 'command' },
      value: 1,
    });
  });

  it('the same delivery twice is one and the same ask', async () => {
    stage.slack.faults.duplicateDeliveries(1);
    await type('/deploy checkout 2.4.1 to production');
    const keys = new Set((await stage.asked(1)).map(({ key }) => key));
    await type('/deploy checkout 2.4.1 to production');
    await stage.asked(2);
    expect(keys.size).toBe(1);
    expect(new Set(stage.asks.map(({ key }) => key)).size).toBe(2);
  });

  it('without Redis the person hears that nothing was started', async () => {
    stage.loseRedis();
    await type('/deploy checkout 2.4.1');
    expect((await told(/didn't work/)).text).toMatch(/Redis.*Nothing was changed.*try again/s);
    await type('/deploy status');
    await type('/deploy pause checkout');
    await expect.poll(() => stage.slack.ephemerals('U0AOI').length).toBe(3);
    for (const { text } of stage.slack.ephemerals('U0AOI')) expect(text).toMatch(/Redis/);
    expect(stage.asks).toEqual([]);
  });

  it.each([
    [
      '/deploy help',
      /What you can ask.*\n\/deploy +the same as a form.*plan checkout.*status \[service\].*history \[service\].*report 142.*pause 142.*resume 142.*promote 142.*abort 142.*rollback checkout to 2\.3\.0 in production +bring back a version that ran before.*\nYou can give/s,
    ],
    ['/deploy status', /No release is in progress/],
    ['/deploy history checkout', /no release of checkout/],
    ['/deploy report 99', /no release #99/],
    ['/deploy status because I like to', /takes no reason.*status/],
    ['/deploy staus', /no command “staus”.*plan, set, flag, flags, status, history/],
    ['/deploy frobnicate', /no service “frobnicate”.*Commands: plan, .*Services: checkout/],
    ['/deploy status chekout', /no service chekout. Did you mean checkout/],
    ['/deploy pause chekout', /no service chekout. Did you mean checkout/],
    ['/deploy abort checkout prodction', /no environment prodction. Did you mean production/],
    ['/deploy pause checkout', /no release checkout/],
    ['/deploy resume 7', /no release #7/],
    ['/deploy rollback checkout', /Where should checkout roll back: in staging or production/],
    ['/deploy checkout 2.4.1 because', /needs a reason/],
    ['/release checkout', /\/release isn't one of my commands/],
  ])('%s', async (text, words) => {
    await type(text);
    await told(words);
    expect(stage.asks).toEqual([]);
  });

  it('a mistyped subcommand comes with a button that runs the right one', async () => {
    await type('/deploy hitsory checkout');
    await stage.slack.as('U0AOI').click(await told(/hitsory/), 'run_command');
    await told(/no release of checkout/);
  });

  it('a live release is steered by its number or its service', async () => {
    const { id } = await stage.waiting();
    await type('/deploy status checkout', 'U0KAI');
    const status = await told(/waiting for approval/, 'U0KAI');
    expect(JSON.stringify(status.blocks)).toContain('https://slack.example/archives/C00001/p1');
    await type('/deploy pause #1', 'U0KAI');
    await told(/isn't possible.*waiting for approval/s, 'U0KAI');
    await type('/deploy abort checkout because it smells', 'U0KAI');
    await told(/You can.t .*#1.*or whoever requested it/s, 'U0KAI');
    await type('/deploy abort checkout because it smells', 'U0AOI');
    await told(/You withdrew #1/, 'U0AOI');
    expect((await stage.release(id)).abort).toMatchObject({ by: { id: 'U0AOI' }, reason: 'it smells' });
  });

  describe('in production, while a release is under way', () => {
    const running = async () => {
      const { id } = await stage.waiting();
      await stage.world.deps.store.append(id, 1, begun());
      return id;
    };
    const all = /Roll checkout back to 2\.4\.0 in production\?[\s\S]*checkout 2\.4\.0 → 2\.4\.1 in production/;

    it.each(['abort checkout', 'abort #1', 'rollback checkout', 'rollback #1'])('%s asks again first', async (text) => {
      const id = await running();
      await type(`/deploy ${text} because it smells`, 'U0KAI');
      const again = await told(all, 'U0KAI');
      expect(again.text).toMatch(/Nothing has been done yet/);
      expect((await stage.release(id)).abort).toBeNull();
      await stage.slack.as('U0KAI').click(again, 'ask_again');
      await told(/You rolled #1 \(.*\) back to 2.4.0/, 'U0KAI');
      expect((await stage.release(id)).abort).toMatchObject({ by: { id: 'U0KAI' }, reason: 'it smells' });
    });

    it('the answer takes the place of the question, which says that nothing has been done', async () => {
      await running();
      await type('/deploy abort #1');
      await stage.slack.as('U0AOI').click(await told(all), 'ask_again');
      await told(/You rolled #1 \(.*\) back to 2.4.0/);
      expect(stage.slack.ephemerals('U0AOI').filter(({ text }) => /Nothing has been done/.test(text))).toEqual([]);
      expect(stage.slack.ephemerals('U0AOI')).toHaveLength(1);
    });

    it('promote asks again too, and only those who may promote', async () => {
      const id = await running();
      await type('/deploy promote #1', 'U0KAI');
      await told(/You can.t promote #1/, 'U0KAI');
      await type('/deploy promote #1');
      await stage.slack.as('U0AOI').click(await told(/Promote checkout 2\.4\.1 in production now\?/), 'ask_again');
      await told(/You promoted #1/);
      expect((await stage.release(id)).promoted).toMatchObject({ by: { id: 'U0AOI' } });
    });

    it('an answer that comes too late counts no more', async () => {
      const id = await running();
      await type('/deploy abort #1');
      const again = await told(all);
      stage.world.clock.passTo(stage.world.clock.now() + 5 * 60_000 + 1);
      await stage.slack.as('U0AOI').click(again, 'ask_again');
      await told(/That question has expired/);
      expect((await stage.release(id)).abort).toBeNull();
    });

    it('pausing asks nobody: it does no harm', async () => {
      const id = await running();
      await type('/deploy pause #1');
      await told(/You paused #1/);
      expect((await stage.release(id)).paused).not.toBeNull();
    });
  });

  it('elsewhere a typed abort counts at once', async () => {
    const made = await ask(stage.world.deps, wants({ key: 'k2', environment: 'staging', version: '2.5.0' }));
    if (made.kind !== 'created') throw new Error(JSON.stringify(made));
    await stage.world.deps.store.append(made.id, 1, begun());
    await type('/deploy abort checkout');
    await told(/You rolled #1 \(.*\) back to 2.4.1/);
  });

  it('asks which one where two are live', async () => {
    await stage.waiting();
    await ask(stage.world.deps, wants({ key: 'k2', environment: 'staging', version: '2.5.0' }));
    await type('/deploy abort checkout');
    const which = await told(/more than one place: .*Which one/);
    await stage.slack.as('U0AOI').click(which, 'run_command_2');
    await told(/production/);
    await expect.poll(async () => (await stage.release('r1')).abort).not.toBeNull();
    expect((await stage.release('r2')).abort).toBeNull();
  });

  it('rollback without a live release goes back where Sluice has released, and asks where that is open', async () => {
    for (const [key, environment] of [
      ['k1', 'staging'],
      ['k2', 'production'],
    ] as const) {
      const version = environment === 'staging' ? '2.5.0' : '2.4.1';
      const made = await ask(stage.world.deps, wants({ key, environment, version }));
      if (made.kind !== 'created') throw new Error(JSON.stringify(made));
      const { version: at } = await stage.release(made.id);
      const finished = { type: 'finished', at: 1, outcome: 'succeeded', by: null, reason: null } as const;
      await stage.world.deps.store.append(made.id, at, [finished]);
      await type('/deploy rollback checkout because it is slow');
      if (key === 'k1') {
        expect(await stage.asked(1)).toMatchObject([
          { kind: 'rollback', environment: 'staging', reason: 'it is slow' },
        ]);
      }
    }
    const which = await told(/Where should checkout roll back/);
    await stage.slack.as('U0AOI').click(which, 'run_command_2');
    expect((await stage.asked(2))[1]).toMatchObject({ kind: 'rollback', environment: 'production' });
    await type('/deploy rollback #1');
    expect((await stage.asked(3))[2]).toMatchObject({ kind: 'rollback', service: 'checkout', environment: 'staging' });
  });

  it('is answered in the direct conversation where the channel cannot be used any more', async () => {
    stage.slack.faults.serverError({ method: 'response_url' });
    await type('/deploy help', 'U0AOI', 'elsewhere');
    const answer = await told(/What you can ask/);
    expect(answer.channel).not.toBe('C00002');
  });
});
