import { context } from '../../src/messages/blocks/blocks.ts';
import type { Modal } from '../../src/messages/blocks/views.ts';
import { type DeployValues, formActions } from '../../src/messages/forms/form-values.ts';
import { deployForm, type Preview } from '../../src/messages/forms/forms.ts';
import { say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { offeredFor, stillOffered } from './offered.ts';
import { type FormMemory, writeMemory } from './state.ts';

export interface Drawing {
  /** Names of all services, the person's own first. */
  services: readonly string[];
  values: DeployValues;
  /** What stands below the fields; a text where the plan could not be made, and why. */
  preview: Preview | { kind: 'broken'; reason: string };
  memory: FormMemory;
}

/** The form with what is filled in. */
export function drawForm(deps: BotDeps, { services, values: filled, preview, memory }: Drawing): Modal {
  const offered = offeredFor(deps.catalogue(), filled);
  const values = stillOffered(filled, offered);
  const { version } = values;
  const form = deployForm(
    {
      services,
      ...offered,
      values,
      preview: preview.kind === 'broken' ? { kind: 'incomplete' } : preview,
      metadata: writeMemory(memory),
    },
    { directory: deps.requests.people },
  );
  const blocks = version ? form.blocks.map((block) => ofVersion(block, version)) : form.blocks;
  if (preview.kind !== 'broken') return { ...form, blocks };
  return { ...form, blocks: [...blocks.slice(0, -1), context(say`The plan can't be shown: ${preview.reason}.`)] };
}

const longestBlockId = 255;

/**
 * Slack keeps what a field with the same block_id had, also where nobody filled it in: the environment that is proposed
 * for a version must stand in a block of that version's own.
 */
function ofVersion(block: Modal['blocks'][number], version: string): Modal['blocks'][number] {
  if (block.type !== 'input' || block.element.action_id !== formActions.environment) return block;
  return { ...block, block_id: `${block.block_id}:${version}`.slice(0, longestBlockId) };
}
