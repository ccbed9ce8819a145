import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../../src/domain/events.ts';
import { mayMark } from '../../../src/marks/marked.ts';
import { chosen, mustChoose, readStored } from '../../../src/providers/family.ts';
import { createImageSource } from '../../../src/providers/images/index.ts';
import { createNotifiers } from '../../../src/providers/incidents/index.ts';
import {
  areReadable,
  families,
  providerObjects,
  providerPermissions,
  unknownSetting,
} from '../../../src/providers/index.ts';
import { createMetricSource } from '../../../src/providers/metrics/index.ts';
import { metricSchema } from '../../../src/providers/metrics/kinds/index.ts';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { readRecordings } from '../../replay/recordings.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { exampleTarget } from '../../support/release-plan.ts';

describe('settings that are stored with a release', () => {
  it.each(readRecordings())('of the recorded log $name are read', ({ raw }) => {
    const plans = raw.flatMap((entry) => {
      const event = eventSchema.parse(entry);
      return 'plan' in event ? [event.plan] : [];
    });
    expect(plans.length).toBeGreaterThan(0);
    for (const { target } of plans) {
      expect(areReadable(target)).toBe(true);
      expect(unknownSetting(target)).toBeNull();
      expect(() => [providerObjects(target), providerPermissions(target, { podNetwork: false })]).not.toThrow();
    }
  });

  it('may have keys of another version, at any depth', () => {
    const stored = { kind: 'scrape', later: 1, requests: { metric: 'm', later: { deep: true }, errors: { also: [] } } };
    expect(metricSchema.safeParse(stored).success).toBe(false);
    expect(readStored(metricSchema, stored).data).toEqual(
      metricSchema.parse({ kind: 'scrape', requests: { metric: 'm' } }),
    );
  });

  it('of a source of figures may, and the release is measured', () => {
    const clock = { now: () => 0, sleep: async () => undefined };
    const deps = { clusters: () => createFakeKube({}), clock, http: async () => ({ status: 200, body: '' }) };
    expect(createMetricSource(deps, { kind: 'scrape', later: 1 }).answers).toEqual(['requests', 'durations']);
    expect(() => createMetricSource(deps, { kind: 'scrape', later: 1, port: 'x' })).toThrow();
  });

  it('are not read for what they are not', () => {
    expect(readStored(metricSchema, { kind: 'scrape', port: 'x', later: 1 }).success).toBe(false);
    for (const kind of ['magic', 'constructor', '__proto__']) {
      expect(chosen(families.traffic.kinds, { kind })).toBeNull();
      expect(() => mustChoose(families.traffic, { kind })).toThrow(
        `(it knows ${Object.keys(families.traffic.kinds).join(', ')})`,
      );
    }
  });

  it('of which only another version knows the kind or the form are named with their place', () => {
    const port = { kind: 'scrape', requests: { metric: 'm' }, port: { later: 1 } };
    expect(unknownSetting(exampleTarget({ router: { kind: 'magic' } }))).toBe('router.kind is "magic"');
    expect(unknownSetting(exampleTarget({ incidents: { kind: 'magic' } }))).toBe('incidents.kind is "magic"');
    expect(unknownSetting(exampleTarget({ metrics: port }))).toMatch(/^metrics\.port: /);
    expect(unknownSetting(exampleTarget({ router: { kind: 'replicas', later: true } }))).toBeNull();
    const negative = { kind: 'webhook', url: 'https://alerts.example/', timeoutMs: -1 };
    expect(unknownSetting(exampleTarget({ incidents: negative }))).toBeNull();
  });

  it('may have keys of another version wherever a provider is made of them', () => {
    const later = { later: { deep: true } };
    const nothing = {} as never;
    expect(createRouter(nothing, { kind: 'replicas', ...later })).toMatchObject({ traits: { precision: 'pods' } });
    expect(createImageSource(nothing, { kind: 'none', ...later })).toEqual(
      createImageSource(nothing, { kind: 'none' }),
    );
    const notifierOf = createNotifiers(nothing);
    expect(notifierOf({ kind: 'webhook', url: 'https://alerts.example/', ...later })).toMatchObject({
      name: 'webhook',
    });
    for (const make of [createRouter, createImageSource]) expect(() => make(nothing, { kind: 'magic' })).toThrow();
  });

  it('that cannot be read may have led to a mark on anything', () => {
    const known = exampleTarget();
    expect(mayMark(known, 'VirtualService checkout')).toBe(true);
    expect(mayMark(known, 'VirtualService other')).toBe(false);
    expect(mayMark(exampleTarget({ router: { kind: 'magic' } }), 'VirtualService other')).toBe(true);
    const strange = { ...known, workload: { ...known.workload, kind: 'magic' } };
    expect(mayMark(strange, 'VirtualService other')).toBe(true);
  });
});
