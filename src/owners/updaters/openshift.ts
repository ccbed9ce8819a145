import { z } from 'zod';
import { readJson } from '../../domain/json.ts';
import type { Updater } from './updater.ts';

const flag = z.union([z.boolean(), z.string()]).nullish();
const triggersSchema = z.array(
  z.object({ from: z.object({ name: z.string() }), fieldPath: z.string(), paused: flag, pause: flag }),
);

/**
 * OpenShift's image triggers: the image of a container is what a tag of an ImageStream leads to.
 * @see https://docs.openshift.com/container-platform/latest/openshift_images/triggering-updates-on-imagestream-changes.html
 */
export const openshift: Updater = {
  managers: ['openshift-controller-manager'],
  recognize({ kind, metadata }, container) {
    const all = readJson(triggersSchema, metadata.annotations?.['image.openshift.io/triggers'] ?? '') ?? [];
    const found = all.find(({ fieldPath, paused, pause }) => isOn([paused, pause]) && mayName(fieldPath, container));
    if (!found) return null;
    return {
      who: `OpenShift (ImageStreamTag ${found.from.name})`,
      when: 'when that tag is not of the image that is written, or moves',
      remedy: `pause its trigger (\`oc set triggers ${kind.toLowerCase()}/${metadata.name} --manual\`), at least while releases run`,
    };
  },
};

function isOn(flags: readonly unknown[]): boolean {
  return !flags.some((each) => String(each) === 'true');
}

/** By name, `containers[?(@.name=="app")]`; of one by its number, or written otherwise, it may be. */
function mayName(fieldPath: string, container: string): boolean {
  const [, name] = /\[\?\(@\.name\s*==\s*["']([^"']*)["']\)\]/.exec(fieldPath) ?? [];
  return name === undefined || name === container;
}
