import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck, Scene } from '../check.ts';
import { leadingTo, titleOf, wayNames } from '../ways/leading.ts';
import { fullHost, type VirtualService } from '../ways/virtual-service.ts';
import { some } from '../words.ts';

/** Objects beside those that are divided which lead requests to the Service: what comes by them gets no share. */
export const otherRoutes: PreflightCheck = {
  name: 'other-routes',
  needs: ({ handling, front, routes }) => (handling.clones && front && routes.length > 0 ? wayNames : []),
  look(scene, around) {
    const { front, routes, handling, target } = scene;
    if (!front || !handling.clones || routes.length === 0) return [];
    const all = around.virtualServices ?? [];
    const own = all.filter((each) => routes.includes(titleOf(each)));
    const others = all.filter((each) => !own.includes(each));
    const leading = leadingTo({ namespace: target.namespace, service: front.name }, around);
    return [
      ...past(
        scene,
        leading.filter((title) => !routes.includes(title)),
      ),
      ...own.flatMap((each) => [...sameHost(each, others, scene), ...exported(each)]),
    ];
  },
};

function past({ routes }: Scene, titles: readonly string[]): PreflightFinding[] {
  if (titles.length === 0) return [];
  const [s, they] = titles.length === 1 ? ['s', 'it'] : ['', 'them'];
  const detail = `${some(titles)} lead${s} to the Service as well: what comes by ${they} goes past ${some(routes)}, and all of it to the old version`;
  const remedy = `have ${they} lead on by the routes that are divided, or count on a smaller share of all requests`;
  return [{ severity: 'warn', detail, remedy }];
}

/** For calls within the mesh Istio goes by one VirtualService of a host, and at a gateway it joins several in no certain order. */
function sameHost(
  own: VirtualService,
  others: readonly VirtualService[],
  { target: { namespace } }: Scene,
): PreflightFinding[] {
  const hosts = new Set(own.spec.hosts.map((host) => fullHost(host, namespace)));
  const gateways = new Set(gatewaysOf(own));
  const same = others.filter(
    (each) =>
      each.spec.hosts.some((host) => hosts.has(fullHost(host, namespace))) &&
      gatewaysOf(each).some((gateway) => gateways.has(gateway)),
  );
  if (same.length === 0) return [];
  const detail = `${some(same.map(titleOf))} ${same.length === 1 ? 'is' : 'are'} for a host of ${titleOf(own)}, too: within the mesh Istio goes by one of them alone, at a gateway by all in no certain order`;
  return [{ severity: 'warn', detail, remedy: 'make one VirtualService of them, or give them hosts of their own' }];
}

function gatewaysOf({ spec }: VirtualService): readonly string[] {
  return spec.gateways.length === 0 ? ['mesh'] : spec.gateways;
}

function exported(own: VirtualService): PreflightFinding[] {
  const { exportTo } = own.spec;
  if (exportTo.length === 0 || exportTo.includes('*')) return [];
  const where = exportTo.includes('~')
    ? 'nobody'
    : some(exportTo.map((each) => (each === '.' ? 'its own namespace' : each)));
  const detail = `${titleOf(own)} is exported to ${where} only: callers elsewhere don't go by its weights, and reach the old version`;
  return [{ severity: 'note', detail, remedy: 'widen its `exportTo` if they should have their share' }];
}
