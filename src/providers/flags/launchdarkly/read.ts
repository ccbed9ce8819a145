import { answered, unanswered } from '../evaluations.ts';
import type { Evaluation, Flags, FlagValue } from '../flags.ts';
import { detailOf, type Where } from './find.ts';
import { evaluationsSchema } from './shapes.ts';

const reasons: Readonly<Record<string, Evaluation<FlagValue>['reason']>> = {
  OFF: 'DISABLED',
  FALLTHROUGH: 'DEFAULT',
  TARGET_MATCH: 'TARGETING_MATCH',
  RULE_MATCH: 'TARGETING_MATCH',
  PREREQUISITE_FAILED: 'DEFAULT',
};

/** Asks LaunchDarkly itself for a value: no SDK of its own keeps all flags here for a question now and then. */
export function reader({ ask, project, environment }: Where): Flags['read'] {
  return async (question) => {
    const { targetingKey, attributes } = question.context;
    if (targetingKey === undefined)
      return unanswered(question, 'TARGETING_KEY_MISSING', 'LaunchDarkly wants a targeting key');
    const asked = await ask({
      method: 'POST',
      path: ['api', 'v2', 'projects', project, 'environments', environment, 'flags', 'evaluate'],
      query: { filter: `query equals ${JSON.stringify(question.flag)}`, limit: '100' },
      body: { ...attributes, kind: 'user', key: targetingKey },
    });
    if (asked.kind === 'failed') return unanswered(question, 'PROVIDER_NOT_READY', asked.failure.words);
    const read = evaluationsSchema.safeParse(asked.body);
    if (asked.status !== 200 || !read.success) {
      return unanswered(
        question,
        'GENERAL',
        `LaunchDarkly answers HTTP ${asked.status} ${detailOf(asked.body)}`.trim(),
      );
    }
    const found = read.data.items.find(({ key }) => key === question.flag);
    if (!found) return unanswered(question, 'FLAG_NOT_FOUND', `LaunchDarkly has no flag ${question.flag}`);
    return answered(question, found._value, { variant: null, reason: reasons[found.reason?.kind ?? ''] ?? 'UNKNOWN' });
  };
}
