import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { ask } from '../../../src/requests/ask.ts';
import type { RequestDeps } from '../../../src/requests/deps.ts';
import { draft } from '../../../src/requests/draft.ts';
import { findRelease } from '../../../src/requests/queries.ts';
import { rollBack } from '../../../src/requests/roll-back.ts';
import { patchObject } from '../../support/patch-object.ts';
import { aoi } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const [index, platform, other] = ['a', 'b', 'c'].map((digit) => `sha256:${digit.repeat(64)}`) as [
  string,
  string,
  string,
];

function pod(name: string, digest: string | null): KubeObject {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'checkout-77', uid: 'gone', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'production',
      labels: { app: 'checkout', 'pod-template-hash': '77' },
      ownerReferences: [owner],
    },
    spec: { containers: [{ name: 'app', image: 'registry.example/checkout:2.4.0' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'app', imageID: digest === null ? '' : `registry.example/checkout@${digest}` }],
    },
  };
}

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'production', name: 'checkout' };
const running = (image: string) => ({ spec: { template: { spec: { containers: [{ name: 'app', image }] } } } });

/** Production runs 2.4.0, a bare tag of which the pods run these digests and the registry has `index`. */
async function given(runs: (string | null)[], complete = true) {
  const { deps: usual, kube, clock } = await createRequestWorld();
  await patchObject(kube, ref, running('registry.example/checkout:2.4.0'));
  for (const [at, digest] of runs.entries()) kube.put(pod(`checkout-77-${at}`, digest));
  const deps: RequestDeps = {
    ...usual,
    imagesOf: (config) => ({
      ...usual.imagesOf(config),
      async resolve(repository, version) {
        if (version === '2.4.1') return usual.imagesOf(config).resolve(repository, version);
        const isDigest = version.startsWith('sha256:');
        const digest = isDigest ? version : index;
        const image = isDigest ? `${repository}@${digest}` : `${repository}:${version}@${digest}`;
        return { kind: 'found', image: { version, image, digest, commit: null, builtAt: null } };
      },
      identities: async () => ({ digests: new Set([index, platform]), complete }),
    }),
  };
  return { deps, kube, clock };
}

/** The plan to leave it. */
async function planned(runs: (string | null)[], complete = true) {
  const drafted = await draft((await given(runs, complete)).deps, wants());
  if (drafted.kind !== 'drafted') throw new Error(JSON.stringify(drafted));
  return drafted.plan;
}

describe('a plan that leaves a bare tag', () => {
  it.each([
    ['under its own digest', [index, index]],
    ['under the digest of its platform', [platform]],
  ])('keeps what the registry has, where that runs %s', async (_, runs) => {
    const { from, notes } = await planned(runs);
    expect(from).toMatchObject({ image: 'registry.example/checkout:2.4.0', digest: index });
    expect(notes.join(' ')).not.toContain('pushed again');
  });

  it('says that the tag was pushed again, keeps what runs, and writes back what was written', async () => {
    const { from, notes, steps } = await planned([other, other]);
    expect(from.digest).toBe(other);
    expect(notes.join(' ')).toMatch(
      /2\.4\.0 was pushed again since it was rolled out \(sha256:cccc…cc runs, sha256:aaaa…aa/,
    );
    const undone = steps.flatMap(({ undo }) => undo).filter((each) => each.kind === 'workload.update');
    expect(undone.map(({ image }) => image)).toEqual(['registry.example/checkout:2.4.0']);
  });

  it.each<[string, (string | null)[], boolean]>([
    ['no pod is ready', [], true],
    ['a pod does not say', [null], true],
    ['pods run several', [index, other], true],
    ['the registry cannot tell', [other], false],
  ])('claims nothing where %s', async (_, runs, complete) => {
    const { from, notes } = await planned(runs, complete);
    expect(from).not.toHaveProperty('digest');
    expect(notes.join(' ')).not.toContain('pushed again');
  });
});

it('a rollback to a bare tag that was pushed again brings the bytes that ran', async () => {
  const { deps, kube, clock } = await given([other]);
  await ask(deps, wants());
  await deps.store.append('r1', 1, [
    { type: 'started', at: clock.now() },
    { type: 'finished', at: clock.now(), outcome: 'succeeded', by: null, reason: null },
  ]);
  await patchObject(kube, ref, running(`registry.example/checkout:2.4.1@${platform}`));
  const wish = { by: aoi, service: 'checkout', environment: 'production', reason: null, key: 'k2', channel: null };
  expect(await rollBack(deps, wish)).toMatchObject({ kind: 'created', id: 'r2' });
  const back = await findRelease(deps.store, '#2', null);
  expect(back?.release.plan.to).toMatchObject({ version: '2.4.0', image: `registry.example/checkout:2.4.0@${other}` });
});
