import { describe, expect, it } from 'vitest';
import { found, type SceneOptions, sceneWith } from '../../support/preflight-scene.ts';

const claim = (name: string, ...accessModes: string[]) => ({
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes },
});
const mounting = (claimName: string): SceneOptions => ({
  pod: {
    containers: [{ name: 'app', image: 'a:1', volumeMounts: [{ name: 'data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
});

describe('a workload that mounts claims', () => {
  it.each([
    ['refuse', 1, 'ReadWriteOnce', 'canary'],
    ['refuse', 1, 'ReadWriteOncePod', 'canary'],
    ['warn', 2, 'ReadWriteOnce', 'canary'],
    ['warn', 1, 'ReadWriteOnce', 'rolling'],
    ['refuse', 1, 'ReadWriteOncePod', 'rolling'],
    [null, 1, 'ReadWriteMany', 'canary'],
    [null, 1, 'ReadOnlyMany', 'canary'],
    [null, 1, 'ReadWriteOnce', 'recreate'],
  ])('mounts a claim: %s with %i pods, %s, %s', (severity, replicas, mode, strategy) => {
    const scene = sceneWith({ ...mounting('index'), spec: { replicas }, strategy });
    const said = found(scene, [claim('index', mode), claim('other', 'ReadWriteOnce')]);
    expect(said.map((each) => each.split(':')[0])).toEqual(severity === null ? [] : [severity]);
    if (severity) expect(said[0]).toContain('the claim index');
  });

  it('mounts a claim for many readers: alone one that only reads is well', () => {
    const modes = claim('index', 'ReadWriteOnce', 'ReadOnlyMany');
    const mounted = (readOnly: boolean, ofClaim = false) =>
      sceneWith({
        spec: { replicas: 1 },
        pod: {
          containers: [{ name: 'app', image: 'a:1', volumeMounts: [{ name: 'data', readOnly }] }],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'index', readOnly: ofClaim } }],
        },
      });
    expect(found(mounted(false), [modes]).join()).toMatch(/^refuse: .*the claim index/);
    expect(found(mounted(true), [modes])).toEqual([]);
    expect(found(mounted(false, true), [modes])).toEqual([]);
  });

  it('has a claim as a raw block, which is there to be written', () => {
    const pod = {
      containers: [{ name: 'app', image: 'a:1', volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'index' } }],
    };
    const said = found(sceneWith({ spec: { replicas: 1 }, pod }), [claim('index', 'ReadWriteOnce', 'ReadOnlyMany')]);
    expect(said.join()).toMatch(/^refuse: .*the claim index/);
  });

  it('is not disturbed by what only one node may mount where the old pod goes first', () => {
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 1 };
    const scene = sceneWith({
      ...mounting('index'),
      spec: { replicas: 1, strategy: { rollingUpdate } },
      strategy: 'rolling',
    });
    expect(found(scene, [claim('index', 'ReadWriteOncePod')])).toEqual([]);
  });

  it.each(['canary', 'rolling', 'recreate'])('that are gone or going starts no new pod (%s)', (strategy) => {
    const going = {
      ...claim('index', 'ReadWriteMany'),
      metadata: { name: 'index', deletionTimestamp: '2026-11-20T00:00:00Z' },
    };
    for (const claims of [[going], [claim('other', 'ReadWriteMany')]]) {
      expect(found(sceneWith({ ...mounting('index'), strategy }), claims)).toEqual([
        expect.stringMatching(/^refuse: .*the claim index, which does not exist or is being deleted/),
      ]);
    }
  });

  it('that may not be listed is refused for none of them', () => {
    expect(found(sceneWith(mounting('index')), [])).toEqual([]);
  });
});
