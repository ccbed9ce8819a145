import type { Changes } from '../../domain/changes.ts';
import type { FiguresBefore } from '../../domain/figures-before.ts';
import { isWithin } from '../../domain/place.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { Release } from '../../domain/release.ts';
import { clip, tidy } from '../../words/escape.ts';
import { changeIn } from '../../words/subject.ts';
import { say } from '../../words/words.ts';
import { buttonValue } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { plain } from '../blocks/block-text.ts';
import { type Block, context, divider, type Option, section } from '../blocks/blocks.ts';
import { type InputBlock, initialOption, input, type Modal, modal, option, optionList } from '../blocks/views.ts';
import { type GateShown, gatesText } from '../card/gates.ts';
import type { View } from '../card/parts.ts';
import { notesText } from '../card/plan-notes.ts';
import { planOutline } from '../card/plan-outline.ts';

import { refusalWords } from '../refusals/words.ts';
import {
  type DeployValues,
  formActions,
  formBlockId,
  formIds,
  noValues,
  setChosen,
  throughChoice,
} from './form-values.ts';
import { type Subjects, subjectField } from './subject-field.ts';

/** What the form shows below its fields. */
export type Preview =
  /** Not enough is filled in yet. */
  | { kind: 'incomplete' }
  | { kind: 'looking' }
  | {
      kind: 'plan';
      plan: Plan;
      gates: readonly GateShown[];
      figures?: FiguresBefore | null;
      changes?: Changes | null;
      refusal: Refusal | null;
    }
  | { kind: 'refused'; refusal: Refusal };

export interface DeployForm extends Subjects {
  /** Of the chosen service or set, in promotion order; empty as long as none is chosen. */
  environments: readonly string[];
  /** Those that the chosen service can be released by there, and why others can't be chosen; empty where there is no choice. */
  strategies: readonly StrategyOffer[];
  /** What is done where none is chosen: "canary"; null where that is not known. */
  usualStrategy: string | null;
  /** Feature flags of the chosen service that move only where they are named; empty where there is no choice. */
  flags: readonly string[];
  /** What is filled in, or preselected. */
  values: DeployValues;
  preview: Preview;
  /** Handed back with every click in the form. */
  metadata?: string;
}

/** A strategy by its name, and why it can't be chosen; null where it can. */
export interface StrategyOffer {
  name: string;
  why: string | null;
}

/** The form of `/deploy`. Redrawn on every change: the plan and the gates stand below the fields. */
export function deployForm(form: DeployForm, view: View): Modal {
  const { environments, flags, values } = form;
  const blocks: (Block | InputBlock)[] = [
    subjectField(form, values),
    // The catalogue says which version each service of a set gets.
    ...(setChosen(values) === null ? [versionField(values)] : []),
    ...(optionList(environments).length > 0 ? [environmentField(environments, values)] : []),
    ...strategyField(form),
    ...(optionList(flags).length > 0 ? [flagField(flags, values)] : []),
    reasonField(values),
    divider,
    ...previewBlocks(form.preview, view),
  ];
  return modal(formIds.deploy, { title: 'Deploy', submit: 'Deploy' }, blocks, form.metadata);
}

/** Versions are asked for while the person types; whoever answers also offers what was typed. */
function versionField(values: DeployValues): InputBlock {
  const { version } = values;
  const initial = version ? option(version) : null;
  const element = {
    type: 'external_select' as const,
    action_id: formActions.version,
    placeholder: plain('Newest first, or type one', limits.placeholder),
    min_query_length: 0,
    ...(initial && { initial_option: initial }),
  };
  return input(formBlockId('version', values), 'Version', element, { live: true });
}

/** Each environment or place, and for a service each environment but the first with those before it. */
function environmentField(environments: readonly string[], values: DeployValues): InputBlock {
  const options = [...optionList(environments), ...(setChosen(values) === null ? throughOptions(environments) : [])];
  const element = select(formActions.environment, 'Where to?', options.slice(0, limits.options), values.environment);
  return input(formBlockId('environment', values), 'Environment', element, { live: true });
}

function throughOptions(environments: readonly string[]): Option[] {
  const whole = environments.filter((each) => !environments.some((other) => other !== each && isWithin(each, other)));
  return whole.slice(1).flatMap((last, index) => {
    const label = `through ${last}: ${[...whole.slice(0, index + 1), last].join(' → ')}`;
    return option(throughChoice(last), label) ?? [];
  });
}

/** Of those that can't be chosen, so many are told with the reason. */
const mostReasons = 3;

/** Not there where no strategy can be chosen: what is lacking stands in the plan. */
function strategyField({ strategies, usualStrategy, values }: DeployForm): InputBlock[] {
  const options = optionList(strategies.flatMap(({ name, why }) => (why === null ? [name] : [])));
  if (options.length === 0) return [];
  const unfit = strategies.flatMap(({ name, why }) => (why === null ? [] : [`${name} (${clip(why, 150)})`]));
  const left = unfit.length - mostReasons;
  const told = [...unfit.slice(0, mostReasons), ...(left > 0 ? [`${left} more`] : [])].join('; ');
  const placeholder = usualStrategy === null ? "The catalogue's" : `The catalogue's (${usualStrategy})`;
  const element = select(formActions.strategy, placeholder, options, values.strategy);
  const hint = told === '' ? '' : `Not possible here: ${told}.`;
  return [input(formBlockId('strategy', values), 'Strategy', element, { optional: true, live: true, hint })];
}

function flagField(flags: readonly string[], values: DeployValues): InputBlock {
  const element = select(formActions.flag, 'None', optionList(flags), values.flag);
  return input(formBlockId('flag', values), 'Feature flag', element, { optional: true, live: true });
}

function select(action: string, placeholder: string, options: Option[], chosen: string | null) {
  return {
    type: 'static_select' as const,
    action_id: action,
    placeholder: plain(placeholder, limits.placeholder),
    options,
    ...initialOption(options, chosen),
  };
}

const REASON = 300;

function reasonField({ reason }: DeployValues): InputBlock {
  const element = {
    type: 'plain_text_input' as const,
    action_id: formActions.reason,
    placeholder: plain("What's in it, or why now?", limits.placeholder),
    multiline: false,
    max_length: REASON,
    ...(reason && { initial_value: clip(tidy(reason), REASON) }),
  };
  return input(formBlockId('reason', noValues), 'Reason', element, { optional: true });
}

function previewBlocks(preview: Preview, view: View): Block[] {
  switch (preview.kind) {
    case 'incomplete':
      return [context(say`Choose what to release to see the plan.`)];
    case 'looking':
      return [context(say`Looking at the cluster and the registry…`)];
    case 'refused':
      return [section(say`✗ ${refusalWords(preview.refusal, view).words}`)];
    case 'plan': {
      const { plan, gates, figures = null, changes = null, refusal } = preview;
      const notes = notesText({ plan }, "in the release's thread");
      const shown = refusal
        ? [say`✗ ${refusalWords(refusal, view).words}`]
        : [...planOutline(plan, { figures, changes }), ...(notes ? [notes] : [])];
      return [...shown, ...(gates.length > 0 ? [gatesText(gates)] : [])].map((words) => section(words));
    }
  }
}

/** Asks why a release is rejected. */
export function rejectForm(release: Release): Modal {
  const { plan, number } = release;
  const element = {
    type: 'plain_text_input' as const,
    action_id: formActions.reason,
    placeholder: plain('For whoever requested it', limits.placeholder),
    multiline: true,
    max_length: REASON,
  };
  const what = say`Reject #${number}: ${plan.target.service} ${changeIn(plan)} in ${plan.target.environment}?`;
  const blocks = [section(what), input(formBlockId('reason', noValues), 'Why?', element)];
  return modal(formIds.reject, { title: `Reject #${number}`, submit: 'Reject' }, blocks, buttonValue(release));
}
