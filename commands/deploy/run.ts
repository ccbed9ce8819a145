import { serviceNames } from '../../src/config/catalogue.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import type { BotDeps } from '../deps.ts';
import { openDeployForm } from '../forms/open.ts';
import { parseDeploy } from './parse.ts';
import { askFor } from './request.ts';
import { answered, type DeployText } from './subcommand.ts';
import { subcommands } from './subcommands.ts';

/** Does what the text says. Throws before the acknowledgement where nothing could be kept; answers after it. */
export async function runDeploy(deps: BotDeps, typed: DeployText): Promise<void> {
  const catalogue = deps.catalogue();
  const sets = catalogue.sets.map(({ name }) => name);
  const parsed = parseDeploy(typed.text, serviceNames(catalogue), sets);
  switch (parsed.kind) {
    case 'request':
      return askFor(deps, 'deploy', typed, parsed.asked);
    case 'form':
      return answered(deps, typed, () => openDeployForm(deps, typed, parsed));
    case 'subcommand':
      return parsed.run(deps, typed, Object.values(subcommands));
    case 'syntax': {
      const { problem, suggestion, known } = parsed;
      const refused = { detail: problem.replace(/\.$/, ''), known, suggestions: suggestion ? [suggestion] : [] };
      const view = { directory: deps.requests.people };
      return answered(deps, typed, async () => refusal({ code: 'syntax', ...refused }, view));
    }
  }
  // A kind that nobody answers must not compile: Slack would wait for it in vain.
  parsed satisfies never;
}
