import { approversOf } from '../domain/approval.ts';
import { block, gateKind, pass, wanted } from './gate.ts';

/** Ids of everyone who may approve, or null where anyone may. */
type ApproverFacts = readonly string[] | null;

/** Somebody must be able to approve, or the release would wait for nothing. Once they have, it is of no account. */
export const approvers = gateKind<ApproverFacts>({
  name: 'approvers',
  at: ['request'],
  unseen: () => 'who may approve cannot be told',
  remedy: ({ target }) => `name more people in approval.groups or approval.users of ${target.environment}`,
  async facts(deps, { target }) {
    const { groups, users, required } = target.approval;
    if (required === 0 || (groups.length === 0 && users.length === 0)) return null;
    const members = await Promise.all(groups.map(async (group) => (await deps.groupMembers(group)) ?? []));
    return [...new Set([...users, ...members.flat()])];
  },
  evaluate(able, { request, target, to }) {
    const { required, selfApproval } = target.approval;
    if (required === 0) return pass('approvers', 'no approval needed');
    if (able === null) return pass('approvers', 'anyone may approve');
    const others = able.filter((id) => selfApproval || id !== request.by.id);
    if (others.length >= required) return pass('approvers', `${others.length} can approve`);
    const named = approversOf(target.approval);
    const detail = `needs ${required} of ${named.join(' or ')}, but only ${others.length} could`;
    return block('approvers', 'nobody can approve', detail, {
      code: 'nobody-can-approve',
      ...wanted({ target, to }),
      approvers: named,
      required,
      able: others.length,
    });
  },
});
