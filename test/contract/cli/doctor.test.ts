import { describe, expect, it } from 'vitest';
import { people, seed } from '../../../sandbox/world/people.ts';
import { neededScopes } from '../../../src/doctor/scopes.ts';
import { doctorWorld, find, slackWith } from './doctor-world.ts';

const { examined, slackSettings, kubeconfig } = doctorWorld();

describe('sluice doctor in a world that is well', () => {
  it('has nothing to complain of but what is true of its Redis', async () => {
    const findings = await examined();
    const complaints = findings.filter(({ kind, what }) => kind !== 'ok' && what !== 'durability');
    expect(complaints).toEqual([]);
    const places = ['Slack', 'Redis', 'Catalogue', 'Cluster sandbox', 'checkout in production', 'web in staging'];
    expect(findings.map(({ area }) => area)).toEqual(expect.arrayContaining(places));
    expect(find(findings, 'checkout in production', 'route')).toMatchObject({ detail: 'istio' });
    expect(find(findings, 'checkout in production', 'preflight')).toMatchObject({
      detail: 'nothing speaks against a canary release',
    });
  });
});

describe('sluice doctor in a world where something is wrong', () => {
  it.each([
    [
      'a Deployment that does not exist',
      'web in staging',
      'workload',
      (text: string) =>
        text.replace('shop/web\n    workload: { container', 'shop/web\n    workload: { name: wbe, container'),
      'there is no Deployment wbe in namespace staging',
    ],
    [
      'a container that does not exist',
      'web in staging',
      'workload',
      (text: string) =>
        text.replace('shop/web\n    workload: { container: app', 'shop/web\n    workload: { container: ap'),
      'no container ap',
    ],
    [
      'a workload that may not run twice',
      'payments-worker in staging',
      'preflight',
      (text: string) => text.replace('strategy: recreate\n', 'strategy: canary\n'),
      'the strategy Recreate',
    ],
    [
      'a route that does not exist',
      'checkout in production',
      'route',
      (text: string) => text.replace('virtualService: checkout', 'virtualService: chekout'),
      'VirtualService production/chekout does not exist',
    ],
    [
      'a repository that the registry does not have',
      'web in staging',
      'images',
      (text: string) => text.replace('shop/web\n', 'shop/wbe\n'),
      'shop/wbe',
    ],
    [
      'figures that no pod shows',
      'web in staging',
      'figures',
      (text: string) => text.replace('kind: scrape,', 'kind: scrape, path: /nowhere,'),
      '/nowhere',
    ],
    [
      'a group of approvers that Slack does not have',
      'Slack',
      'approvers 1 of @payment-leads',
      (text: string) => text.replace('[payments-leads]', '[payment-leads]'),
      'no user group @payment-leads',
    ],
    [
      'more approvals than there are approvers',
      'Slack',
      'approvers 3 of @payments-leads',
      (text: string) => text.replace('required: 1', 'required: 3'),
      'only 2 people for 3 approvals',
    ],
    [
      'a channel that does not exist',
      'Slack',
      'channel release',
      (text: string) => text.replace('#releases', '#release'),
      'not exist',
    ],
    [
      'a group to mention that does not exist',
      'Slack',
      'mention @oncal',
      (text: string) => text.replace('@oncall-shop', '@oncal'),
      'no such',
    ],
  ])('finds %s, and says what to do', async (_what, area, what, edit, detail) => {
    const finding = find(await examined({ edit }), area, what);
    const todo = expect.stringMatching(/\w/);
    expect(finding).toMatchObject({ kind: 'problem', detail: expect.stringContaining(detail), todo });
  });

  it('names the permissions that an account lacks', async () => {
    const findings = await examined({ user: 'stranger' });
    const finding = find(findings, 'Cluster sandbox', 'permissions in production');
    expect(finding).toMatchObject({ kind: 'problem', detail: expect.stringContaining('get, update virtualservices') });
    expect(finding).toMatchObject({ detail: expect.stringContaining('create') });
    expect(finding.kind === 'problem' && finding.todo).toContain('manifests/kubernetes/rbac');
  });

  it('counts no guest among those who may approve, since nobody hears one', async () => {
    const slack = await slackWith(Object.keys(neededScopes), (user) =>
      user.id === people.mika ? { guest: 'multi-channel' } : {},
    );
    try {
      const settings = { ...slackSettings(), apiUrl: slack.apiUrl };
      const edit = (text: string) => text.replace('required: 1', 'required: 2');
      const findings = await examined({ edit, changes: { slack: settings } });
      expect(find(findings, 'Slack', 'approvers 2 of @payments-leads')).toMatchObject({
        kind: 'problem',
        detail: 'only 1 person (not counted: 1 who is not a full member of the workspace) for 2 approvals',
      });
    } finally {
      await slack.close();
    }
  });

  it('says once that a cluster does not answer, and leaves out what depends on it', async () => {
    const inline = kubeconfig().replace(/https:\/\/127\.0\.0\.1:\d+/, 'https://127.0.0.1:1');
    const findings = await examined({ changes: { clusters: { sandbox: { inline } } } });
    expect(find(findings, 'Cluster sandbox', 'API server').kind).toBe('problem');
    expect(find(findings, 'Cluster sandbox', 'permissions in staging').kind).toBe('skipped');
    expect(find(findings, 'checkout in production', 'workload').kind).toBe('skipped');
    expect(findings.filter((each) => each.kind === 'problem' && each.area.startsWith('Cluster'))).toHaveLength(1);
  });

  it('says that Redis does not answer, and why', async () => {
    const settings = { redisUrl: 'redis://127.0.0.1:1', prefix: '{doctor}:', dockerConfig: '' };
    const findings = await examined({ changes: { settings } });
    expect(find(findings, 'Redis', 'version')).toMatchObject({ detail: expect.stringContaining('ECONNREFUSED') });
  });

  it('tells a wrong bot token from a wrong app token', async () => {
    const slack = { ...slackSettings(), appToken: 'xapp-wrong' };
    const app = await examined({ changes: { slack } });
    expect(find(app, 'Slack', 'token').kind).toBe('ok');
    expect(find(app, 'Slack', 'connection')).toMatchObject({ detail: expect.stringContaining('invalid_auth') });
    const bot = await examined({ changes: { slack: { ...slack, appToken: seed.appToken, botToken: 'xoxb-wrong' } } });
    expect(find(bot, 'Slack', 'token')).toMatchObject({ detail: expect.stringContaining('invalid_auth') });
    expect(find(bot, 'Slack', 'connection').kind).toBe('ok');
  });

  it('looks at what it can where settings or the catalogue are missing', async () => {
    const findings = await examined({ edit: () => 'version: 1\n', changes: { slack: null, settings: null } });
    expect(new Set(findings.map(({ area }) => area))).toEqual(new Set(['Catalogue']));
    expect(findings.map(({ kind }) => kind)).toContain('problem');
  });
});

describe('the sandbox and the doctor', () => {
  it('agree on the scopes: with exactly those needed, every method that Sluice calls is allowed', async () => {
    const granted = Object.keys(neededScopes);
    const other = await slackWith(granted);
    try {
      const slack = { ...slackSettings(), apiUrl: other.apiUrl };
      const findings = await examined({ changes: { slack } });
      expect(find(findings, 'Slack', 'scopes').kind).toBe('ok');
      expect(findings.filter(({ area, kind }) => area === 'Slack' && kind === 'problem')).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('agree on what is missing', async () => {
    const other = await slackWith(['chat:write', 'commands']);
    try {
      const slack = { ...slackSettings(), apiUrl: other.apiUrl };
      const finding = find(await examined({ changes: { slack } }), 'Slack', 'scopes');
      expect(finding).toMatchObject({ kind: 'problem', detail: expect.stringContaining('files:write') });
    } finally {
      await other.close();
    }
  });
});
