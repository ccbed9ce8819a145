import { z } from 'zod';
import { jsonSchema } from '../../../domain/json.ts';
import { type Ask, createAsk, type FlagDeps } from '../ask.ts';
import { answered, unanswered } from '../evaluations.ts';
import { failure, noRights, type Place } from '../failures.ts';
import type { Evaluation, FlagFailure, Flags, FlagValue, Question } from '../flags.ts';
import type { OfrepConfig } from '../kinds/ofrep.ts';

const reasons = ['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'CACHED', 'STALE', 'UNKNOWN'] as const;
const errors = ['FLAG_NOT_FOUND', 'PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL'] as const;

const valueSchema = z.object({
  value: jsonSchema,
  variant: z.string().nullish(),
  reason: z.enum(reasons).catch('UNKNOWN'),
});
const errorSchema = z.object({
  errorCode: z.enum(errors).catch('GENERAL'),
  errorDetails: z.string().nullish().catch(null),
});

/** What an error of the protocol always has. */
const codedSchema = z.object({ errorCode: z.string() });

/** No flag is called so: that it is not found says that flags are. */
const nobodysFlag = 'sluice-looks-whether-flags-can-be-read';

/** Flags behind any service that speaks the OpenFeature Remote Evaluation Protocol: they are read, and never changed. */
export function ofrepFlags(deps: FlagDeps, config: OfrepConfig, usual: string): Flags {
  const environment = config.environment ?? usual;
  const place: Place = { service: 'the OpenFeature service', project: 'its flags', environment };
  const { url, tokenEnv, timeoutMs, auth } = config;
  const ask = createAsk(deps, {
    place,
    url,
    tokenEnv,
    timeoutMs,
    authorization: (token) => (auth === 'bearer' ? `Bearer ${token}` : null),
    tokenHeader: 'x-api-key',
  });
  const unchanged = async () => ({ kind: 'failed' as const, failure: readsOnly() });
  return {
    name: config.kind,
    environment,
    read: (question) => evaluated(ask, place, question),
    state: unchanged,
    refuses: readsOnly,
    foresees: async () => readsOnly(),
    set: unchanged,
    restore: unchanged,
    // The protocol tells the flags of one user, and not which there are.
    names: async () => [],
    check: () => checked(ask, place, tokenEnv),
    lacks: async () => 'nothing can be changed by the OpenFeature protocol',
    close: async () => undefined,
  };
}

function readsOnly(): FlagFailure {
  return failure(
    'reads-only',
    'the OpenFeature protocol reads flags and cannot change them',
    'name the service that keeps the flag as `flags` in the catalogue, or release without it',
  );
}

function put(ask: Ask, flag: string, { targetingKey, attributes }: Question<FlagValue>['context']) {
  const context = { ...attributes, ...(targetingKey !== undefined && { targetingKey }) };
  return ask({ method: 'POST', path: ['ofrep', 'v1', 'evaluate', 'flags', flag], body: { context } });
}

async function evaluated<T extends FlagValue>(ask: Ask, place: Place, question: Question<T>): Promise<Evaluation<T>> {
  const asked = await put(ask, question.flag, question.context);
  if (asked.kind === 'failed') return unanswered(question, 'PROVIDER_NOT_READY', asked.failure.words);
  const { status, body } = asked;
  const value = valueSchema.safeParse(body).data;
  if (status === 200 && value) {
    return answered(question, value.value, { variant: value.variant ?? null, reason: value.reason });
  }
  const error = errorSchema.safeParse(body).data;
  const code = status === 404 ? 'FLAG_NOT_FOUND' : error && status === 400 ? error.errorCode : 'GENERAL';
  const said = (error?.errorDetails ?? '').replace(/\s+/g, ' ').slice(0, 200);
  const why =
    code === 'FLAG_NOT_FOUND'
      ? `${place.service} has no flag ${question.flag}`
      : `${place.service} answers HTTP ${status}`;
  return unanswered(question, code, said === '' ? why : `${why}: ${said}`);
}

/** A flag that is not there, in the words of the protocol, shows that those that are could be read. */
async function checked(ask: Ask, place: Place, tokenEnv: string): Promise<FlagFailure | null> {
  const asked = await put(ask, nobodysFlag, { targetingKey: 'sluice' });
  if (asked.kind === 'failed') return asked.failure;
  const { status, body } = asked;
  if (status === 403) return noRights(place, tokenEnv, 'read flags');
  const speaks = (status === 200 && valueSchema.safeParse(body).success) || codedSchema.safeParse(body).success;
  if (speaks && [200, 400, 404].includes(status)) return null;
  const words = `nothing at its address speaks the OpenFeature Remote Evaluation Protocol (HTTP ${status})`;
  return failure('other', words, 'correct `url` of `flags` in the catalogue: it goes without /ofrep');
}
