import type { Catalogue } from '../config/catalogue.ts';
import type { Standing } from '../domain/standing.ts';
import type { ProviderConfig, Target } from '../domain/target.ts';
import type { Clock } from '../platform/clock.ts';
import type { SealsOf } from '../platform/kube/seal.ts';
import type { Clusters } from '../platform/kube.ts';
import type { Log } from '../platform/log.ts';
import type { FlagsOf } from '../providers/flags/flags.ts';
import type { ImageSource } from '../providers/images/image-source.ts';
import type { SourceLook } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import type { SourceOf } from '../providers/source/source.ts';
import type { Producer } from '../queue/producer.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import type { Switches } from '../switches/switches.ts';
import type { LookAround } from './surroundings.ts';

/** What answering people's requests and decisions needs of the world. */
export interface RequestDeps {
  /** The catalogue as it is now. */
  catalogue(): Catalogue;
  store: ReleaseStore;
  queue: Producer;
  clusters: Clusters;
  /** Tell what Sluice has left in a cluster from what others claim that it has. */
  seals: SealsOf;
  imagesOf(config: ProviderConfig): ImageSource;
  routerOf(config: ProviderConfig): Router;
  flagsOf: FlagsOf;
  /** Where the code of a service is. */
  sourceOf: SourceOf;
  /** Sluice's own switches. */
  switches: Switches;
  lookAround: LookAround;
  /** What the source of figures shows of a target now; looks once. */
  figuresOf(target: Target): Promise<SourceLook>;
  people: People;
  clock: Clock;
  log: Log;
}

/** Who belongs to which group, asked of Slack and remembered for a short while. */
export interface People {
  /** Ids of a user group's members; null where Slack knows no such group. */
  membersOf(handle: string): Promise<readonly string[] | null>;
  /** Whether somebody is one of our own people. Rejects where Slack does not say. */
  standingOf(userId: string): Promise<Standing>;
  /** Slack's id of the group, for mentions; null where it is not known (yet). */
  groupId(handle: string): string | null;
  nameOf(userId: string): Promise<string>;
  /** Looks the groups up where they are old; keeps the old ones where Slack does not answer. */
  refresh(): Promise<void>;
}
