import { describe, expect, it } from 'vitest';
import { type Check, type CheckResult, ok, problem, runChecks, skipped } from '../../../src/doctor/check.ts';
import { permissionsFor } from '../../../src/doctor/permissions.ts';
import { redisChecks } from '../../../src/doctor/redis.ts';
import { findingsJson, renderFindings } from '../../../src/doctor/render.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { DatabaseTry } from '../../../src/store/release-store.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const place = { area: 'Redis', what: 'version', todo: 'start Redis' };

function look(checks: Check[], withinMs = 10_000): Promise<CheckResult[]> {
  return runChecks(checks, { clock: systemClock, withinMs });
}

describe('running checks', () => {
  it('makes a problem of what throws, in one line and with what to do', async () => {
    const broken = async () => {
      throw new Error('connect ECONNREFUSED\n    at Socket (net.js)');
    };
    expect(await look([{ ...place, look: broken }])).toEqual([
      { area: 'Redis', what: 'version', kind: 'problem', detail: 'connect ECONNREFUSED', todo: 'start Redis' },
    ]);
  });

  it('waits for nobody beyond the deadline, and keeps the order of the checks', async () => {
    const never = { ...place, what: 'slow', look: () => new Promise<never>(() => undefined) };
    const quick = { ...place, look: async () => ok('7.4') };
    const findings = await look([never, quick], 20);
    expect(findings.map(({ what, kind }) => [what, kind])).toEqual([
      ['slow', 'problem'],
      ['version', 'ok'],
    ]);
    expect(findings[0]).toMatchObject({ detail: 'no answer within 0.02 s', todo: 'start Redis' });
  });
});

const findings: CheckResult[] = [
  { area: 'Slack', what: 'token', ...ok('valid, in Harbour Shop') },
  { area: 'Slack', what: 'scopes', ...problem('missing: files:write', 'reinstall the app') },
  { area: 'Cluster main', what: 'API server', ...skipped('not looked at') },
];

describe('what the doctor prints', () => {
  it('is aligned, by area, with what to do under each problem', () => {
    expect(renderFindings(findings)).toBe(
      [
        'Slack',
        '  ok  token       valid, in Harbour Shop',
        '  !!  scopes      missing: files:write',
        '                  → reinstall the app',
        '',
        'Cluster main',
        '  --  API server  not looked at',
        '',
        '1 thing needs attention. 1 could not be checked.',
      ].join('\n'),
    );
  });

  it('says when all is well', () => {
    expect(renderFindings(findings.slice(0, 1))).toMatch(/All is well\.$/);
  });

  it('is JSON for programs', () => {
    expect(JSON.parse(findingsJson(findings))).toEqual({ ok: false, findings });
  });
});

describe('the look at Redis', () => {
  const redis = (version: string, warnings: string[] = []) => ({
    version: async () => version,
    warnings: async () => warnings,
    tryDatabase: async (database: string): Promise<DatabaseTry> =>
      database === 'orders'
        ? { kind: 'busy', id: 'r142', of: 'search in staging', since: Date.UTC(2026, 10, 20, 14, 2) }
        : { kind: 'free' },
  });

  it.each(['6.2.0', '7.0.15', '8.1.0', '10.0.1'])('is content with %s', async (version) => {
    expect((await look(redisChecks(redis(version), []))).map(({ kind }) => kind)).toEqual(['ok', 'ok']);
  });

  it.each(['5.0.7', '6.0.16'])('finds %s too old', async (version) => {
    expect((await look(redisChecks(redis(version), [])))[0]).toMatchObject({ kind: 'problem' });
  });

  it('says who changes which database', async () => {
    expect((await look(redisChecks(redis('8.0.0'), ['orders', 'found']))).slice(0, 2)).toMatchObject([
      {
        kind: 'ok',
        what: 'lock of database orders',
        detail: expect.stringContaining('#142 (search in staging) since 14:02 UTC has it'),
      },
      { kind: 'ok', what: 'lock of database found', detail: 'free: it was taken, and given back' },
    ]);
  });

  it('says what to do where a lock cannot be taken', async () => {
    const tryDatabase = () =>
      Promise.reject(new Error("NOPERM this user has no permissions to run the 'evalsha' command"));
    expect((await look(redisChecks({ ...redis('8.0.0'), tryDatabase }, ['orders'])))[0]).toMatchObject({
      kind: 'problem',
      what: 'lock of database orders',
      detail: expect.stringContaining('NOPERM'),
      todo: expect.stringContaining('let Sluice run scripts'),
    });
  });

  it('turns a warning into what is wrong and what to set', async () => {
    const warnings = ['Redis keeps nothing at all on disk: a restart loses releases. Set "appendonly yes".'];
    expect((await look(redisChecks(redis('7.0.15', warnings), [])))[1]).toMatchObject({
      detail: 'Redis keeps nothing at all on disk: a restart loses releases.',
      todo: 'Set "appendonly yes".',
    });
  });
});

describe('the permissions that a target needs', () => {
  const resources = (router: ProviderConfig, metrics: ProviderConfig, podNetwork = false) =>
    permissionsFor(exampleTarget({ router, metrics }), { podNetwork }).map(({ resource }) => resource);
  const always = ['deployments', 'replicasets', 'services', 'pods', 'pods/log', 'events', 'horizontalpodautoscalers'];

  it('grow with its router and its source of figures', () => {
    expect(resources({ kind: 'replicas' }, { kind: 'none' })).toEqual(always);
    const istio = { kind: 'istio', virtualService: 'checkout', destinationRule: 'checkout' };
    const prometheus = { kind: 'prometheus', url: 'http://prometheus' };
    for (const mode of ['hosts', 'subsets']) {
      expect(resources({ ...istio, mode }, prometheus)).toEqual([...always, 'virtualservices', 'destinationrules']);
    }
  });

  it('have the pod proxy only where pods cannot be dialled', () => {
    expect(resources({ kind: 'replicas' }, { kind: 'scrape' })).toContain('pods/proxy');
    expect(resources({ kind: 'replicas' }, { kind: 'scrape' }, true)).not.toContain('pods/proxy');
    expect(resources({ kind: 'replicas' }, { kind: 'scrape', via: 'proxy' }, true)).toContain('pods/proxy');
    expect(resources({ kind: 'replicas' }, { kind: 'scrape', via: 'pod-ip' })).not.toContain('pods/proxy');
  });
});
