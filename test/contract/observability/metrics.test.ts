import { describe, expect, it } from 'vitest';
import { people } from '../../../sandbox/world/people.ts';
import { metricFacts } from '../../../src/platform/metrics-reference.ts';
import { createTelemetry } from '../../../src/platform/telemetry.ts';
import { ask, longMs, reportOf, stage } from '../../story/world.ts';
import { fewerStages } from '../../support/small-world.ts';

const password = 'a-password-of-the-test';

describe('what Sluice shows of itself', () => {
  const here = stage({ edit: fewerStages }, { settings: { boardPassword: password } });
  const at = (path: string) => `http://127.0.0.1:${here.app.port}${path}`;

  it(
    'counts a release that succeeded and one that went back',
    async () => {
      await reportOf(here, await ask(here, 'checkout 2.4.1 to staging'));
      const card = await ask(here, 'checkout 2.5.0 to production');
      await here.world.slack.as(people.mika).click(card, 'approve');
      await reportOf(here, card);
      const metrics = await read(at('/metrics'));
      expect(metrics.get('sluice_releases_finished_total{outcome="succeeded"}')).toBe(1);
      expect(metrics.get('sluice_releases_finished_total{outcome="rolled-back"}')).toBe(1);
      expect(metrics.get('sluice_rollbacks_total{cause="unhealthy"}')).toBe(1);
      expect(metrics.get('sluice_rollback_duration_seconds_count')).toBe(1);
      expect(metrics.get('sluice_releases_live')).toBe(0);
      expect(metrics.get('sluice_releases{state="running"}')).toBe(0);
      expect(metrics.get('sluice_release_events_total{type="approved"}')).toBe(1);
      expect(metrics.get('sluice_release_events_total{type="requested"}')).toBe(2);
      expect(metrics.get('sluice_verdicts_total{kind="unhealthy"}')).toBeGreaterThan(0);
      expect(metrics.get('sluice_looks_total{source="scrape",result="sample"}')).toBeGreaterThan(5);
      expect(metrics.get('sluice_slack_call_duration_seconds_count{call="post"}')).toBeGreaterThan(2);
      expect(metrics.get('sluice_kube_call_duration_seconds_count{cluster="sandbox",call="create"}')).toBeGreaterThan(
        0,
      );
      expect(metrics.get('sluice_queue_jobs{queue="releases",state="failed"}')).toBe(0);
      expect(metrics.get('sluice_job_lateness_seconds_count{queue="releases"}')).toBeGreaterThan(3);
      const steps = [...metrics.keys()].filter((key) => key.startsWith('sluice_step_duration_seconds_count'));
      expect(steps.length).toBeGreaterThan(3);
    },
    3 * longMs,
  );

  it('exports what the reference says, and nothing else', async () => {
    const body = await (await fetch(at('/metrics'))).text();
    const exported = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(exported.toSorted()).toEqual(metricFacts(createTelemetry()).map(({ name }) => name));
    expect(body).not.toMatch(/checkout|xoxb/);
  });

  describe('on the page of the queues', () => {
    const signedIn = { authorization: `Basic ${Buffer.from(`sluice:${password}`).toString('base64')}` };

    it('asks for the password', async () => {
      const wrong = [
        {},
        { authorization: 'Basic x' },
        { authorization: `Basic ${Buffer.from('sluice:no').toString('base64')}` },
      ];
      for (const headers of wrong) {
        for (const path of ['/queues', '/queues/api/queues', '/queues/static/favicon.ico']) {
          const answer = await fetch(at(path), { headers });
          expect(answer.status).toBe(401);
          expect(answer.headers.get('www-authenticate')).toContain('Basic');
        }
      }
    });

    it('shows the queues', async () => {
      const page = await fetch(at('/queues'), { headers: signedIn });
      expect(page.status).toBe(200);
      expect(page.headers.get('x-frame-options')).toBe('DENY');
      const html = await page.text();
      const [, script] = /src="(static\/js\/main[^"]+)"/.exec(html) ?? [];
      expect((await fetch(at(`/queues/${script}`), { headers: signedIn })).status).toBe(200);
      const queues = await (await fetch(at('/queues/api/queues'), { headers: signedIn })).text();
      for (const name of ['releases', 'slack', 'asks', 'upkeep']) expect(queues).toContain(`"name":"${name}"`);
    });

    it('changes nothing', async () => {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await fetch(at('/queues/api/queues/releases/pause'), { method, headers: signedIn });
        expect(answer.status).toBe(405);
      }
    });
  });
});

/** Samples by name and labels, as they are written. */
async function read(url: string): Promise<Map<string, number>> {
  const body = await (await fetch(url)).text();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
