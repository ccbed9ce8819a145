import { parseImage } from '../../domain/image-reference.ts';
import { nothingElse, type PreflightCheck } from '../check.ts';
import { some } from '../words.ts';

/** Volumes that are an image of the repository that is released: only containers get the new version. */
export const imageVolumes: PreflightCheck = {
  name: 'image-volumes',
  needs: nothingElse,
  look({ stable: { title, image, rollout } }) {
    const same = rollout.template.spec.volumes.flatMap(({ name, image: mounted }) =>
      mounted?.reference && parseImage(mounted.reference).repository === parseImage(image).repository ? [name] : [],
    );
    if (same.length === 0) return [];
    const [what, stays] = same.length === 1 ? ['The volume', 'stays'] : ['The volumes', 'stay'];
    const detail = `${what} ${some(same)} of ${title} ${same.length === 1 ? 'is an image' : 'are images'} of the repository that is released, and ${stays} at the version of now: new code may run beside old files`;
    const remedy = 'take the files from the image of the container, or give the volume an image of its own repository';
    return [{ severity: 'warn', detail, remedy }];
  },
};
