import type { RunningPod } from './kubelet.ts';
import type { Pod } from './objects.ts';
import type { Random } from './prng.ts';
import type { Answer } from './real-requests.ts';
import { type ClusterView, type Destination, type Route, routeOf } from './routing.ts';
import { createTally, type Tally } from './tally.ts';
import type { Truth } from './truth.ts';
import { createUsers, type Users } from './users.ts';
import { podRpsOf, type World, type WorldEnvironment, type WorldService } from './world.ts';

export interface TrafficDeps {
  world: World;
  view: ClusterView;
  find: (pod: Pod) => RunningPod | undefined;
  truth: Truth;
  random: Random;
  now: () => number;
  /** Which of the world's rates to begin with. */
  load: 'usual' | 'peak';
  /** Sends one request over real HTTP and gives its status code, or undefined where nobody answered. */
  send: (pod: Pod) => Promise<number | undefined>;
  /** Share (0 to 1) of the requests that go over real HTTP; the others are handed over in process. */
  realShare: number;
}

export interface Traffic {
  /** Sends the requests of the next `ms` milliseconds, and records what became of them. */
  step(ms: number): void;
  /** Requests per second from the next tick on; without an environment: in each of them. */
  setTraffic(service: string, rps: number, environment?: string): void;
  /** From now on, all requests to Services go this way; workers that take jobs from a queue have none to go. */
  sendThrough(front: Front): void;
  /** How often users of a service, told apart by a cookie, have met another version than the time before: see `Users`. */
  changesOf(service: string, environment: string): ReadonlyMap<string, number>;
  /** How much of what it can bear a pod (by its uid) has to do at this moment; 1 is all of it. */
  loadOf(uid: string): number;
}

/** Sends a request to a Service by a proxy; undefined where no pod answered. */
type Front = (service: string, namespace: string, method: 'GET' | 'POST') => Promise<Answer | undefined>;

interface Flow {
  environment: WorldEnvironment;
  service: WorldService;
  rps: number;
  /** Requests per second with which a pod is fully used. */
  podRps: number;
  cached: { generation: number; route: Route } | undefined;
  users: Users;
  /** Outcomes of real requests that came back since the last tick; code undefined: lost. */
  late: { version: string; code: number | undefined }[];
}

/** The users of the simulated world: seeded, and obedient to whatever router the cluster holds at each tick. */
export function createTraffic(deps: TrafficDeps): Traffic {
  const flows = deps.world.services.flatMap((service) =>
    deps.world.environments.flatMap((environment): Flow[] => {
      const run = service.runs[environment.name];
      if (run === undefined) return [];
      const rps = deps.load === 'peak' ? run.peakRps : run.rps;
      return [{ environment, service, rps, podRps: podRpsOf(run), cached: undefined, users: createUsers(), late: [] }];
    }),
  );
  let front: Front | undefined;
  return {
    step(ms) {
      for (const flow of flows) stepFlow(flow, ms, deps, flow.service.routing.kind === 'queue' ? undefined : front);
    },
    sendThrough(chosen) {
      front = chosen;
    },
    setTraffic(service, rps, environment) {
      const chosen = flows.filter(
        (flow) => flow.service.name === service && (environment ?? flow.environment.name) === flow.environment.name,
      );
      if (chosen.length === 0) throw new Error(`No traffic for service "${service}" in "${environment ?? 'any'}"`);
      for (const flow of chosen) flow.rps = rps;
    },
    changesOf(service, environment) {
      const flow = flows.find((each) => each.service.name === service && each.environment.name === environment);
      return flow?.users.changes ?? new Map();
    },
    loadOf: (uid) => flows.reduce((sum, flow) => sum + loadOn(uid, flow, deps), 0),
  };
}

function loadOn(uid: string, flow: Flow, deps: TrafficDeps): number {
  const { destinations, mirrors } = currentRoute(flow, deps);
  const shares = [...destinations, ...mirrors].map(({ share, pods }) =>
    pods.some(({ metadata }) => metadata.uid === uid) ? share / pods.length : 0,
  );
  return (flow.rps / flow.podRps) * shares.reduce((sum, share) => sum + share, 0);
}

function stepFlow(flow: Flow, ms: number, deps: TrafficDeps, front: Front | undefined): void {
  const { random } = deps;
  const route = currentRoute(flow, deps);
  const tally = createTally();
  noteShares(route, deps, tally);
  for (const { version, code } of flow.late.splice(0)) tally.answer(version, code);
  const count = random.poisson((flow.rps * ms) / 1000);
  for (let sent = 0; sent < count; sent += 1) {
    const method = random.next() < 0.8 ? 'GET' : 'POST';
    if (front) {
      const { service, environment } = flow;
      void front(service.name, environment.namespace, method).then((answer) =>
        flow.late.push({ version: answer?.version ?? '', code: answer?.code }),
      );
      continue;
    }
    const { destination, answered } = flow.users.send(route, random, deps.now());
    const pod = pickPod(destination, random);
    const running = pod && deps.find(pod);
    if (running?.container) answered(running.version);
    if (pod && running?.container && random.next() < deps.realShare) {
      void deps.send(pod).then((code) => flow.late.push({ version: running.version, code }));
    } else {
      tally.answer(running?.version ?? '', running?.container?.serve(method).code);
    }
    for (const mirror of route.mirrors) {
      if (random.next() >= mirror.share) continue;
      const copied = pickPod(mirror, random);
      const shadow = copied && deps.find(copied);
      if (shadow?.container) tally.mirror(shadow.version, shadow.container.serve(method).code);
    }
  }
  deps.truth.record({
    at: deps.now(),
    durationMs: ms,
    environment: flow.environment.name,
    service: flow.service.name,
    ...tally.result(),
  });
}

function currentRoute(flow: Flow, { view, world }: TrafficDeps): Route {
  if (flow.cached?.generation === view.generation) return flow.cached.route;
  const route = routeOf(view, flow.environment.namespace, flow.service, world.markedShare);
  flow.cached = { generation: view.generation, route };
  return route;
}

function pickPod(destination: Destination | undefined, random: Random): Pod | undefined {
  const pods = destination?.pods ?? [];
  return pods[Math.floor(random.next() * pods.length)];
}

function noteShares(route: Route, deps: TrafficDeps, tally: Tally): void {
  for (const { share, pods } of route.destinations) {
    for (const pod of pods) {
      const version = deps.find(pod)?.version;
      if (version !== undefined) tally.of(version).share += share / pods.length;
    }
  }
}
