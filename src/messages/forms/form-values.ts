import { z } from 'zod';
import { setVersion, setWord, throughWord } from '../../domain/deploy-words.ts';
import type { Refusal, RefusalCode } from '../../domain/reasons.ts';
import type { TrainAsked } from '../../domain/train.ts';
import { clip } from '../../words/escape.ts';
import type { View } from '../card/parts.ts';
import { refusalWords } from '../refusals/words.ts';

/** `callback_id`s of the forms. */
export const formIds = { deploy: 'deploy_form', reject: 'reject_form', back: 'back_form' } as const;

/** `action_id`s of the fields. */
export const formActions = {
  service: 'form_service',
  version: 'form_version',
  environment: 'form_environment',
  strategy: 'form_strategy',
  flag: 'form_flag',
  reason: 'form_reason',
} as const;
export type FormField = keyof typeof formActions;

/** What is filled into the form of `/deploy`; null where a field is empty or not there. */
export type DeployValues = Record<FormField, string | null>;

export const noValues: DeployValues = {
  service: null,
  version: null,
  environment: null,
  strategy: null,
  flag: null,
  reason: null,
};

/** The choice of an environment with those before it: no name of an environment has a space. */
export function throughChoice(environment: string): string {
  return `${throughWord} ${environment}`;
}

/** Where a release is to go, as it was chosen: to one environment, or through those before it. */
export function placeChosen({ environment: chosen }: Pick<DeployValues, 'environment'>): {
  environment: string | null;
  train?: TrainAsked;
} {
  if (!chosen?.startsWith(`${throughWord} `)) return { environment: chosen };
  return { environment: chosen.slice(throughWord.length + 1), train: { kind: 'environments' } };
}

/** The choice of a set in place of a service: no name of a service has a space. */
export function setChoice(name: string): string {
  return `${setWord} ${name}`;
}

/** The name of the set that was chosen in place of a service; null where a service was, or nothing. */
export function setChosen({ service: chosen }: Pick<DeployValues, 'service'>): string | null {
  return chosen?.startsWith(`${setWord} `) ? chosen.slice(setWord.length + 1) : null;
}

/** What is to be released: the version of a service, or the versions of a set; null as long as that is not said. */
export function subjectChosen(
  values: Pick<DeployValues, 'service' | 'version'>,
): { service: string; version: string; train?: TrainAsked } | null {
  const set = setChosen(values);
  if (set !== null) return { service: set, version: setVersion, train: { kind: 'set' } };
  const { service, version } = values;
  return service !== null && version !== null ? { service, version } : null;
}

/** What a field is about: another service, or another place, has other choices. */
type About = Pick<DeployValues, 'service' | 'environment'>;

const dependsOn: Record<FormField, readonly (keyof About)[]> = {
  service: [],
  version: ['service'],
  environment: ['service'],
  strategy: ['service', 'environment'],
  flag: ['service'],
  reason: [],
};

/**
 * Fields have in their `block_id` what their choices depend on: Slack keeps what was filled in by block_id, and a version
 * of one service must not stay when another is chosen.
 */
export function formBlockId(field: FormField, values: About): string {
  const about = dependsOn[field].flatMap((each) => values[each]?.slice(0, 100) ?? []);
  return [field, ...about].join(':');
}

const fieldSchema = z.looseObject({
  value: z.string().nullish(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
});
/** `view.state.values`: block_id → action_id → the state of the element. */
const stateSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * `view.state.values` of either form → what is filled in. Fields that are not ours are ignored.
 * @returns null where it is not a form's state at all
 */
export function parseFormValues(values: unknown): DeployValues | null {
  const state = stateSchema.safeParse(values);
  if (!state.success) return null;
  const found: DeployValues = { ...noValues };
  for (const block of Object.values(state.data)) {
    for (const [field, actionId] of Object.entries(formActions) as [FormField, string][]) {
      const parsed = fieldSchema.safeParse(block[actionId]);
      const value = parsed.data?.selected_option?.value ?? parsed.data?.value?.trim();
      if (value) found[field] = value;
    }
  }
  return found;
}

/** Slack shows errors under fields by `block_id`, for `response_action: errors`. */
export function formErrors(refused: Refusal, values: DeployValues, view: View): Record<string, string> {
  const field = fieldOf[refused.code];
  const text = clip(refusalWords(refused, view).words.plain, 500);
  return { [formBlockId(field, values)]: text };
}

/** The field that can put a refusal right. */
const fieldOf: Record<RefusalCode, FormField> = {
  'unknown-service': 'service',
  'unknown-set': 'service',
  'set-unneeded': 'service',
  syntax: 'service',
  'unknown-version': 'version',
  'already-running': 'version',
  'would-go-back': 'version',
  'never-ran': 'version',
  'version-unfit': 'version',
  'registry-unreachable': 'version',
  'unknown-strategy': 'strategy',
  'workload-unfit': 'strategy',
  'flag-already': 'version',
  'flag-unfit': 'flag',
  'unknown-environment': 'environment',
  'not-promoted': 'environment',
  'gate-blocked': 'environment',
  'switched-off': 'environment',
  'gate-unknown': 'environment',
  busy: 'environment',
  overtaken: 'environment',
  'workload-missing': 'environment',
  'route-missing': 'environment',
  'cluster-unreachable': 'environment',
  'nobody-can-approve': 'environment',
  'nothing-to-roll-back': 'environment',
  'unknown-release': 'environment',
  'not-an-approver': 'environment',
  'self-approval': 'environment',
  'already-decided': 'environment',
  'already-approved': 'environment',
  'dry-run-unseen': 'environment',
  'plan-changed': 'environment',
  'plan-overtaken': 'environment',
  'not-live': 'environment',
  quarantined: 'environment',
  'not-possible-now': 'environment',
  'not-allowed': 'environment',
  outsider: 'environment',
  'person-unknown': 'environment',
};
