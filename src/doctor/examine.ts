import type { SlackSettings } from '../config/environment.ts';
import type { Loaded } from '../config/load.ts';
import { renderProblems } from '../config/problems.ts';
import type { Target } from '../domain/target.ts';
import type { Clock } from '../platform/clock.ts';
import { createMembers } from '../platform/slack/members.ts';
import type { SlackProbe } from '../platform/slack/probe.ts';
import { readSql } from '../platform/sql.ts';
import type { Switches } from '../switches/switches.ts';
import { type Check, type CheckResult, ok, problem, runChecks } from './check.ts';
import { clusterChecks } from './cluster.ts';
import { parserCheck } from './migration.ts';
import { type RedisProbe, redisChecks } from './redis.ts';
import { slackChecks } from './slack.ts';
import { switchChecks } from './switches.ts';
import { type TargetDeps, targetChecks } from './target.ts';

/** Whatever is null cannot be looked at, since its settings are missing. */
export interface ExamineDeps {
  slack: { probe: SlackProbe; settings: SlackSettings } | null;
  redis: RedisProbe | null;
  targets: TargetDeps | null;
  switches: Pick<Switches, 'board'>;
  clock: Clock;
}

/** Nobody waits longer for a single answer (ms). */
const withinMs = 15_000;

/** Looks at all that the settings and the catalogue name; without a valid catalogue only at what needs none. */
export function examine(
  { slack, redis, targets, switches, clock }: ExamineDeps,
  loaded: Loaded,
): Promise<CheckResult[]> {
  const catalogue = loaded.kind === 'valid' ? loaded.catalogue : null;
  const all = catalogue?.services.flatMap((service) => service.targets) ?? [];
  const checks = [
    ...(slack ? slackChecks(slack.probe, slack.settings, catalogue, isOurs(slack.probe, clock)) : []),
    ...(redis ? redisChecks(redis, databasesOf(all)) : []),
    ...catalogueChecks(loaded),
    ...switchChecks(switches, catalogue?.switches ?? null, all),
    ...(catalogue && targets ? clusterChecks(catalogue, targets.reach) : []),
    ...parserCheck(all, readSql),
    ...(targets ? all.flatMap((target) => targetChecks(target, targets)) : []),
  ];
  return runChecks(checks, { clock, withinMs });
}

function databasesOf(targets: readonly Target[]): string[] {
  return [...new Set(targets.flatMap(({ migration }) => migration?.database ?? []))];
}

function isOurs(probe: SlackProbe, clock: Clock) {
  const members = createMembers(probe, clock);
  return async (user: string) =>
    (await members.standingOf({ user, teamIds: [], enterpriseId: null })).kind === 'member';
}

function catalogueChecks(loaded: Loaded): Check[] {
  const place = { area: 'Catalogue', todo: '' };
  if (loaded.kind === 'invalid') {
    return loaded.problems.map((each) => ({
      ...place,
      what: each.file,
      look: async () => problem(renderProblems([each]), 'correct it; `sluice validate` checks it again'),
    }));
  }
  const { services, environments, file } = loaded.catalogue;
  const detail = `valid, ${services.length} services in ${environments.length} environments`;
  return [{ ...place, what: file, look: async () => ok(detail) }];
}
