import { strategyKinds } from '../strategies/index.ts';
import type { Handling } from '../strategies/strategy.ts';
import { quote } from '../words/escape.ts';
import type { Apart, Scene } from './check.ts';

/** `"with rolling" or "with recreate"`: what a person adds to the command for a strategy that handles pods like this. */
export function withStrategy(fits: (handling: Handling) => boolean): string {
  return strategyKinds
    .filter(({ handling }) => fits(handling))
    .map(({ kind }) => `"with ${kind}"`)
    .join(' or ');
}

export const neverTwice = ({ clones, rolls }: Handling): boolean => !clones && !rolls;
export const noCopy = ({ clones }: Handling): boolean => !clones;

/** `app=checkout`. */
export function label(key: string, value: string): string {
  return `${key}=${value}`;
}

/** What makes a `metav1.LabelSelector` take both: `match both with app In (checkout, checkout-candidate)`. */
export function takeBoth({ key, stable, candidate }: Apart): string {
  return `match both with ${key} In (${stable}, ${candidate})`;
}

/** `NetworkPolicy a` or `NetworkPolicies a and b`, as the subject of a sentence; `s` is what its verb ends with. */
export function subject(one: string, many: string, names: readonly string[]): { who: string; s: 's' | '' } {
  return names.length === 1 ? { who: `${one} ${some(names)}`, s: 's' } : { who: `${many} ${some(names)}`, s: '' };
}

/** `kubectl -n shop`. */
export function kubectl({ target }: Pick<Scene, 'target'>): string {
  return `kubectl -n ${quote(target.namespace)}`;
}

/** "a, b and 3 more": names of other people's objects, of which there may be many. */
export function some(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
