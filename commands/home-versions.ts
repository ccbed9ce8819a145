import { parseImage } from '../src/domain/image-reference.ts';
import { versionOf } from '../src/domain/version.ts';
import type { EnvironmentVersion, ServiceVersions } from '../src/messages/home/home.ts';
import { within } from '../src/platform/within.ts';
import { runningImage } from '../src/requests/running.ts';
import type { BotDeps } from './deps.ts';

/** A cluster that does not answer must not keep Home from opening. */
const lookWithinMs = 2500;
/** Home is opened and redrawn often; versions change rarely. */
const freshMs = 10_000;
const most = 20;

type Seen = Pick<EnvironmentVersion, 'version' | 'digest'>;

interface CachedVersion {
  at: number;
  seen: Promise<Seen>;
}

const unknown: Seen = { version: null, digest: null };

/** What runs where, for App Home: remembered for a few seconds, and unknown where a cluster does not answer in time. */
export function createVersionTable({ requests, catalogue }: Pick<BotDeps, 'requests' | 'catalogue'>) {
  const looks = new Map<string, CachedVersion>();

  async function look(service: string, environment: string): Promise<Seen> {
    const image = await runningImage(requests, service, environment).catch(() => null);
    return image === null ? unknown : { version: versionOf(image).version, digest: parseImage(image).digest };
  }

  function fresh(service: string, environment: string): Promise<Seen> {
    const now = requests.clock.now();
    const key = `${service}/${environment}`;
    const known = looks.get(key);
    if (known && now - known.at < freshMs) return known.seen;
    const seen = look(service, environment);
    looks.set(key, { at: now, seen });
    return seen;
  }

  return async function versions(withinMs = lookWithinMs): Promise<ServiceVersions[]> {
    const rows = catalogue()
      .services.slice(0, most)
      .map(async ({ name, targets }) => ({
        service: name,
        versions: await Promise.all(
          targets.map(async ({ environment }) => ({
            environment,
            ...(await within(withinMs, fresh(name, environment), unknown)),
          })),
        ),
      }));
    return Promise.all(rows);
  };
}
