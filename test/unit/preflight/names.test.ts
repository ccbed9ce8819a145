import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';

describe('names', () => {
  const named = (name: string, service: string | null = 'checkout') =>
    found(sceneWith({ target: { workload: { name, container: 'app', service, port: 8080 } } }));

  it('may be as long as Kubernetes takes them, with what is added', () => {
    expect(named('a'.repeat(63), 'b'.repeat(53))).toEqual([]);
    expect(named('a'.repeat(64)).join()).toMatch(/refuse: .*carry as a label.*64 characters.*63/);
    expect(named('a'.repeat(233)).join()).toMatch(/the candidate's name.*243 characters.*242/);
    expect(named('checkout', 'b'.repeat(54)).join()).toMatch(/its Service.*64 characters.*63/);
  });

  it('may be taken by nobody else', () => {
    const metadata = { name: 'checkout-candidate' };
    const template = { metadata: { labels: { app: 'other' } }, spec: { containers: [] } };
    const foreign = [
      { kind: 'Deployment', metadata, spec: { template } },
      { kind: 'Service', metadata, spec: { selector: { app: 'other' } } },
    ];
    expect(found(sceneWith(), foreign).map((each) => each.slice(0, 50))).toEqual([
      'refuse: Deployment checkout-candidate exists alrea',
      'refuse: Service checkout-candidate exists already,',
    ]);
    expect(found(sceneWith({ strategy: 'rolling' }), foreign)).toEqual([]);
  });

  it('may be those of a candidate of Sluice', () => {
    const metadata = { name: 'checkout-candidate', labels: { 'sluice.dev/track': 'candidate' } };
    const template = { metadata: { labels: { app: 'checkout' } }, spec: { containers: [] } };
    expect(found(sceneWith(), [{ kind: 'Deployment', metadata, spec: { template } }])).toEqual([]);
  });
});
