import { limits } from './block-limits.ts';
import { type PlainText, plain } from './block-text.ts';
import { type Block, capped, type Option } from './blocks.ts';

/** What can be chosen: the choices alone, or each under a heading. */
export type Choices = { options: Option[] } | { option_groups: { label: PlainText; options: Option[] }[] };

/** The input elements that Sluice's forms use. */
export type InputElement =
  | ({ type: 'static_select'; action_id: string; placeholder: PlainText; initial_option?: Option } & Choices)
  | { type: 'radio_buttons'; action_id: string; options: Option[]; initial_option?: Option }
  | {
      type: 'external_select';
      action_id: string;
      placeholder: PlainText;
      min_query_length: number;
      initial_option?: Option;
    }
  | {
      type: 'plain_text_input';
      action_id: string;
      placeholder: PlainText;
      multiline: boolean;
      max_length: number;
      initial_value?: string;
    };

export interface InputBlock {
  type: 'input';
  block_id: string;
  label: PlainText;
  element: InputElement;
  hint?: PlainText;
  optional: boolean;
  /** True: every change is sent at once, so that what stands below can be redrawn. */
  dispatch_action: boolean;
}

export interface Modal {
  type: 'modal';
  callback_id: string;
  title: PlainText;
  submit: PlainText;
  close: PlainText;
  private_metadata: string;
  blocks: (Block | InputBlock)[];
}

export interface HomeView {
  type: 'home';
  blocks: Block[];
}

/** Slack's limit of a modal's title and buttons. */
const TITLE = 24;

export function modal(
  callbackId: string,
  words: { title: string; submit: string },
  blocks: readonly (Block | InputBlock)[],
  privateMetadata = '',
): Modal {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(words.title, TITLE),
    submit: plain(words.submit, TITLE),
    close: plain('Cancel', TITLE),
    private_metadata: privateMetadata,
    blocks: capped(blocks, limits.viewBlocks),
  };
}

export function input(
  blockId: string,
  label: string,
  element: InputElement,
  options: { optional?: boolean; live?: boolean; hint?: string } = {},
): InputBlock {
  const { optional = false, live = false, hint = '' } = options;
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, limits.label),
    element,
    ...(hint === '' ? {} : { hint: plain(hint, limits.label) }),
    optional,
    dispatch_action: live,
  };
}

/** One choice; null where the value is longer than Slack takes, since a shortened value would be another one. */
export function option(value: string, label = value): Option | null {
  if (value === '' || value.length > limits.optionValue) return null;
  return { text: plain(label, limits.option), value };
}

export function optionList(values: readonly string[]): Option[] {
  return [...new Set(values)].flatMap((value) => option(value) ?? []).slice(0, limits.options);
}

/** The option to begin with, if it is among those offered. */
export function initialOption(options: readonly Option[], value: string | null): { initial_option?: Option } {
  const found = options.find((each) => each.value === value);
  return found ? { initial_option: found } : {};
}
