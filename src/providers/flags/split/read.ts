import { parseJson } from '../../../domain/json.ts';
import { type Ask, createAsk, type FlagDeps } from '../ask.ts';
import { answered, typeOf, unanswered } from '../evaluations.ts';
import type { Evaluation, Flags, FlagValue, Question } from '../flags.ts';
import type { SplitConfig } from '../kinds/split.ts';
import type { Where } from './find.ts';
import type { OnOff } from './rules.ts';
import { treatmentSchema } from './shapes.ts';

/** What an evaluator says of a flag that it does not know. */
const unknown = 'control';

/** Asks a Split Evaluator for values; without one there are none. */
export function reader(deps: FlagDeps, { evaluator, timeoutMs }: SplitConfig, { place, names }: Where): Flags['read'] {
  const ask: Ask | null =
    evaluator === undefined
      ? null
      : createAsk(deps, {
          place: { ...place, service: 'the Split Evaluator' },
          url: evaluator.url,
          tokenEnv: evaluator.tokenEnv,
          timeoutMs,
          authorization: (token) => token,
        });
  return async (question) => {
    if (ask === null) return unanswered(question, 'PROVIDER_NOT_READY', '`evaluator` of `flags` is not set');
    const { targetingKey, attributes } = question.context;
    if (targetingKey === undefined) return unanswered(question, 'TARGETING_KEY_MISSING', 'Split wants a targeting key');
    const asked = await ask({
      path: ['client', 'get-treatment-with-config'],
      query: { key: targetingKey, 'split-name': question.flag, attributes: JSON.stringify(attributes ?? {}) },
    });
    if (asked.kind === 'failed') return unanswered(question, 'PROVIDER_NOT_READY', asked.failure.words);
    const read = treatmentSchema.safeParse(asked.body);
    if (asked.status !== 200 || !read.success) {
      return unanswered(question, 'GENERAL', `the Split Evaluator answers HTTP ${asked.status}`);
    }
    return evaluated(question, read.data, names);
  };
}

function evaluated<T extends FlagValue>(
  question: Question<T>,
  { treatment, config }: { treatment: string; config?: unknown },
  { on, off }: OnOff,
): Evaluation<T> {
  if (treatment === unknown) return unanswered(question, 'FLAG_NOT_FOUND', `Split does not know ${question.flag}`);
  const said = { variant: treatment, reason: 'UNKNOWN' as const };
  const type = typeOf(question.otherwise);
  if (type === 'string') return answered(question, treatment, said);
  if (type === 'boolean')
    return answered(question, treatment === on ? true : treatment === off ? false : treatment, said);
  return answered(question, typeof config === 'string' ? parseJson(config) : config, said);
}
