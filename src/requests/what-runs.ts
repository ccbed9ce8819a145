import type { ServiceEntry } from '../config/catalogue.ts';
import { parseImage } from '../domain/image-reference.ts';
import type { Release } from '../domain/release.ts';
import type { Target } from '../domain/target.ts';
import { versionOf } from '../domain/version.ts';
import type { PlaceNow, ServiceNow } from '../domain/what-runs.ts';
import { within } from '../platform/within.ts';
import { type Brought, createBroughtIn } from './brought-in.ts';
import type { RequestDeps } from './deps.ts';
import { lookAtTarget } from './snapshot.ts';

/** A cluster that does not answer must not keep a table from being shown. */
const lookWithinMs = 2500;
/** Tables are opened and redrawn often; versions change rarely. */
const freshMs = 10_000;

/** What a cluster shows of a place. */
type Seen = Pick<PlaceNow, 'version' | 'digest' | 'since'>;

interface Look {
  at: number;
  seen: Promise<Seen>;
}

const unknown: Seen = { version: null, digest: null, since: null };

/**
 * What these services run where, in their order. @param live all releases that are in progress
 * @param withinMs clusters that do not answer by then leave their places unknown
 */
export type WhatRuns = (
  services: readonly ServiceEntry[],
  live: readonly Release[],
  withinMs?: number,
) => Promise<ServiceNow[]>;

/**
 * What runs where: the version from the cluster, remembered for a few seconds; since when and by whom from the release that
 * brought it in. Where Sluice remembers none, or somebody else has put the version there, the cluster says since when.
 */
export function createWhatRuns(requests: Pick<RequestDeps, 'clusters' | 'store' | 'clock'>): WhatRuns {
  const { clusters, store, clock } = requests;
  const lastBrought = createBroughtIn(store);
  const looks = new Map<string, Look>();

  async function look(target: Target): Promise<Seen> {
    const seen = await lookAtTarget(clusters, target).catch(() => null);
    if (seen?.kind !== 'seen') return unknown;
    const { image, runningSince } = seen.snapshot;
    return { version: versionOf(image).version, digest: parseImage(image).digest, since: runningSince };
  }

  /** @param after what was looked at before this moment is old */
  function fresh(target: Target, after: number): Promise<Seen> {
    const key = `${target.service}/${target.environment}`;
    const known = looks.get(key);
    if (known && known.at > Math.max(after, clock.now() - freshMs - 1)) return known.seen;
    const seen = look(target);
    looks.set(key, { at: clock.now(), seen });
    return seen;
  }

  async function place(target: Target, live: readonly Release[], withinMs: number): Promise<PlaceNow> {
    const { service, environment } = target;
    const brought = await lastBrought(service, environment);
    const seen = await within(withinMs, fresh(target, brought?.at ?? 0), unknown);
    const own = brought && isThat(seen, brought) ? { since: brought.at, by: brought.by } : { by: null };
    return { environment, ...seen, ...own, live: live.find((release) => isChanging(release, target)) ?? null };
  }

  return (services, live, withinMs = lookWithinMs) =>
    Promise.all(
      services.map(async ({ name, targets }) => ({
        service: name,
        places: await Promise.all(targets.map((target) => place(target, live, withinMs))),
      })),
    );
}

function isThat({ version, digest }: Seen, brought: Brought): boolean {
  return digest !== null && brought.digest !== null ? digest === brought.digest : version === brought.version;
}

/** A train changes nothing itself: its releases do. What is queued waits for another that does. */
function isChanging({ request, plan, phase }: Release, { service, environment }: Target): boolean {
  return request.service === service && request.environment === environment && !plan.train && phase.kind !== 'queued';
}
