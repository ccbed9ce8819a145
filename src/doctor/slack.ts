import type { Catalogue } from '../config/catalogue.ts';
import type { SlackSettings } from '../config/environment.ts';
import { type Able, ableAmong } from '../domain/able.ts';
import type { Target } from '../domain/target.ts';
import type { SlackProbe } from '../platform/slack/probe.ts';
import { type Check, type CheckOutcome, ok, problem } from './check.ts';
import { missingScopes, socketScope } from './scopes.ts';

const area = 'Slack';
const tokenTodo = 'copy the bot token (xoxb-…) from "OAuth & Permissions" of the app and set SLACK_BOT_TOKEN';
const reinstall =
  'add what is missing under "OAuth & Permissions" (or update the app from manifests/slack), reinstall it';

/** As the bot tells our own people from others. */
type IsOurs = (id: string) => Promise<boolean>;

/** Token, scopes and the way in; then the channels and groups that the catalogue names. */
export function slackChecks(
  slack: SlackProbe,
  settings: SlackSettings,
  catalogue: Catalogue | null,
  isOurs: IsOurs,
): Check[] {
  const targets = catalogue?.services.flatMap((service) => service.targets) ?? [];
  const me = once(() => slack.whoAmI());
  const channels = once(() => slack.channels());
  const groups = once(() => slack.groups());
  return [
    { area, what: 'token', todo: tokenTodo, look: async () => ok(`valid, in ${(await me()).team}`) },
    { area, what: 'scopes', todo: tokenTodo, look: async () => scopes((await me()).scopes) },
    ...(settings.mode === 'none' ? [] : [wayIn(slack, settings)]),
    ...unique(targets.map(({ channel }) => channel)).map(
      (name): Check => ({
        area,
        what: `channel ${name}`,
        todo: reinstall,
        look: async () => channel(name, await channels()),
      }),
    ),
    ...approvals(targets).map(
      ([who, target]): Check => ({
        area,
        what: `approvers ${who}`,
        todo: reinstall,
        look: async () => approvers(target, await groups(), isOurs),
      }),
    ),
    ...mentioned(targets).map(
      (handle): Check => ({
        area,
        what: `mention @${handle}`,
        todo: reinstall,
        look: async () => group(handle, await groups()),
      }),
    ),
  ];
}

function scopes(granted: readonly string[]): CheckOutcome {
  const missing = missingScopes(granted);
  return missing.length === 0 ? ok('all that are needed') : problem(`missing: ${missing.join(', ')}`, reinstall);
}

function wayIn(slack: SlackProbe, settings: Exclude<SlackSettings, { mode: 'none' }>): Check {
  if (settings.mode === 'http') {
    const detail = 'HTTP: the app must point at https://<your host>/slack/events, for commands and interactivity too';
    return { area, what: 'connection', todo: '', look: async () => ok(detail) };
  }
  return {
    area,
    what: 'connection',
    todo: `switch Socket Mode on and make an app-level token (xapp-…) with ${socketScope}: "Basic Information" of the app`,
    async look() {
      await slack.openSocket(settings.appToken);
      return ok('Socket Mode');
    },
  };
}

function channel(wanted: string, all: Awaited<ReturnType<SlackProbe['channels']>>): CheckOutcome {
  const name = wanted.replace(/^#/, '');
  const found = all.find((each) => each.id === name || each.name === name);
  const invite = 'invite the bot there: /invite @sluice';
  if (!found)
    return problem('does not exist, or is private and the bot is not in it', `correct the catalogue, or ${invite}`);
  return found.member ? ok('the bot is in it') : problem('the bot is not in it', invite);
}

/** Each different policy once, with the words that name it. */
function approvals(targets: readonly Target[]): [string, Target][] {
  const named = targets
    .filter(({ approval }) => approval.required > 0 && approval.groups.length + approval.users.length > 0)
    .map((target): [string, Target] => [whoMay(target), target]);
  return [...new Map(named)];
}

function whoMay({ approval: { required, groups, users } }: Target): string {
  return `${required} of ${[...groups.map((group) => `@${group}`), ...users].join(', ')}`;
}

async function approvers(
  { approval }: Target,
  all: Awaited<ReturnType<SlackProbe['groups']>>,
  isOurs: IsOurs,
): Promise<CheckOutcome> {
  const found = approval.groups.map((handle) => all.find((each) => each.handle === handle));
  const unknown = approval.groups.filter((_, index) => found[index] === undefined);
  if (unknown.length > 0) return problem(`no user group @${unknown.join(', @')}`, createGroup);
  const people = [...approval.users, ...found.flatMap((each) => each?.members ?? [])];
  const needed = approval.required + (approval.selfApproval ? 0 : 1);
  const who = await ableAmong(people, needed, isOurs);
  const count = countOf(who);
  if (who.able.length < approval.required) {
    return problem(`only ${count} for ${approval.required} approvals`, 'add people to the group, or ask for fewer');
  }
  return ok(who.able.length < needed ? `${count}; then nobody can approve what one of them requests` : count);
}

/** "2 people", "2 or more people", "1 person (not counted: 2 who are not full members of the workspace)". */
function countOf({ able, outsiders, everybody }: Able): string {
  const people = `${able.length}${everybody ? '' : ' or more'} ${able.length === 1 && everybody ? 'person' : 'people'}`;
  if (outsiders.length === 0) return people;
  return `${people} (not counted: ${outsiders.length} who ${outsiders.length === 1 ? 'is not a full member' : 'are not full members'} of the workspace)`;
}

const createGroup = 'create it in Slack (People → User groups), or correct the catalogue';

function mentioned(targets: readonly Target[]): string[] {
  return unique(targets.flatMap(({ mention }) => mention))
    .filter((who) => who.startsWith('@'))
    .map((who) => who.slice(1));
}

function group(handle: string, all: Awaited<ReturnType<SlackProbe['groups']>>): CheckOutcome {
  const found = all.find((each) => each.handle === handle);
  if (!found) return problem('no such user group', createGroup);
  if (found.members.length === 0) return problem('nobody is in it: an alert would reach no one', 'add people to it');
  return ok(`${found.members.length} in it`);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Many checks rest on the same answer. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
