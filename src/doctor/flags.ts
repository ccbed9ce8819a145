import { shareOn } from '../domain/flag.ts';
import type { FlagRelease, Target } from '../domain/target.ts';
import type { Flags } from '../providers/flags/flags.ts';
import { lookAtFlag } from '../requests/flag-look.ts';
import { type Check, type CheckOutcome, ok, problem, warning } from './check.ts';

/** The flags that the catalogue says move with every release: whether each could. */
export function flagChecks(target: Target, flagsOf: (target: Target) => Flags | null): Check[] {
  const { service, environment, releaseFlags = [] } = target;
  const todo = `check \`flags\` and \`releaseFlags\` of ${service} in ${environment} in the catalogue`;
  return releaseFlags.map((how) => ({
    area: `${service} in ${environment}`,
    what: `flag ${how.flag}`,
    todo,
    look: () => lookAt(flagsOf(target), how, todo),
  }));
}

async function lookAt(service: Flags | null, how: FlagRelease, todo: string): Promise<CheckOutcome> {
  if (service === null) return problem('the catalogue names no flag service here', todo);
  const look = await lookAtFlag(service, how);
  if (look.kind === 'obstacle') return problem(look.obstacle.detail, look.obstacle.remedy);
  const share = shareOn(look.flag.before);
  const stands = share === 0 ? 'off' : `on for ${share} %`;
  const { remarks = [] } = look.flag.before;
  if (remarks.length === 0) return ok(stands);
  return warning(`${stands}; it ${remarks.join(', and ')}`, 'ask those who keep it whether it is still in use');
}
