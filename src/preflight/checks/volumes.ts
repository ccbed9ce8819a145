import type { z } from 'zod';
import type { PreflightFinding } from '../../domain/preflight.ts';
import type { TemplateVolume } from '../../workloads/objects/template.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import type { claimSchema } from '../shapes.ts';
import { neverTwice, some, withStrategy } from '../words.ts';

type Claim = z.infer<typeof claimSchema>;

/** Volumes of a template that one node mounts, or one pod. */
interface Bound {
  /** `the claim search-index`. */
  what: string;
  by: 'pod' | 'node';
}

/** Old volume types that Kubernetes attaches to one node for writing. */
const attached = [
  'awsElasticBlockStore',
  'azureDisk',
  'cinder',
  'fc',
  'gcePersistentDisk',
  'iscsi',
  'rbd',
  'vsphereVolume',
];

/** Volumes that the pods of two versions cannot both mount, wherever they run. */
export const volumes: PreflightCheck = {
  name: 'volumes',
  needs: (scene) => (startsPods(scene) && claimsOf(scene).length > 0 ? ['claims'] : []),
  look(scene, { claims }) {
    const lost = claims && startsPods(scene) ? lostClaims(scene, claims) : [];
    return [...lost, ...(twoAtOnce(scene) ? both(scene, claims ?? []) : [])];
  },
};

function both(scene: Scene, claims: readonly Claim[]): PreflightFinding[] {
  const { volumes: all } = scene.stable.rollout.template.spec;
  const bound = all.flatMap((volume) => boundBy(volume, claims, isOnlyRead(volume, scene)) ?? []);
  return [...boundFindings(scene, bound), ...shared(scene)];
}

function startsPods({ stable, candidate }: Scene): boolean {
  return stable.replicas > 0 || candidate !== null;
}

/** What is gone, or goes once its last pod ends: a pod that mounts it is never placed. */
function lostClaims(scene: Scene, claims: readonly Claim[]): PreflightFinding[] {
  const lost = claimsOf(scene).filter((name) => {
    const found = claims.find(({ metadata }) => metadata.name === name);
    return !found || found.metadata.deletionTimestamp;
  });
  if (lost.length === 0) return [];
  const detail = `${scene.stable.title} mounts the claim ${some(lost)}, which does not exist or is being deleted: no new pod can start`;
  return [{ severity: 'refuse', detail, remedy: 'create the claim again, or take it out of the template' }];
}

/** Old and new pods run at the same time. */
function twoAtOnce({ handling, stable: { rollout, replicas } }: Scene): boolean {
  return handling.clones || (handling.rolls && replicas > 0 && rollout.surge > 0);
}

function claimsOf({ stable }: Scene): string[] {
  return stable.rollout.template.spec.volumes.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []);
}

/** None of its containers may write to it. */
function isOnlyRead({ name, persistentVolumeClaim }: TemplateVolume, { stable }: Scene): boolean {
  const { containers, initContainers } = stable.rollout.template.spec;
  const mounts = [...containers, ...initContainers].flatMap(({ volumeMounts }) => volumeMounts);
  const blocks = [...containers, ...initContainers].flatMap(({ volumeDevices }) => volumeDevices);
  const writes = mounts.some((mount) => mount.name === name && mount.readOnly !== true);
  return persistentVolumeClaim?.readOnly === true || !(writes || blocks.some((each) => each.name === name));
}

function boundBy(volume: TemplateVolume, claims: readonly Claim[], onlyRead: boolean): Bound | null {
  const name = volume.persistentVolumeClaim?.claimName;
  if (name !== undefined) {
    const modes = claims.find(({ metadata }) => metadata.name === name)?.spec.accessModes ?? [];
    const what = `the claim ${name}`;
    if (modes.includes('ReadWriteMany') || (onlyRead && modes.includes('ReadOnlyMany'))) return null;
    if (modes.includes('ReadWriteOncePod')) return { what, by: 'pod' };
    return modes.includes('ReadWriteOnce') ? { what, by: 'node' } : null;
  }
  const type = attached.find((each) => volume[each] !== undefined);
  const readOnly = type !== undefined && (volume[type] as { readOnly?: unknown } | null)?.readOnly === true;
  return type === undefined || readOnly ? null : { what: `the volume ${volume.name} (${type})`, by: 'node' };
}

function boundFindings({ handling, stable }: Scene, bound: readonly Bound[]): PreflightFinding[] {
  const { rollout, replicas, title } = stable;
  return (['pod', 'node'] as const).flatMap((by): PreflightFinding[] => {
    const what = some(bound.filter((each) => each.by === by).map((each) => each.what));
    if (what === '') return [];
    const mounts = `${title} mounts ${what}, which only one ${by} at a time may`;
    if (handling.clones) {
      // Several pods share it already, and so stand on one node: there is room for a candidate there, or there is not.
      const severity = by === 'node' && replicas > 1 ? 'warn' : 'refuse';
      const detail = `${mounts}: a candidate would write to it beside the running version, or wait for it in vain`;
      return [{ severity, detail, remedy: `release it ${withStrategy(neverTwice)}` }];
    }
    const stuck = by === 'pod' && rollout.unavailable === 0;
    const detail = stuck
      ? `${mounts}: the new pod would wait for the old one, which stays until the new one is ready`
      : `${mounts}: while the pods are replaced, a new one on another node waits for it`;
    return [{ severity: stuck ? 'refuse' : 'warn', detail, remedy: `release it ${withStrategy(neverTwice)}` }];
  });
}

/** A directory of the node, written to by a single pod until now. */
function shared({ handling, stable }: Scene): PreflightFinding[] {
  const { containers, initContainers, volumes: all } = stable.rollout.template.spec;
  if (!handling.clones || stable.replicas > 1) return [];
  const written = [...containers, ...initContainers]
    .flatMap(({ volumeMounts }) => volumeMounts)
    .filter(({ readOnly }) => readOnly !== true);
  const paths = all.flatMap(({ name, hostPath }) =>
    hostPath && hostPath.type !== 'Socket' && written.some((mount) => mount.name === name) ? [hostPath.path] : [],
  );
  if (paths.length === 0) return [];
  const detail = `${stable.title} writes to ${some(paths)} of its node: a candidate on the same node writes there as well, and one on another finds nothing there`;
  return [{ severity: 'warn', detail, remedy: `release it ${withStrategy(neverTwice)} if two must not write there` }];
}
