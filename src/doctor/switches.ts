import type { Target } from '../domain/target.ts';
import { placeOf, type SwitchBoard, type Switches, type SwitchSettings } from '../switches/switches.ts';
import { type Check, type CheckOutcome, ok, problem, warning } from './check.ts';

const area = 'Switches';

/** Sluice's own switches: whether they can be read, what would hold if not, and what is off. */
export function switchChecks(
  switches: Pick<Switches, 'board'>,
  settings: SwitchSettings | null,
  targets: readonly Target[],
): Check[] {
  if (settings === null) return [];
  const { url, tokenEnv } = settings;
  const todo = `check \`switches.url\` (${url}), and that ${tokenEnv} has a backend token of the project and environment`;
  const look = async () => {
    const board = await switches.board(targets.map(placeOf));
    return board === null ? [] : [reached(board, todo), ...known(board), ...files(board), ...kept(settings)];
  };
  return [{ area, what: 'unleash', todo, look }];
}

function reached({ unreached, from }: SwitchBoard, todo: string): CheckOutcome {
  if (unreached === null && from === 'server') return ok('answers');
  return problem(unreached ?? 'Unleash does not answer in time', todo);
}

/** What is off is no fault, but whoever looks for one wants to know. */
function known({ switches, from }: SwitchBoard): CheckOutcome[] {
  if (from === 'nobody') return [];
  return switches.map(({ flag, exists, off }) => {
    if (!exists) {
      return warning(
        `there is no flag ${flag}, so it counts as on`,
        `create ${flag} in the project, on, to be able to switch it off`,
      );
    }
    if (off.length === 0) return ok(`${flag} is on`);
    const places = off.map(({ service, environment }) => `${service} in ${environment}`);
    const more = places.length > 5 ? ` and ${places.length - 5} more` : '';
    return warning(
      `${flag} is off for ${places.slice(0, 5).join(', ')}${more}`,
      'switch it on in Unleash when it is time',
    );
  });
}

function files({ troubles }: SwitchBoard): CheckOutcome[] {
  return troubles.map((trouble) => problem(trouble, 'correct the file, or the path under `switches` in the catalogue'));
}

function kept({ backup, bootstrap }: Pick<SwitchSettings, 'backup' | 'bootstrap'>): CheckOutcome[] {
  if (backup !== undefined || bootstrap !== undefined) return [];
  const detail =
    'after a restart while Unleash is away, everything counts as on: there is neither a backup nor a bootstrap';
  return [warning(detail, 'name a folder that Sluice may write to as `switches.backup`')];
}
