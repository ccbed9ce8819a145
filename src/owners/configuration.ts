import type { KubeObject } from '../platform/kube.ts';
import { keeperOf } from './writers.ts';

/** What a tool leaves on the ConfigMaps and Secrets that it writes. */
interface Sign {
  who: string;
  /** A label or an annotation: as it is named, or as its name begins. */
  mark?: string;
  /** Its value, where others use the same mark. */
  value?: string;
  /** Field managers that it writes under. */
  managers?: readonly string[];
  /** Names of objects. */
  names?: readonly string[];
  /** Types of Secrets. */
  types?: readonly string[];
}

/** They put back, renew or rotate what they write, and what they write is to be followed at once. */
const signs: readonly Sign[] = [
  {
    who: 'Kubernetes',
    names: ['kube-root-ca.crt'],
    types: ['kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token'],
    managers: ['kube-controller-manager'],
  },
  { who: 'OpenShift', names: ['openshift-service-ca.crt'], mark: 'service.beta.openshift.io/' },
  { who: 'Istio', names: ['istio-ca-root-cert'], managers: ['pilot-discovery'] },
  { who: 'External Secrets', mark: 'reconcile.external-secrets.io/', managers: ['external-secrets'] },
  { who: 'Sealed Secrets', mark: 'sealedsecrets.bitnami.com/' },
  { who: 'cert-manager', mark: 'cert-manager.io/certificate-name' },
  { who: 'cert-manager', mark: 'controller.cert-manager.io/fao' },
  { who: 'the Vault Secrets Operator', mark: 'app.kubernetes.io/managed-by', value: 'hashicorp-vso' },
  { who: 'the Secrets Store CSI driver', mark: 'secrets-store.csi.k8s.io/managed' },
  { who: 'Reflector', mark: 'reflector.v1.k8s.emberstack.com/reflects' },
  { who: 'the Replicator', mark: 'replicator.v1.mittwald.de/replicate-from' },
  { who: 'Helm', mark: 'app.kubernetes.io/managed-by', value: 'Helm' },
];

/**
 * Who writes a ConfigMap or Secret by itself, by its owner, its marks and the server's own book; plain text from the
 * cluster. Null where it is people's own.
 */
export function configurationOwner(object: KubeObject): string | null {
  const { ownerReferences = [], managedFields = [] } = object.metadata;
  const [owner] = ownerReferences;
  if (owner) return `${owner.kind} ${owner.name}`;
  const writers = managedFields.flatMap(({ manager }) => (typeof manager === 'string' ? [manager] : []));
  const kept = keeperOf(object, writers);
  if (kept) return kept.managed.who;
  return signs.find((sign) => isSeen(sign, object, writers))?.who ?? null;
}

function isSeen(
  { mark, value, managers, names, types }: Sign,
  object: KubeObject,
  writers: readonly string[],
): boolean {
  const { name, labels = {}, annotations = {} } = object.metadata;
  const marks = [...Object.entries(labels), ...Object.entries(annotations)];
  const marked =
    mark !== undefined &&
    marks.some(([key, found]) => key.startsWith(mark) && (value === undefined || found === value));
  return (
    marked ||
    (names?.includes(name) ?? false) ||
    (types?.some((type) => type === object['type']) ?? false) ||
    writers.some((writer) => managers?.includes(writer))
  );
}
