import { parseImage } from '../domain/image-reference.ts';
import { shortDigest } from '../words/format.ts';
import { block, gateKind, pass, unknown, wanted } from './gate.ts';
import { compareRunning, movedFrom, type Sameness } from './same-image.ts';

/** How what runs compares with what is to run; null where their references say enough. */
type DifferentFacts = Sameness | null;

/**
 * There is nothing to do for a version that runs already. What runs later is looked at when the release starts. A tag
 * that runs without a digest may have been pushed again since: then its pods say what they run.
 */
export const different = gateKind<DifferentFacts>({
  name: 'different',
  at: ['request'],
  about: 'versions',
  newCodeOnly: false,
  unseen: () => "can't tell what is running",
  remedy: () => 'ask for another version',
  async facts(deps, { from, to, target }) {
    const [runs, next] = [parseImage(from.image), parseImage(to.image)];
    if (from.image === to.image || runs.name !== next.name || (runs.digest && next.digest)) return null;
    return compareRunning(deps, { environment: target.environment, image: from.image }, { target, to });
  },
  evaluate(sameness, ask) {
    const { from, to, target } = ask;
    const already = () =>
      block('different', 'already running', `${target.environment} already runs ${to.version}`, {
        code: 'already-running',
        ...wanted({ target, to }),
      });
    const [runs, next] = [parseImage(from.image), parseImage(to.image)];
    if (from.image === to.image || (runs.digest && runs.digest === next.digest)) return already();
    switch (sameness?.kind) {
      case undefined:
        return pass('different', `${from.version} is running`);
      case 'same':
        return already();
      case 'other': {
        const moved = movedFrom(from.image, sameness, to);
        if (moved === null) return pass('different', `another ${from.version} is running`);
        const { runs: old, has } = moved;
        return pass(
          'different',
          `${to.version} was pushed again: ${shortDigest(old)} runs, ${shortDigest(has)} is new`,
        );
      }
      case 'several':
        return pass('different', `several images run as ${from.version}`);
      case 'no-pod':
        return pass('different', `no pod of ${from.version} is ready`);
      case 'untold':
      case 'unknown':
        return unknown('different', "can't tell what is running", sameness.detail, ask);
    }
  },
});
