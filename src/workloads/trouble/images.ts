import { type ContainerStatus, podSchema } from '../objects/pod.ts';
import type { Found } from './status.ts';

const pullReasons = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
];

/** What a registry, or the way to it, may get over by itself. */
const passing =
  /\b(?:429|500|502|503|504)\b|too ?many ?requests|rate limit|time(?:d )?-?out|deadline exceeded|connection (?:refused|reset)|unexpected EOF|no route to host|network is unreachable|temporary failure/i;

interface Waited {
  /** How long the pod has been on its node, in ms. */
  age: number;
  graceMs: number;
  /** Other pods of the same version; none where they were not looked at. */
  siblings?: readonly unknown[];
}

/**
 * An image that cannot be pulled: at once, unless the kubelet may yet get it when it tries again within the grace. So it
 * may where the registry fails for now, and where another pod has the image.
 */
export function badImage({ name, state }: ContainerStatus, { age, graceMs, siblings = [] }: Waited): Found | null {
  const { reason, message = '' } = state.waiting ?? {};
  if (!reason || !pullReasons.includes(reason)) return null;
  const mayPass = passing.test(message) || siblings.some((sibling) => hasImageOf(name, sibling));
  return age <= graceMs && mayPass ? null : { code: 'image-pull', detail: `${name}: ${message || reason}` };
}

function hasImageOf(container: string, raw: unknown): boolean {
  const { containerStatuses: main = [], initContainerStatuses: init = [] } =
    podSchema.safeParse(raw).data?.status ?? {};
  return [...init, ...main].some(({ name, imageID }) => name === container && imageID !== '');
}
