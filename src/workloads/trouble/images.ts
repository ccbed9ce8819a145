import type { ContainerStatus } from '../objects/pod.ts';
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

/** An image that cannot be pulled: at once, unless the kubelet may yet get it when it tries again within the grace. */
export function badImage(
  { name, state }: ContainerStatus,
  { age, graceMs }: { age: number; graceMs: number },
): Found | null {
  const { reason, message = '' } = state.waiting ?? {};
  if (!reason || !pullReasons.includes(reason) || (age <= graceMs && passing.test(message))) return null;
  return { code: 'image-pull', detail: `${name}: ${message || reason}` };
}
