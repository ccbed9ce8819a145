import { nothingElse, type PreflightCheck } from '../check.ts';

/** A workload whose own settings keep pods of the old template. */
export const oldPods: PreflightCheck = {
  name: 'old-pods',
  needs: nothingElse,
  look({ stable: { title, rollout, rolled }, handling, staged }) {
    const { onDelete, held } = rollout;
    const stays = (handling.rolls ? onDelete : null) ?? (staged ? null : held);
    if (stays) return [{ severity: 'refuse', ...stays }];
    if (!held || rolled) return [];
    // Which of the two would be the old one, to go back to?
    const detail = `${title} runs two versions: its partition keeps some pods on an earlier one`;
    return [{ severity: 'refuse', detail, remedy: 'bring all of its pods to one version first' }];
  },
};
