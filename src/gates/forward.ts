import { compareVersions } from '../domain/order/compare-versions.ts';
import { block, gateKind, pass, wanted } from './gate.ts';

/**
 * A release never goes backwards unless that was asked for. Nothing that comes later changes what was asked. Where two
 * versions have no order, it says so and claims nothing.
 */
export const forward = gateKind<null>({
  name: 'forward',
  at: ['request'],
  about: 'versions',
  newCodeOnly: true,
  unseen: () => "can't tell what is running",
  remedy: () => 'ask for a rollback',
  facts: async () => null,
  evaluate(_facts, { target, from, to }) {
    const order = compareVersions(to.version, from.version);
    if (order === null) return pass('forward', `can't be compared with ${from.version}`);
    if (order > 0) return pass('forward', `newer than ${from.version}`);
    if (order === 0) return pass('forward', `no older than ${from.version}`);
    return block('forward', `older than ${from.version}`, `${to.version} is older than ${from.version}`, {
      code: 'would-go-back',
      ...wanted({ target, to }),
      from: from.version,
    });
  },
});
