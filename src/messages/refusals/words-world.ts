import type { Obstacle } from '../../domain/preflight.ts';
import { because } from '../../words/because.ts';
import { date, duration, share, shortDigest } from '../../words/format.ts';
import { linkable } from '../../words/people.ts';
import { bold, code, lines, link, nothing, say, type Words, withCode } from '../../words/words.ts';
import { type Asking, byPerson, type Offer, offerAgain, type Tellings, tell } from './telling.ts';

/** A message has room for so many. */
const MOST_OBSTACLES = 8;

/** The world is not such that this could be released. */
export const worldRefusals: Tellings<
  | 'already-running'
  | 'not-promoted'
  | 'gate-blocked'
  | 'gate-unknown'
  | 'switched-off'
  | 'busy'
  | 'overtaken'
  | 'workload-missing'
  | 'route-missing'
  | 'workload-unfit'
  | 'flag-unfit'
  | 'flag-already'
  | 'cluster-unreachable'
  | 'version-unfit'
  | 'registry-unreachable'
  | 'nobody-can-approve'
> = {
  'already-running': ({ service, version, environment }) =>
    tell(say`${bold(service)} ${version} already runs in ${environment}. There's nothing to do.`),
  'not-promoted': ({ service, version, environment, requires, takenBack, moved }, _view, asking) => {
    const since =
      moved &&
      `was pushed again: ${requires} runs ${shortDigest(moved.runs)}, the registry has ${shortDigest(moved.has)}`;
    const past = takenBack ? `was rolled back in ${requires}` : `has not run in ${requires} yet`;
    const first =
      asking?.word === 'rollback'
        ? null
        : offerAgain({ service, version, environment: requires, strategy: null }, asking);
    return tell(
      say`${bold(service)} ${version} ${since ?? past}. It goes to ${requires} first, then to ${environment}.`,
      [first && { ...first, label: `${asking?.word === 'plan' ? 'Plan it for' : 'Deploy to'} ${requires} first` }],
    );
  },
  'gate-blocked': ({ detail, remedy, ...asked }, _view, asking) =>
    tell(
      say`${bold(asked.service)} ${asked.version} can't go to ${asked.environment} now${because(detail)}. What to do: ${remedy}.`,
      again(asked, asking),
    ),
  'gate-unknown': ({ detail, ...asked }, _view, asking) =>
    tell(
      say`I can't tell right now whether ${bold(asked.service)} ${asked.version} may go to ${asked.environment}${because(detail)}. Nothing was started.`,
      again(asked, asking),
    ),
  'switched-off': ({ flag, since, page, ...asked }, _view, asking) => {
    const when = since === null ? nothing : say` since ${date(since)}`;
    return tell(
      say`New requests are switched off for ${bold(asked.service)} in ${asked.environment}${when}, so ${asked.version} wasn't started. Live releases go on, and you can still roll back. The people who run Sluice can switch ${code(flag)} on again ${link(page, 'in Unleash')}.`,
      again(asked, asking),
    );
  },
  busy: ({ service, environment, number, live, settable }) => {
    if (live?.soaks) {
      const words = say`${live.version} of ${bold(service)} is in ${environment}, and #${number} waits to run the contract of its migration. One at a time: leave that for later first, or ask again when it's over. ${live.version} and its schema stay either way.`;
      return tell(words, [{ label: 'Leave it for later', command: `abort ${number}` }]);
    }
    if (live?.waits) {
      return tell(
        say`${live.version} of ${bold(service)} is already waiting for its turn in ${environment}${byPerson(live.by)} (#${number}).`,
        [{ label: 'See its status', command: `status ${service}` }],
      );
    }
    if (live?.train) {
      return tell(
        say`A train${byPerson(live.by)} is bringing ${live.version} of ${bold(service)} to ${environment} (#${number}). One at a time: ask again when it's over.`,
        [{ label: 'See its status', command: `status ${service}` }],
      );
    }
    const setting = settable
      ? say` To let requests wait, or take its place, set ${code('whileReleasing')} in the catalogue.`
      : nothing;
    const what = live === null ? nothing : say`${live.version}, `;
    const who = live === null ? nothing : byPerson(live.by);
    const far = live === null || live.percent === null ? nothing : say`${trafficOf(live.percent)}, `;
    return tell(
      say`${bold(service)} is being released to ${environment}${who} (${what}${far}#${number}). One at a time: ask again when it's over.${setting}`,
      [{ label: 'See its status', command: `status ${service}` }],
    );
  },
  overtaken: ({ number, by, other, askedMs, ...asked }, _view, asking) => {
    const who = linkable(by) ? byPerson(by) : nothing;
    return tell(
      say`You asked for ${bold(asked.service)} ${asked.version} in ${asked.environment} ${duration(askedMs)} ago, and I couldn't get to it until now. Meanwhile #${number} (${other}${who}) has come and gone there, so I didn't start yours.`,
      again(asked, asking),
    );
  },
  'workload-missing': ({ service, environment, cluster, namespace, what }) =>
    tell(
      say`${what} does not exist in namespace ${namespace} of cluster ${cluster}. The catalogue says that ${bold(service)} runs there in ${environment}; one of the two must be corrected. Nothing was started.`,
    ),
  'route-missing': ({ service, environment, detail }) =>
    tell(say`The traffic of ${bold(service)} in ${environment} can't be split${because(detail)}. Nothing was started.`),
  'workload-unfit': ({ service, environment, obstacles }) =>
    against(say`${bold(service)} in ${environment} can't be released like this`, obstacles),
  'flag-unfit': ({ service, environment, obstacles }) =>
    against(say`The feature flags of ${bold(service)} in ${environment} can't move`, obstacles),
  'flag-already': ({ service, environment, flag, to }) =>
    tell(
      say`${bold(flag)} of ${bold(service)} is ${to === 'off' ? to : `at ${to}`} already in ${environment}. There's nothing to do.`,
    ),
  'cluster-unreachable': ({ service, environment, cluster, detail }) =>
    tell(
      say`I can't reach cluster ${bold(cluster)}, where ${service} runs in ${environment}${because(detail)}. Nothing was started.`,
    ),
  'version-unfit': ({ service, version, environment, detail }) =>
    tell(say`${bold(service)} ${version} can't be released to ${environment}${because(detail)}. Nothing was started.`),
  'registry-unreachable': ({ detail, ...asked }, _view, asking) =>
    tell(
      say`I can't ask the registry about ${bold(asked.service)} ${asked.version}${because(detail)}. Nothing was started.`,
      again(asked, asking),
    ),
  'nobody-can-approve': ({ service, version, environment, approvers, required, able }) => {
    const why = `needs ${required} of ${approvers.join(' or ')}, but only ${able} could`;
    return tell(
      say`Nobody could approve ${bold(service)} ${version} for ${environment}${because(why)}. Only full members of this workspace count. Ask whoever maintains the catalogue to name more approvers.`,
    );
  },
};

/** All that speaks against it, one below the other where it is more than one thing. */
function against(opening: Words, obstacles: readonly Obstacle[]) {
  const [first, ...more] = obstacles.map(({ detail, remedy }) => withRemedy(detail, remedy));
  if (first === undefined || more.length === 0) {
    return tell(say`${opening}${first === undefined ? say`.` : say`: ${first}`} Nothing was started.`);
  }
  const told = [first, ...more].slice(0, MOST_OBSTACLES).map((each) => say`• ${each}`);
  const rest = obstacles.length - told.length;
  return tell(lines(say`${opening}:`, ...told, rest > 0 ? say`… and ${rest} more.` : null, say`Nothing was started.`));
}

/** "Deployment web is paused. What to do: resume it." */
function withRemedy(detail: string, remedy: string): Words {
  return say`${withCode(detail)}. What to do: ${withCode(remedy)}${remedy.endsWith('?') ? nothing : say`.`}`;
}

function again(
  asked: { service: string; version: string; environment: string },
  asking: Asking | null,
): (Offer | null)[] {
  const offer = offerAgain({ ...asked, strategy: asking?.strategy ?? null }, asking);
  return [offer && { ...offer, label: 'Try again' }];
}

function trafficOf(percent: number): string {
  return percent > 0 ? `${share(percent)} of traffic` : 'no traffic yet';
}
