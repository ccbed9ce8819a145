import { type Able, ableAmong } from '../domain/able.ts';
import { approversOf } from '../domain/approval.ts';
import { block, gateKind, pass, wanted } from './gate.ts';

/** Who could approve this request, the one who asked left out where they may not; null where anyone may. */
export type ApproverFacts = Pick<Able, 'able' | 'everybody'> | null;

/**
 * Somebody must be able to approve, or the release would wait for nothing. Once they have, it is of no account. Only our
 * own people count, as only they are heard.
 */
export const approvers = gateKind<ApproverFacts>({
  name: 'approvers',
  at: ['request'],
  about: 'releases',
  newCodeOnly: false,
  unseen: () => "can't tell who may approve",
  remedy: ({ target }) => `name more people in approval.groups or approval.users of ${target.environment}`,
  async facts(deps, { target, request }) {
    const { groups, users, required, selfApproval } = target.approval;
    if (required === 0 || (groups.length === 0 && users.length === 0)) return null;
    const members = await Promise.all(groups.map(async (group) => (await deps.groupMembers(group)) ?? []));
    const named = [...users, ...members.flat()].filter((id) => selfApproval || id !== request.by.id);
    return ableAmong(named, required, deps.isOurs);
  },
  evaluate(facts, { target, to }) {
    const { required } = target.approval;
    if (required === 0) return pass('approvers', 'no approval needed');
    if (facts === null) return pass('approvers', 'anyone may approve');
    const able = facts.able.length;
    if (able >= required) return pass('approvers', `${able}${facts.everybody ? '' : ' or more'} can approve`);
    const named = approversOf(target.approval);
    const detail = `needs ${required} of ${named.join(' or ')}, but only ${able} could`;
    return block('approvers', 'nobody can approve', detail, {
      code: 'nobody-can-approve',
      ...wanted({ target, to }),
      approvers: named,
      required,
      able,
    });
  },
});
