import { counted } from '../../words/format.ts';
import { limits } from '../blocks/block-limits.ts';
import { plain } from '../blocks/block-text.ts';
import type { Option } from '../blocks/blocks.ts';
import { type Choices, type InputBlock, initialOption, input, option, optionList } from '../blocks/views.ts';
import { type DeployValues, formActions, formBlockId, noValues, setChoice } from './form-values.ts';

/** What can be released: services, the person's own first, and sets with how many services each has. */
export interface Subjects {
  services: readonly string[];
  sets: readonly { name: string; services: number }[];
}

/** The first field of the form: a service, or where the catalogue has sets, one of those. */
export function subjectField(subjects: Subjects, { service }: Pick<DeployValues, 'service'>): InputBlock {
  const label = subjects.sets.length > 0 ? 'Service or set' : 'Service';
  const placeholder = plain(`Which ${label.toLowerCase()}?`, limits.placeholder);
  const common = { action_id: formActions.service, placeholder };
  const block = formBlockId('service', noValues);
  const { services, sets } = optionsOf(subjects);
  // More than Slack takes in a list: it asks for options while the person types.
  if (subjects.services.length + subjects.sets.length > limits.options) {
    const initial = [...services, ...sets].find(({ value }) => value === service);
    const element = { type: 'external_select' as const, ...common, min_query_length: 0 };
    return input(block, label, { ...element, ...(initial && { initial_option: initial }) }, { live: true });
  }
  const choices = services.length + sets.length > 0 ? inGroups(services, sets) : { options: optionList(['none']) };
  const initial = initialOption([...services, ...sets], service);
  return input(block, label, { type: 'static_select', ...common, ...choices, ...initial }, { live: true });
}

/** Those whose name has what was typed, for a list that is asked for while a person types. @param most of each kind */
export function subjectOffer({ services, sets }: Subjects, typed: string, most: number): Choices {
  const wanted = typed.trim().toLowerCase();
  const isWanted = (name: string) => name.toLowerCase().includes(wanted);
  const found = { services: services.filter(isWanted), sets: sets.filter(({ name }) => isWanted(setChoice(name))) };
  const options = optionsOf(found);
  return inGroups(options.services.slice(0, most), options.sets.slice(0, most));
}

function optionsOf({ services, sets }: Subjects) {
  return {
    services: [...new Set(services)].flatMap((name) => option(name) ?? []),
    sets: sets.flatMap(({ name, services: all }) => {
      return option(setChoice(name), `${name} (${counted(all, 'service')}, all or none)`) ?? [];
    }),
  };
}

/** Without sets there is nothing to tell apart. Slack takes no group that is empty. */
function inGroups(services: Option[], sets: Option[]): Choices {
  if (sets.length === 0) return { options: services };
  const groups = [
    { label: plain('Services', limits.option), options: services },
    { label: plain('Sets', limits.option), options: sets },
  ];
  return { option_groups: groups.filter(({ options }) => options.length > 0) };
}
