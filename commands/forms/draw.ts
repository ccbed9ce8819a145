import { context } from '../../src/messages/blocks/blocks.ts';
import type { Modal } from '../../src/messages/blocks/views.ts';
import { type DeployValues, formActions } from '../../src/messages/forms/form-values.ts';
import { deployForm, type Preview } from '../../src/messages/forms/forms.ts';
import type { Subjects } from '../../src/messages/forms/subject-field.ts';
import { say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { offeredFor, stillOffered } from './offered.ts';
import { type FormMemory, writeMemory } from './state.ts';

export interface Drawing {
  subjects: Subjects;
  values: DeployValues;
  /** What stands below the fields; a text where the plan could not be made, and why. */
  preview: Preview | { kind: 'broken'; reason: string };
  memory: FormMemory;
}

/** The form with what is filled in. */
export function drawForm(deps: BotDeps, { subjects, values: filled, preview, memory }: Drawing): Modal {
  const offered = offeredFor(deps.catalogue(), filled);
  const values = stillOffered(filled, offered);
  const form = deployForm(
    {
      ...subjects,
      ...offered,
      values,
      preview: preview.kind === 'broken' ? { kind: 'incomplete' } : preview,
      metadata: writeMemory(memory),
    },
    { directory: deps.requests.people },
  );
  const blocks = form.blocks.map((block) => asProposed(block, values.version, memory.proposed));
  if (preview.kind !== 'broken') return { ...form, blocks };
  return { ...form, blocks: [...blocks.slice(0, -1), context(say`The plan can't be shown: ${preview.reason}.`)] };
}

/** Slack's limit of a block_id is 255 characters, and what stands before these names is as long as a service's. */
const longestName = 60;

/**
 * Slack keeps what a field with the same block_id had, also where that is nothing: the environment that is proposed must
 * stand in a block of its own, and so must the one that is proposed for another version.
 */
function asProposed(
  block: Modal['blocks'][number],
  version: string | null,
  proposed: string | null,
): Modal['blocks'][number] {
  if (block.type !== 'input' || block.element.action_id !== formActions.environment) return block;
  const about = [version, proposed].flatMap((name) => name?.slice(0, longestName) ?? []);
  return { ...block, block_id: [block.block_id, ...about].join(':') };
}
