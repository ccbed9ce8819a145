import { z } from 'zod';
import type { ConfigurationKind, ConfigurationName } from '../../domain/configuration.ts';
import type { KindRef, Kube, KubeObject, ObjectRef } from '../../platform/kube.ts';

export const configMapKind: KindRef = { apiVersion: 'v1', kind: 'ConfigMap' };
export const secretKind: KindRef = { apiVersion: 'v1', kind: 'Secret' };

export function configurationRef(kind: ConfigurationKind, namespace: string, name: string): ObjectRef {
  return { ...(kind === 'Secret' ? secretKind : configMapKind), namespace, name };
}

/** Null where it does not exist, or is being deleted: no pod can count on it. Throws a KubeError. */
export async function readConfiguration(
  kube: Kube,
  kind: ConfigurationKind,
  namespace: string,
  name: string,
): Promise<KubeObject | null> {
  const object = await kube.get(configurationRef(kind, namespace, name));
  return object?.metadata.deletionTimestamp === undefined ? object : null;
}

/** A ConfigMap or Secret that a pod template names. */
export interface ConfigurationUse extends ConfigurationName {
  /** Its pods start without it wherever it is named. */
  optional: boolean;
}

/** One place of a template that names one, by the member that has the name. */
type Place = { [member: string]: unknown };
const placeSchema = z.record(z.string(), z.unknown());

/** Changes the places that name an object of a kind; gives back what shall stand there. */
type Visit = (kind: ConfigurationKind, member: 'name' | 'secretName', place: Place) => Place;

/** Those that a pod template names, each once. Credentials for pulling images and for storage are none of the program's. */
export function usesOf(podSpec: unknown): ConfigurationUse[] {
  const found = new Map<string, ConfigurationUse>();
  visited(podSpec, (kind, member, place) => {
    const name = place[member];
    if (typeof name !== 'string' || name === '') return place;
    const key = `${kind}/${name}`;
    const optional = place['optional'] === true && (found.get(key)?.optional ?? true);
    found.set(key, { kind, name, optional });
    return place;
  });
  return [...found.values()];
}

/** The lists of a pod template in which any is named, as `managedFields` names fields. */
export function placesOf(podSpec: unknown): string[][] {
  const { volumes, ...lists } = listsSchema.parse(podSpec);
  const inContainers = Object.entries(lists).flatMap(([list, containers]) =>
    containers.flatMap(({ name, ...members }) =>
      Object.entries(members)
        .filter(([member, value]) => usesOf({ containers: [{ [member]: value }] }).length > 0)
        .map(([member]) => [`f:${list}`, `k:{"name":"${name}"}`, `f:${member}`]),
    ),
  );
  return usesOf({ volumes }).length > 0 ? [...inContainers, ['f:volumes']] : inContainers;
}

const namedContainers = z
  .array(z.object({ name: z.string(), envFrom: z.unknown().optional(), env: z.unknown().optional() }))
  .nullish()
  .transform((all) => all ?? []);
const listsSchema = z.object({
  containers: namedContainers,
  initContainers: namedContainers,
  volumes: z.unknown().optional(),
});

/** The pod template with other names in these places. @param rename the same name where it stays */
export function renamed(podSpec: unknown, rename: (use: ConfigurationName) => string): unknown {
  return visited(podSpec, (kind, member, place) => {
    const name = place[member];
    return typeof name === 'string' ? { ...place, [member]: rename({ kind, name }) } : place;
  });
}

function visited(podSpec: unknown, visit: Visit): unknown {
  const container = (each: Place) =>
    changed(
      changed(each, 'envFrom', (list) => items(list, (from) => sources(from, ['configMapRef', 'secretRef'], visit))),
      'env',
      (list) =>
        items(list, (variable) =>
          changed(variable, 'valueFrom', (value) => of(value, (from) => sources(from, keyRefs, visit))),
        ),
    );
  return of(podSpec, (spec) => {
    const withContainers = ['containers', 'initContainers'].reduce(
      (each, member) => changed(each, member, (list) => items(list, container)),
      spec,
    );
    return changed(withContainers, 'volumes', (list) => items(list, (volume) => volumeVisited(volume, visit)));
  });
}

const keyRefs = ['configMapKeyRef', 'secretKeyRef'] as const;

function volumeVisited(volume: Place, visit: Visit): Place {
  const plain = changed(volume, 'configMap', (value) => of(value, (place) => visit('ConfigMap', 'name', place)));
  const secret = changed(plain, 'secret', (value) => of(value, (place) => visit('Secret', 'secretName', place)));
  return changed(secret, 'projected', (value) =>
    of(value, (projected) =>
      changed(projected, 'sources', (list) => items(list, (each) => sources(each, ['configMap', 'secret'], visit))),
    ),
  );
}

/** @param members the first names a ConfigMap, the second a Secret */
function sources(place: Place, [configMap, secret]: readonly [string, string], visit: Visit): Place {
  const first = changed(place, configMap, (value) => of(value, (each) => visit('ConfigMap', 'name', each)));
  return changed(first, secret, (value) => of(value, (each) => visit('Secret', 'name', each)));
}

function changed(place: Place, member: string, change: (value: unknown) => unknown): Place {
  return place[member] === undefined || place[member] === null ? place : { ...place, [member]: change(place[member]) };
}

function items(list: unknown, change: (item: Place) => Place): unknown {
  return Array.isArray(list) ? list.map((item) => of(item, change)) : list;
}

/** What is no object is left as it is. */
function of(value: unknown, change: (place: Place) => Place): unknown {
  return isPlace(value) ? change(value) : value;
}

/** The object itself: a schema's copy of it would leave out what it does not take for a member. */
function isPlace(value: unknown): value is Place {
  return placeSchema.safeParse(value).success;
}
