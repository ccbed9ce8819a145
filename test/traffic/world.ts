import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { App } from '../../app/start.ts';
import { defaultWorld, type PodRequest, type World } from '../../sandbox/workloads/index.ts';
import type { WorldRouting } from '../../sandbox/workloads/world.ts';
import { startSluice } from '../../sandbox/world/app.ts';
import {
  type AnyCluster,
  type MakeCluster,
  type MakeProxy,
  type SandboxWorld,
  startWorldOn,
} from '../../sandbox/world/start.ts';
import { ask, longMs, reportOf } from '../story/world.ts';
import { accountOf, type Held, tableOf, type Written } from './ledger.ts';
import { startPulse } from './pulse.ts';
import { followShares, type Source } from './shares.ts';

/** Requests per second; each is a real one. */
const rps = 300;
/** As an application that drains: it serves for a while after it was asked to end, longer than any proxy takes to hear. */
const terminate = [6000, 7000] as const;

/** Worlds that are played at the same time have addresses of their own, of those that are routed to this machine. */
const podNetwork = `10.${244 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 4)}`;

export interface TrafficOptions {
  /** What is released; nothing else is there. */
  service: string;
  cluster: MakeCluster<AnyCluster>;
  proxy: MakeProxy;
  sources: readonly Source[];
  /** How requests find the service, where not as usual. */
  routing?: WorldRouting;
  /** Changes the catalogue. */
  edit?: (catalogue: string) => string;
}

export interface Played {
  /** The text of the report. */
  report: string;
  account: Held[];
  /** Requests that were sent, and those that no pod answered. */
  offered: number;
  lost: number;
}

/** Whole releases by Sluice, on a cluster whose users send every request through a real proxy. For the tests of one file. */
export function trafficStage(options: TrafficOptions) {
  const { service, cluster, proxy, sources, routing, edit = (text) => text } = options;
  let world: SandboxWorld<AnyCluster>;
  let app: App | undefined;
  let shares: ReturnType<typeof followShares>;
  const requests: PodRequest[] = [];
  const pulse = startPulse();

  beforeAll(async () => {
    await inNamespace();
    world = await startWorldOn(cluster, {
      pace: { bake: '3s', interval: '500ms' },
      world: only(service, routing),
      pods: { timing: { terminate }, podNetwork, podPort: 8080, onRequest: (request) => requests.push(request) },
      proxy,
      edit: (text) => edit(withoutFirst(text)),
    });
    shares = followShares(world.cluster.kubeconfig(), sources);
    app = await startSluice(world, { editEveryMs: 300 });
    await world.slack.waitForBots(1, 10_000);
    await steady();
  }, 2 * longMs);
  afterAll(async () => {
    pulse.stop();
    await app?.stop();
    await shares?.stop();
    await world?.stop();
  });

  /** Every request of the last second was answered. */
  async function steady(): Promise<void> {
    await vi.waitFor(
      () => {
        const { offered, lost } = world.workloads.truth.totals('staging', service, Date.now() - 1000);
        expect(offered).toBeGreaterThan(rps / 3);
        expect(lost).toBe(0);
      },
      { timeout: longMs, interval: 200 },
    );
  }

  /** Releases a version, and counts at the pods what came of it. */
  return async function play(version: string): Promise<Played> {
    await steady();
    const begun = Date.now();
    const before: Written = { at: begun, percent: 0 };
    const first = shares.written.length;
    const card = await ask({ world }, `${service} ${version} to staging`);
    const report = await reportOf({ world }, card);
    await steady();
    const isCandidate = (pod: string) => pod.startsWith(`${service}-candidate-`);
    const written = [before, ...shares.written.slice(first)];
    const account = accountOf(written, requests, isCandidate, Date.now(), pulse.late);
    const { offered, lost } = world.workloads.truth.totals('staging', service, begun);
    process.stdout.write(
      `${service} ${version}: ${offered} requests, ${lost} without an answer\n${tableOf(account)}\n`,
    );
    return { report: report.text, account, offered, lost };
  };
}

/** The usual world with this service in staging only, at a rate that gives enough to count. */
function only(name: string, routing?: WorldRouting): World {
  const services = defaultWorld.services.filter((each) => each.name === name);
  const staging = { replicas: 4, rps, peakRps: rps };
  return {
    environments: defaultWorld.environments.filter((each) => each.name === 'staging'),
    services: services.map((each) => ({
      ...each,
      routing: routing ?? each.routing,
      runs: { staging: { version: '', ...each.runs['staging'], ...staging } },
    })),
  };
}

/** One per cent of this traffic takes too long to count. */
function withoutFirst(catalogue: string): string {
  return catalogue.replace(/^ +- \{ percent: 1, .*\n/m, '');
}

/** Throws outside of the network in which the addresses of pods are this machine's. */
async function inNamespace(): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(0, `${podNetwork}.255.254`), 'listening');
  } catch {
    throw new Error('The tests of real traffic run in a network of their own: npm run test:traffic');
  }
  server.close();
}
