import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../src/domain/migration.ts';
import { card } from '../../../src/messages/card/card.ts';
import { reportMarkdown } from '../../../src/messages/report/markdown.ts';
import { reportMessage } from '../../../src/messages/report/message.ts';
import { reportJson, reportOf } from '../../../src/messages/report/report.ts';
import { Unconfirmed } from '../../../src/platform/kube/fence.ts';
import { openStage, type StageOptions } from '../../replay/stage.ts';
import { badSample } from '../../support/engine-world.ts';
import { fakeWebhook, status } from '../../support/fake-webhook.ts';
import { view } from '../messages/told.ts';

const odd = '<!channel> $(HOME) `x` *b* $$';
const hook = {
  webhook: { url: 'https://backups.example/sluice', headers: {}, secret: null, timeoutMs: 10_000 },
  deadlineMs: 600_000,
};
const work = (...command: string[]) => ({ job: null, image: null, command, deadlineMs: 600_000 });
const migration: Migration = {
  database: 'orders',
  destructive: 'allow',
  backup: hook,
  expand: work('migrate'),
  undo: { ...work('restore'), restores: true, afterFailure: false },
};
const canary = { kind: 'canary', steps: [{ percent: 100, bakeMs: 6000 }] };

async function approved(options: Partial<StageOptions>) {
  const stage = await openStage({ strategy: canary, sample: badSample, migration, ...options });
  await stage.turn();
  await stage.approved();
  return stage;
}

/** @param answer what is said at a time (ms since the epoch), as ISO 8601 */
function service(answer: (now: string) => object) {
  const here = { now: () => 0 };
  const fake = fakeWebhook(() => answer(new Date(here.now()).toISOString()));
  return { ...fake, at: (now: () => number) => void Object.assign(here, { now }) };
}

describe('a backup that another service makes', () => {
  it('is named to the Job that puts it back, on the card and in the report, whatever its id is', async () => {
    const backups = service((createdAt) => ({ id: odd, state: 'complete', createdAt }));
    const stage = await approved({ webhook: backups.call });
    backups.at(() => stage.clock.now());
    const jobs: string[] = [];
    stage.kube.onChange((object) => {
      if (object.kind === 'Job') jobs.push(JSON.stringify(object['spec']));
    });
    await stage.run();
    expect((await stage.release()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    const restore = jobs.find((spec) => spec.includes('"restore"')) ?? '';
    // Kubernetes makes one dollar of two, so that none begins a reference.
    expect(restore).toContain(JSON.stringify({ name: 'SLUICE_BACKUP', value: odd.replaceAll('$', '$$$$') }));
    const report = reportOf(await stage.events());
    expect(report.backup).toMatchObject({ id: odd, database: 'orders' });
    expect(JSON.parse(reportJson(report)).backup.id).toBe(odd);
    expect(reportMarkdown(report)).toContain(
      'Backup &lt;\\!channel&gt; $\\(HOME\\) \\`x\\` \\*b\\* $$ of database orders',
    );
    for (const shown of [card(await stage.release(), stage.clock.now(), view), reportMessage(report, view)]) {
      expect(JSON.stringify(shown)).toContain('&lt;!channel&gt; $(HOME)');
      expect(JSON.stringify(shown)).not.toContain('<!channel>');
    }
  });

  it('is one, also where Sluice dies between question and answer', async () => {
    const backups = service((createdAt) => ({ id: 'snap-1', state: 'complete', createdAt }));
    let lost = true;
    const stage = await approved({
      webhook: async (settings, call) => {
        const reply = await backups.call(settings, call);
        if (!lost) return reply;
        lost = false;
        throw new Unconfirmed('this worker is no more');
      },
    });
    backups.at(() => stage.clock.now());
    const made = () => stage.until(({ calls }) => calls?.backup?.answer?.state === 'complete');
    await expect(made()).rejects.toThrow('this worker is no more');
    expect(backups.asked).toHaveLength(1);
    await made();
    expect(backups.asked).toHaveLength(2);
    expect(new Set(backups.asked.map(({ key }) => key)).size).toBe(1);
    expect((await stage.events()).filter(({ type }) => type === 'webhook.asked')).toHaveLength(1);
  });

  it('that is not there any more calls a person, who takes the rollback over; nothing is put back', async () => {
    const backups = service((createdAt) => ({ id: 'snap-1', state: 'complete', statusUrl: '/snap-1', createdAt }));
    const stage = await approved({
      webhook: (settings, call) =>
        call.method === 'GET' ? Promise.resolve(status(404)) : backups.call(settings, call),
    });
    backups.at(() => stage.clock.now());
    await stage.until(({ phase }) => phase.kind === 'rolling-back' && phase.error !== null);
    const { phase } = await stage.release();
    expect(phase).toMatchObject({
      error: expect.stringContaining('backup snap-1 of database orders by this release is not there'),
    });
    await stage.says('take-over');
    await stage.run();
    expect((await stage.release()).phase).toMatchObject({ outcome: 'handed-over' });
    const begun = (await stage.release()).begun ?? [];
    expect(begun.map(({ job }) => job)).toEqual(['checkout-migration-expand']);
  });

  it('begins no Job of the way back too late to be known: one that was waited for long begins all the same', async () => {
    const { backup: _, undo: __, ...rest } = migration;
    const undo = { ...work('back'), restores: false, afterFailure: true };
    let ends = false;
    const stage = await approved({
      migration: { ...rest, undo },
      jobs: (name) => ({ runsOn: name.endsWith('expand') && !ends }),
    });
    await stage.until(({ begun = [] }) => begun.length > 0);
    await stage.says('abort');
    await stage.until(({ phase }) => phase.kind === 'rolling-back' && (phase.error ?? '').startsWith('still waiting'));
    ends = true;
    const ref = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: 'checkout-migration-expand' };
    const status = { conditions: [{ type: 'Complete', status: 'True' }] };
    stage.kube.put({ ...stage.kube.see(ref), status });
    await stage.run();
    expect((await stage.release()).phase).toMatchObject({ outcome: 'rolled-back' });
  });
});
