import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { preflightChecks } from '../../../src/preflight/checks/index.ts';
import { preflightPermissions, type Source, sources } from '../../../src/preflight/sources.ts';
import { strategyKinds } from '../../../src/strategies/index.ts';
import { sceneWith } from '../../support/preflight-scene.ts';

const folder = join(import.meta.dirname, '../../../src/preflight/checks');
const scenes = strategyKinds.flatMap(({ kind }) =>
  (['host', 'pods'] as const).map((router) => sceneWith({ strategy: kind, router })),
);

describe('the record of preflight checks', () => {
  it('lists every check of the folder, each by the name of its file', async () => {
    const files = (await readdir(folder)).filter((file) => file !== 'index.ts');
    expect(preflightChecks.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
  });

  it('reads nothing that no check asks for', () => {
    const asked = new Set(
      [...scenes, sceneWith({ pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } })]
        .flatMap((scene) => preflightChecks.map(({ needs }) => needs(scene)))
        .flat(),
    );
    expect([...asked].sort()).toEqual(Object.keys(sources).sort());
  });

  it('asks for no more than to list, in groups that the kinds are served in', () => {
    expect(preflightPermissions.filter(({ verbs }) => verbs.join() !== 'list')).toEqual([]);
    for (const { kinds } of Object.values(sources as Record<string, Source>)) {
      expect(new Set(kinds.map(({ apiVersion }) => apiVersion.split('/').slice(0, -1).join())).size).toBe(1);
    }
  });
});

describe.each(preflightChecks.map((check) => [check.name, check] as const))('%s', (_name, check) => {
  it('has nothing to say of a workload that is well, whatever releases it', () => {
    for (const scene of scenes) expect(check.look(scene, {})).toEqual([]);
  });

  it('names a source at most once', () => {
    for (const scene of scenes) {
      const needs = check.needs(scene);
      expect(new Set(needs).size).toBe(needs.length);
    }
  });

  it('asks for less where nothing is cloned', () => {
    const clone = check.needs(sceneWith());
    const none = check.needs(sceneWith({ strategy: 'recreate' }));
    expect(none.filter((each) => !clone.includes(each))).toEqual([]);
  });
});
