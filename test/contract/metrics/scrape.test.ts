import type { Bench } from './bench.ts';
import { goalStories } from './goal-suite.ts';
import { metricSourceStories } from './suite.ts';
import { httpGet, sourceOf, type World } from './world.ts';

const common: Pick<Bench, 'settle' | 'cut' | 'garbage' | 'close'> = {
  settle: async () => undefined,
  cut(world) {
    for (const pod of world.candidate) pod.mode = 'off';
    return () => {
      for (const pod of world.candidate) pod.mode = 'on';
    };
  },
  garbage: 'failed',
  close: async () => undefined,
};

/** Pod IPs lead to the tiny pods' real addresses. */
function toPods(world: World) {
  return httpGet((url) => {
    const { hostname, port, pathname } = new URL(url);
    const pod = world.cluster.pods.find((one) => (one['status'] as { podIP: string }).podIP === hostname);
    if (port !== '8080' || !pod) throw new Error(`nothing listens at ${url}`);
    return `http://${world.pages.get(pod.metadata.name)?.address}${pathname}`;
  });
}

const byServer = async (): Promise<Bench> => ({
  ...common,
  source: (world) => sourceOf(world, { kind: 'scrape' }, {}),
});

metricSourceStories('scrape through the API server', byServer);
goalStories('scrape through the API server', byServer);

const byAddress = async (): Promise<Bench> => ({
  ...common,
  source: (world) => sourceOf(world, { kind: 'scrape' }, { http: toPods(world), podNetwork: () => true }),
});

metricSourceStories('scrape of pod IPs', byAddress);
goalStories('scrape of pod IPs', byAddress);
