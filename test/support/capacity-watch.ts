import type { KubeObject } from '../../src/platform/kube.ts';
import { overloads } from '../chaos/capacity.ts';
import type { Sight } from '../chaos/evidence.ts';
import { candidatesAmong, isCandidates, isServing, reachBy, reachThrough, wantedOf } from '../chaos/look.ts';
import type { FakeKube } from './fake-kube.ts';

/** So far apart (ms) that what was ready before a change counts no more: here every write is seen at once. */
const apartMs = 60_000;

/**
 * Looks at every change of a small world, one by one, by the rules that the chaos checker has for the sandbox.
 * @returns what of it gave traffic, or left it, to pods that could not bear it
 */
export function watchCapacity(
  kube: FakeKube,
  { name, full, routing }: { name: string } & Pick<Sight, 'full' | 'routing'>,
): () => string[] {
  const sights: Sight[] = [];
  const objects = new Map<string, KubeObject>();
  const find = (kind: string, wanted = name) => objects.get(`${kind} ${wanted}`);
  const look = () => {
    const made = [...objects.values()].filter(({ kind }) => kind === 'Pod' || kind === 'Deployment');
    const pods = made.filter(({ kind }) => kind === 'Pod');
    const ready = (isWanted: (pod: KubeObject) => boolean) =>
      pods.filter((pod) => isWanted(pod) && isServing(pod)).length;
    sights.push({
      place: name,
      at: sights.length * apartMs,
      routing,
      full,
      ...reachThrough(find('Service'), reachBy(find('VirtualService'))),
      candidates: candidatesAmong(made),
      stable: { wanted: wantedOf(find('Deployment')), ready: ready((pod) => !isCandidates(pod)) },
      candidate: { wanted: wantedOf(find('Deployment', `${name}-candidate`)), ready: ready(isCandidates) },
    });
  };
  const note = (object: KubeObject, how: 'changed' | 'removed') => {
    const key = `${object.kind} ${object.metadata.name}`;
    if (how === 'removed') objects.delete(key);
    else objects.set(key, object);
  };
  for (const object of kube.all()) note(object, 'changed');
  look();
  kube.onChange((object, how) => {
    note(object, how);
    look();
  });
  return () => overloads({ sights, troubles: [] });
}
