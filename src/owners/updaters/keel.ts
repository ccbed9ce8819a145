import { markOf } from '../gitops/tool.ts';
import type { Updater } from './updater.ts';

const policy = 'keel.sh/policy';

/** Keel: a policy says which newer tags of an image it brings in. @see https://keel.sh/docs/#policies */
export const keel: Updater = {
  managers: ['keel'],
  recognize(object) {
    const set = markOf(object, policy)?.trim() ?? '';
    if (set === '' || set === 'never') return null;
    return {
      who: `Keel (policy ${set})`,
      when: 'when the registry has a tag or an image that its policy takes for a newer one',
      remedy: `set \`${policy}\` to \`never\`, at least while releases run`,
    };
  },
};
