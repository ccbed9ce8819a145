import { parseJson } from '../../../domain/json.ts';
import {
  type FlagDefinition,
  startUnleashClient,
  type UnleashClient,
  type UnleashContext,
} from '../../../platform/unleash.ts';
import type { FlagDeps } from '../ask.ts';
import { answered, typeOf, unanswered } from '../evaluations.ts';
import type { Context, Evaluation, Flags, FlagValue, Question } from '../flags.ts';
import type { UnleashConfig } from '../kinds/unleash.ts';

/** A change is seen after this time (ms) at the latest. */
const refreshMs = 5000;

/** Reads values as applications do. The client is started by the first question. */
export function unleashReader(
  { secret }: Pick<FlagDeps, 'secret'>,
  { url, clientTokenEnv, timeoutMs }: UnleashConfig,
): Pick<Flags, 'read' | 'close'> {
  let started: Promise<UnleashClient> | null = null;

  function client(token: string): Promise<UnleashClient> {
    started ??= startUnleashClient({ url, token, refreshMs, timeoutMs });
    return started;
  }

  return {
    async read(question) {
      const token = clientTokenEnv === undefined ? undefined : secret(clientTokenEnv);
      if (token === undefined || token === '') {
        const lacks =
          clientTokenEnv === undefined ? '`clientTokenEnv` of `flags`' : `the environment variable ${clientTokenEnv}`;
        return unanswered(question, 'PROVIDER_NOT_READY', `${lacks} is not set`);
      }
      const unleash = await client(token);
      const { seen, error } = await unleash.ready();
      if (!seen)
        return unanswered(
          question,
          'PROVIDER_NOT_READY',
          `Unleash has not told its flags: ${error ?? 'no answer yet'}`,
        );
      const definition = unleash.definition(question.flag);
      if (!definition)
        return unanswered(question, 'FLAG_NOT_FOUND', `Unleash does not tell the client of a flag ${question.flag}`);
      const evaluation = evaluate(unleash, definition, question);
      return error === null || evaluation.errorCode ? evaluation : { ...evaluation, reason: 'STALE' };
    },
    async close() {
      const ended = started;
      started = null;
      (await ended)?.close();
    },
  };
}

function evaluate<T extends FlagValue>(
  unleash: UnleashClient,
  definition: FlagDefinition,
  question: Question<T>,
): Evaluation<T> {
  const { flag, otherwise } = question;
  const context = contextOf(question.context);
  if (typeof otherwise === 'boolean') {
    return answered(question, unleash.isEnabled(flag, context), { variant: null, reason: reasonOf(definition) });
  }
  if (!definition.enabled) return { value: otherwise, variant: null, reason: 'DISABLED' };
  const { name, enabled, payload } = unleash.variant(flag, context);
  if (!enabled) return { value: otherwise, variant: null, reason: 'DEFAULT' };
  if (!payload) return answered(question, name, { variant: name, reason: reasonOf(definition) });
  const value = payloadValue(payload);
  if (value === undefined)
    return unanswered(question, 'PARSE_ERROR', `${flag} gives ${name}, whose payload is no ${payload.type}`);
  return answered(question, value, { variant: name, reason: reasonOf(definition) });
}

/** Undefined where a payload is not what it says. */
function payloadValue({ type, value }: { type: string; value: string }): unknown {
  switch (type) {
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
    case 'json':
      return typeOf(parseJson(value)) === 'object' ? (parseJson(value) ?? undefined) : undefined;
    default:
      // Text, CSV, and whatever else an application takes apart by itself.
      return value;
  }
}

function reasonOf({ enabled, strategies = [] }: FlagDefinition): Evaluation<FlagValue>['reason'] {
  if (!enabled) return 'DISABLED';
  if (strategies.length === 0) return 'STATIC';
  const targets = strategies.some(
    ({ constraints = [], segments = [], name }) => constraints.length + segments.length > 0 || name === 'userWithId',
  );
  return targets ? 'TARGETING_MATCH' : 'SPLIT';
}

function contextOf({ targetingKey, attributes = {} }: Context): UnleashContext {
  const properties = Object.fromEntries(
    Object.entries(attributes).map(
      ([name, value]) => [name, typeof value === 'boolean' ? String(value) : value] as const,
    ),
  );
  return { ...(targetingKey === undefined ? {} : { userId: targetingKey }), properties };
}
