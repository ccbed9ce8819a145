import semver from 'semver';
import { block, gateKind, pass, wanted } from './gate.ts';

/** A release never goes backwards unless that was asked for. Nothing that comes later changes what was asked. */
export const forward = gateKind<null>({
  name: 'forward',
  at: ['request'],
  unseen: () => "can't tell what is running",
  remedy: () => 'ask for a rollback',
  facts: async () => null,
  evaluate(_facts, { request, target, from, to }) {
    const [now, next] = [semver.parse(from.version), semver.parse(to.version)];
    const back = now !== null && next !== null && semver.lt(next, now);
    if (!back) return pass('forward', `newer than ${from.version}`);
    if (request.backwards) return pass('forward', `back from ${from.version}, as asked`);
    return block('forward', `older than ${from.version}`, `${to.version} is older than ${from.version}`, {
      code: 'would-go-back',
      ...wanted({ target, to }),
      from: from.version,
    });
  },
});
