import { helpMessage } from '../../src/messages/refusals/answers.ts';
import { requestUsages } from './request.ts';
import { answered, type Subcommand, subcommand, understood } from './subcommand.ts';

export const help: Subcommand = subcommand({
  usage: 'help',
  summary: 'show this help',
  keepsReason: false,
  parse: () => understood({}),
  run: (deps, typed, _, all) =>
    answered(deps, typed, async () => {
      await deps.requests.people.refresh();
      const others = all.filter(({ usage }) => usage !== help.usage);
      return helpMessage([...requestUsages, ...others]);
    }),
});
