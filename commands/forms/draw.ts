import { environmentsOf, findService } from '../../src/config/catalogue.ts';
import { context } from '../../src/messages/blocks/blocks.ts';
import type { Modal } from '../../src/messages/blocks/views.ts';
import { type DeployValues, formActions } from '../../src/messages/forms/form-values.ts';
import { deployForm, type Preview } from '../../src/messages/forms/forms.ts';
import { say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
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
export function drawForm(deps: BotDeps, { services, values, preview, memory }: Drawing): Modal {
  const catalogue = deps.catalogue();
  const { service, version } = values;
  const form = deployForm(
    {
      services,
      environments: service ? environmentsOf(catalogue, service) : [],
      strategies: service ? Object.keys(catalogue.strategies) : [],
      flags: service ? flagsToAskFor(deps, service) : [],
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

/** Those of the catalogue that move only where somebody names them: all others move anyway. */
function flagsToAskFor(deps: BotDeps, service: string): string[] {
  const found = findService(deps.catalogue(), service);
  const targets = found.kind === 'found' ? found.value.targets : [];
  const listed = targets.flatMap(({ releaseFlags = [] }) => releaseFlags);
  return [...new Set(listed.flatMap(({ flag, asked }) => (asked ? [flag] : [])))];
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
