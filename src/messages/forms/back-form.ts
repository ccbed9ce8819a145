import { z } from 'zod';
import type { Release } from '../../domain/release.ts';
import { type Pace, paceSchema, usualPace } from '../../domain/rollback.ts';
import { bold, lines, say } from '../../words/words.ts';
import { buttonValue } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { plain } from '../blocks/block-text.ts';
import { section } from '../blocks/blocks.ts';
import { initialOption, input, type Modal, modal, option } from '../blocks/views.ts';
import { formActions, formBlockId, formIds, noValues } from './form-values.ts';

/** `action_id` of the choice how fast. */
export const paceAction = 'form_pace';

const longestReason = 300;

const labels: Readonly<Record<Pace, string>> = {
  'at-once': 'At once: everybody in one go, by the quickest way that is safe here',
  careful: "Careful: step by step, by the service's own strategy",
};

/** Asks how a version that was released goes back, and why. */
export function backForm(release: Release): Modal {
  const { plan, number } = release;
  const { target, from, to } = plan;
  const what = lines(
    say`Bring ${bold(`${target.service} ${from.version}`)} back to ${target.environment}, in place of ${to.version} (#${number})?`,
    say`You see the plan before anything happens, wherever somebody must agree to it.`,
  );
  const options = paceSchema.options.flatMap((pace) => option(pace, labels[pace]) ?? []);
  const how = { type: 'radio_buttons' as const, action_id: paceAction, options, ...initialOption(options, usualPace) };
  const why = {
    type: 'plain_text_input' as const,
    action_id: formActions.reason,
    placeholder: plain("What's wrong with it?", limits.placeholder),
    multiline: false,
    max_length: longestReason,
  };
  const blocks = [
    section(what),
    input('pace', 'How?', how),
    input(formBlockId('reason', noValues), 'Reason', why, { optional: true }),
  ];
  return modal(formIds.back, { title: `Roll back #${number}`, submit: 'Roll back' }, blocks, buttonValue(release));
}

const stateSchema = z.record(
  z.string(),
  z.record(z.string(), z.looseObject({ selected_option: z.looseObject({ value: z.string() }).nullish() })),
);

/** How fast it shall go back, of `view.state.values`. */
export function paceChosen(values: unknown): Pace {
  const state = stateSchema.safeParse(values).data ?? {};
  const [chosen] = Object.values(state).flatMap((block) => block[paceAction]?.selected_option?.value ?? []);
  return paceSchema.safeParse(chosen).data ?? usualPace;
}
