import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/platform/kube.ts';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import type { HttpGet } from '../../../src/providers/metrics/metric-source.ts';
import { fakeCluster, fakePod, newImage, planFor, setContainer } from './fake-kube.ts';
import { given } from './scraping.ts';

const page = (requests: number) => `http_requests_total{code="200"} ${requests}\n`;

describe('scraping pods', () => {
  it('goes on with the pods that answer, and says so by their number', async () => {
    const world = given([fakePod('c-1', { candidate: true }), fakePod('c-2', { candidate: true }), fakePod('s-1')]);
    Object.assign(world.pages, { 'c-1': page(10), 'c-2': page(10), 's-1': page(10) });
    await world.look();
    delete world.pages['c-2'];
    world.pages['c-1'] = page(14);
    expect(await world.look()).toMatchObject({ kind: 'sample', sample: { candidate: { pods: 1, requests: 4 } } });
  });

  it('fails when no pod of the new version answers, naming one and its trouble', async () => {
    const world = given([fakePod('c-1', { candidate: true }), fakePod('c-2', { candidate: true }), fakePod('s-1')]);
    world.pages['s-1'] = page(1);
    expect(await world.look()).toEqual({ kind: 'failed', detail: 'c-1: connection refused (and 1 more)' });
  });

  it('fails when stable has ready pods and none answers: the candidate is not judged alone for that', async () => {
    const stable = fakePod('s-1');
    const world = given([fakePod('c-1', { candidate: true }), stable]);
    world.pages['c-1'] = page(1);
    expect(await world.look()).toEqual({ kind: 'failed', detail: 's-1: connection refused' });
    setContainer(stable, { ready: false });
    await world.look();
    expect(await world.look()).toMatchObject({ kind: 'sample', sample: { stable: null } });
  });

  it('tells the tracks by image while Kubernetes rolls the Deployment itself', async () => {
    const world = given([fakePod('new-1', { image: newImage }), fakePod('old-1')]);
    Object.assign(world.pages, { 'new-1': page(0), 'old-1': page(0) });
    await world.look();
    Object.assign(world.pages, { 'new-1': page(3), 'old-1': page(8) });
    const sample = { candidate: { pods: 1, requests: 3 }, stable: { pods: 1, requests: 8 } };
    expect(await world.look()).toMatchObject({ kind: 'sample', sample });
  });

  it('leaves out pods that are going away, have ended or have not started', async () => {
    const leaving = fakePod('c-2', { candidate: true });
    leaving.metadata.deletionTimestamp = '2026-11-21T10:00:00Z';
    const pods = [fakePod('c-1', { candidate: true, phase: 'Pending' }), leaving, fakePod('s-1', { phase: 'Failed' })];
    const world = given(pods);
    expect(await world.look()).toEqual({ kind: 'no-data', detail: 'no pod of the new version is running' });
    expect(world.asked).toEqual([]);
  });

  it('says no data where no pod has the metric, and a page that is no page is a failure', async () => {
    const world = given([fakePod('c-1', { candidate: true }), fakePod('s-1')]);
    Object.assign(world.pages, { 'c-1': 'up 1', 's-1': 'up 1' });
    expect(await world.look()).toEqual({ kind: 'no-data', detail: 'no pod shows http_requests_total' });
    world.pages['c-1'] = '<!doctype html>';
    expect(await world.look()).toEqual({
      kind: 'failed',
      detail: expect.stringContaining('c-1: /metrics answers with HTML instead of metrics'),
    });
  });

  it('counts a silent candidate as no requests where stable shows the metric', async () => {
    const world = given([fakePod('c-1', { candidate: true }), fakePod('s-1')]);
    Object.assign(world.pages, { 'c-1': 'up 1', 's-1': page(4) });
    await world.look();
    expect(await world.look()).toMatchObject({ kind: 'sample', sample: { candidate: { requests: 0 } } });
  });

  it('refuses a page that is too long', async () => {
    const world = given([fakePod('c-1', { candidate: true })]);
    world.pages['c-1'] = `# ${'x'.repeat(9_000_000)}`;
    expect(await world.look()).toMatchObject({ kind: 'failed', detail: expect.stringMatching(/is longer than/) });
  });

  it('survives a cluster that does not answer, and a Deployment that is gone', async () => {
    const world = given([fakePod('c-1', { candidate: true })]);
    world.cluster.broken = new KubeError('unreachable', 'the API server does not answer');
    expect(await world.look()).toEqual({ kind: 'failed', detail: 'the API server does not answer' });
    world.cluster.broken = null;
    world.cluster.deployment = null;
    expect(await world.look()).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/no Deployment checkout/),
    });
  });

  it('asks where the settings say', async () => {
    const world = given([fakePod('c-1', { candidate: true })], { path: '/internal/metrics', port: 9100 });
    await world.look();
    expect(world.asked).toEqual(['c-1:9100/internal/metrics']);
    const urls: string[] = [];
    const http: HttpGet = async (url) => {
      urls.push(url);
      return { status: 503, body: '' };
    };
    const pods = [fakePod('c-1', { candidate: true }), fakePod('c-2', { candidate: true })];
    Object.assign(pods[1]?.['status'] as object, { podIP: 'fd00::1' });
    const direct = given(pods, {}, http);
    expect(await direct.look()).toMatchObject({ detail: 'c-1: /metrics answered 503 (and 1 more)' });
    expect(urls).toEqual(['http://10.0.0.1:8080/metrics', 'http://[fd00::1]:8080/metrics']);
  });

  it('can be checked before a release', async () => {
    const world = given([fakePod('s-1')]);
    const { target } = world.plan;
    expect(await world.source.check(target)).toBe('s-1: connection refused');
    world.pages['s-1'] =
      'http_requests_total{code="200"} 1\nhttp_request_duration_seconds_bucket{le="1"} 1\nhttp_request_duration_seconds_bucket{le="+Inf"} 1';
    expect(await world.source.check(target)).toBeNull();
    world.pages['s-1'] = 'http_requests_total{code="200"} 1';
    expect(await world.source.check(target)).toMatch(/there is no histogram http_request_duration_seconds_bucket/);
    world.cluster.pods = [];
    expect(await world.source.check(target)).toMatch(/no pod of checkout is running/);
  });
});

const t0 = Date.parse('2026-11-21T10:00:00Z');

describe('measuring nothing', () => {
  it('gives the pods of both tracks, from the first look on', async () => {
    const cluster = fakeCluster();
    cluster.pods = [fakePod('c-1', { candidate: true }), fakePod('s-1'), fakePod('s-2')];
    const deps = { clusters: () => cluster.kube, clock: { now: () => t0, sleep: async () => undefined } };
    const http: HttpGet = () => Promise.reject(new Error('not to be used'));
    const source = createMetricSource({ ...deps, http }, { kind: 'none' });
    expect(source.answers).toEqual([]);
    const { measurement, checkpoint } = await source.measure(planFor(), null);
    const sample = { from: t0, candidate: { pods: 1, requests: 0 }, stable: { pods: 2 } };
    expect(measurement).toMatchObject({ kind: 'sample', sample });
    expect(checkpoint).toEqual({ at: t0 });
    cluster.broken = new Error('gone');
    expect((await source.measure(planFor(), checkpoint)).measurement).toEqual({ kind: 'failed', detail: 'gone' });
  });
});
