import type { Random } from './prng.ts';
import type { Destination, Route } from './routing.ts';

/** The cookies of one user, by name. */
type Jar = Map<string, { value: string; until: number }>;

/** Where the request of one of them goes. */
interface Sent {
  destination: Destination | undefined;
  /** Which version has answered. */
  answered(version: string): void;
}

/** Users of a service, each with a browser that keeps cookies. */
export interface Users {
  /** A request of any of them; what the answer tells them to keep, they keep. @param now ms since the epoch */
  send(route: Route, random: Random, now: number): Sent;
  /** How often one has met another version than the time before, while they were told apart: by `2.4.0 → 2.4.1`. */
  readonly changes: ReadonlyMap<string, number>;
}

/** So many come by turns, each as often as the others. */
const usualCount = 400;

export function createUsers(count = usualCount): Users {
  const jars: Jar[] = Array.from({ length: count }, () => new Map());
  const met = new Map<number, string>();
  const changes = new Map<string, number>();
  return {
    changes,
    send(route, random, now) {
      // Who asks makes no difference where nobody is told apart: the story of a seed stays the same.
      if (!route.keepsUsers) return { destination: pick(route.destinations, random), answered: () => undefined };
      const user = Math.floor(random.next() * jars.length);
      const jar: Jar = jars[user] ?? new Map();
      const known = cookieHeader(jar, now);
      const rule = route.cookied.find(({ patterns }) => patterns.some((pattern) => pattern.test(known)));
      const destination = pick(rule?.destinations ?? route.destinations, random);
      if (destination?.setCookie !== undefined) keep(jar, destination.setCookie, now);
      return {
        destination,
        answered(version) {
          const before = met.get(user) ?? version;
          const change = `${before} → ${version}`;
          if (before !== version) changes.set(change, (changes.get(change) ?? 0) + 1);
          met.set(user, version);
        },
      };
    },
  };
}

/** As a browser sends it (RFC 6265, section 5.4). @param now ms since the epoch */
function cookieHeader(jar: Jar, now: number): string {
  const valid = [...jar].filter(([, { until }]) => until > now);
  return valid.map(([name, { value }]) => `${name}=${value}`).join('; ');
}

/** As a browser reads it (RFC 6265, section 5.2), of a cookie for every path. */
function keep(jar: Jar, header: string, now: number): void {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const [name = '', ...value] = pair.split('=');
  const age = attributes.find((each) => each.toLowerCase().startsWith('max-age='))?.split('=')[1];
  const until = age === undefined ? Number.POSITIVE_INFINITY : now + Number(age) * 1000;
  jar.set(name, { value: value.join('='), until });
}

function pick(destinations: readonly Destination[], random: Random): Destination | undefined {
  let left = random.next();
  for (const destination of destinations) {
    left -= destination.share;
    if (left < 0) return destination;
  }
  // Shares are fractions of a sum, which may fall short of 1 by a rounding error.
  return destinations.at(-1);
}
