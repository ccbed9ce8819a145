import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../sandbox/cluster/model/types.ts';
import { matchesSelector, parseFieldSelector, parseLabelSelector } from '../../../sandbox/cluster/store/selectors.ts';
import { createStore } from '../../../sandbox/cluster/store/store.ts';

function object(name: string, data: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n', uid: `uid-${name}` }, data };
}

const actions = fc.array(
  fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), data: fc.string(), remove: fc.boolean() }),
  { maxLength: 40 },
);

describe('the store', () => {
  it('replaying its events over an older list gives the newer one', () => {
    fc.assert(
      fc.property(actions, actions, (before, after) => {
        const store = createStore(1000);
        const run = (list: typeof before): void => {
          for (const { name, data, remove } of list) {
            const live = store.get('/x', 'n', name);
            if (!remove) store.put('/x', object(name, data));
            else if (live !== undefined) store.remove('/x', live);
          }
        };
        run(before);
        const from = store.revision();
        const copy = new Map(store.list('/x').map((each) => [each.metadata.name, each]));
        run(after);
        for (const event of store.since(from) ?? []) {
          if (event.type === 'DELETED') copy.delete(event.object.metadata.name);
          else copy.set(event.object.metadata.name, event.object);
        }
        expect([...copy.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))).toEqual(
          store.list('/x'),
        );
      }),
    );
  });

  it('shows every remembered state again, exactly', () => {
    fc.assert(
      fc.property(actions, (list) => {
        const store = createStore(1000);
        const states = new Map<number, KubeObject[]>();
        for (const { name, data } of list) {
          store.put('/x', object(name, data));
          states.set(store.revision(), store.list('/x'));
        }
        for (const [revision, state] of states) expect(store.listAt('/x', '', revision)).toEqual(state);
      }),
    );
  });

  it('forgets what lies beyond its limit and says so', () => {
    const store = createStore(10);
    const first = store.revision();
    for (let index = 0; index < 100; index += 1) store.put('/x', object('a', String(index)));
    expect(store.since(first)).toBeUndefined();
    expect(store.listAt('/x', '', first)).toBeUndefined();
    expect(store.since(store.revision() - 10)).toHaveLength(10);
    store.compact();
    expect(store.since(store.revision() - 1)).toBeUndefined();
    expect(store.since(store.revision())).toEqual([]);
  });
});

describe('selectors', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier!=db', true],
    ['app in (web, api),!gone', true],
    ['app notin (web)', false],
    ['missing notin (a)', true],
    ['missing', false],
    ['example.com/role=front', true],
  ])('%s', (text, expected) => {
    const labels = { app: 'web', tier: 'front', 'example.com/role': 'front' };
    expect(parseLabelSelector(text)(labels)).toBe(expected);
  });

  it.each(['a=b=c', 'a in', '=x', 'a in (b', 'a b'])('refuses %s', (text) => {
    expect(() => parseLabelSelector(text)).toThrow();
  });

  it('reads label selectors of objects', () => {
    const expressions = [
      { key: 'app', operator: 'In', values: ['web'] },
      { key: 'canary', operator: 'DoesNotExist' },
    ];
    expect(matchesSelector({ matchExpressions: expressions }, { app: 'web' })).toBe(true);
    expect(matchesSelector({ matchExpressions: expressions }, { app: 'web', canary: '' })).toBe(false);
    expect(matchesSelector({}, { anything: 'goes' })).toBe(true);
  });

  it('selects pods by node and phase, and nothing by fields it does not know', () => {
    const pod = { ...object('p', ''), spec: { nodeName: 'n1' }, status: { phase: 'Running' } };
    expect(parseFieldSelector('spec.nodeName=n1,status.phase!=Failed', 'Pod')(pod)).toBe(true);
    expect(() => parseFieldSelector('spec.image=x', 'Pod')).toThrow('field label not supported: spec.image');
  });
});
