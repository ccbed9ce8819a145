import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../sandbox/cluster/model/types.ts';
import { applyConfiguration } from '../../../sandbox/cluster/patch/apply.ts';
import { decodeFields, encodeFields } from '../../../sandbox/cluster/patch/field-set.ts';
import { writeManagers } from '../../../sandbox/cluster/patch/managed-fields.ts';
import { typeNamed } from './support.ts';

const type = typeNamed('Deployment');

/** What one team wants of a shared Deployment. */
interface Wish {
  replicas?: number;
  labels: Record<string, string>;
  containers: { name: string; image: string }[];
}

function configOf(wish: Wish): KubeObject {
  const { replicas, labels, containers } = wish;
  const pod = containers.length === 0 ? {} : { template: { spec: { containers } } };
  const spec = { ...(replicas === undefined ? {} : { replicas }), ...pod };
  const metadata = { name: 'web', ...(Object.keys(labels).length === 0 ? {} : { labels }) };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, ...(Object.keys(spec).length === 0 ? {} : { spec }) };
}

function apply(live: KubeObject | undefined, wish: Wish, name: string, force = true): KubeObject {
  const manager = { name, apiVersion: 'apps/v1', subresource: '', time: '2026-01-01T00:00:00Z' };
  const { object, managers } = applyConfiguration({ type, live, config: configOf(wish), manager, force });
  return { ...object, metadata: { ...object.metadata, managedFields: writeManagers(managers) } };
}

const wishes = fc.record(
  {
    replicas: fc.integer({ min: 0, max: 9 }),
    labels: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2')),
    containers: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('app', 'side', 'log'), image: fc.constantFrom('x:1', 'x:2') }),
      { selector: (each) => each.name },
    ),
  },
  { requiredKeys: ['labels', 'containers'] },
);
const nothing: Wish = { labels: {}, containers: [] };

function without(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

describe('server-side apply', () => {
  it('gives its manager what it asked for', () => {
    fc.assert(
      fc.property(wishes, wishes, (theirs, mine) => {
        const result = apply(apply(undefined, theirs, 'them'), mine, 'me');
        expect(result.metadata.labels ?? {}).toMatchObject(mine.labels);
        const spec = (result['spec'] ?? {}) as { replicas?: number; template?: { spec: { containers: object[] } } };
        if (mine.replicas !== undefined) expect(spec.replicas).toBe(mine.replicas);
        for (const container of mine.containers) expect(spec.template?.spec.containers).toContainEqual(container);
      }),
    );
  });

  it('applied twice changes nothing the second time', () => {
    fc.assert(
      fc.property(wishes, wishes, (theirs, mine) => {
        const once = apply(apply(undefined, theirs, 'them'), mine, 'me');
        expect(apply(once, mine, 'me')).toEqual(once);
      }),
    );
  });

  it('taken back leaves nothing of it, whatever it was', () => {
    fc.assert(
      fc.property(wishes, (mine) => {
        const gone = apply(apply(apply(undefined, nothing, 'them'), mine, 'me'), nothing, 'me');
        expect(without(gone)).toEqual(without(apply(undefined, nothing, 'them')));
      }),
    );
  });

  it('never conflicts when both want the same, and always names the field when they differ', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), (one, two) => {
        const live = apply(undefined, { ...nothing, replicas: one }, 'them');
        const attempt = () => apply(live, { ...nothing, replicas: two }, 'me', false);
        if (one === two) expect(attempt).not.toThrow();
        else expect(attempt).toThrow('Apply failed with 1 conflict: conflict with "them": .spec.replicas');
      }),
    );
  });

  it('takes an item with all that the server added to it, unless somebody owns a part', () => {
    const wish = {
      ...nothing,
      containers: [
        { name: 'app', image: 'x:1' },
        { name: 'side', image: 's:1' },
      ],
    };
    const live = apply(undefined, wish, 'me');
    const spec = {
      template: {
        spec: {
          containers: [
            { name: 'app', image: 'x:1' },
            { name: 'side', image: 's:1', imagePullPolicy: 'Always' },
          ],
        },
      },
    };
    const less = { ...nothing, containers: [{ name: 'app', image: 'x:1' }] };
    expect(apply({ ...live, spec }, less, 'me')['spec']).toEqual({
      template: { spec: { containers: less.containers } },
    });
    const shared = apply(live, { ...nothing, containers: [{ name: 'side', image: 's:1' }] }, 'them');
    expect(apply(shared, less, 'me')['spec']).toMatchObject({
      template: { spec: { containers: [{ name: 'app' }, { name: 'side' }] } },
    });
  });

  it('writes and reads sets of fields without loss', () => {
    const path = fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"'), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(path, { selector: (each) => each.join() }), (paths) => {
        const set = new Set(paths.map((each) => each.join('\u001f')));
        expect(decodeFields(encodeFields(set))).toEqual(set);
      }),
    );
  });
});
