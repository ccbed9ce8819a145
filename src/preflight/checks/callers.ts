import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck } from '../check.ts';

/** Sidecars that let their pods call the Service's host by name, and so not the candidate's. */
export const callers: PreflightCheck = {
  name: 'callers',
  needs: ({ candidate }) => (candidate?.apart ? ['sidecars'] : []),
  look({ target: { namespace }, candidate, front }, { sidecars = [] }) {
    const service = candidate?.service;
    if (!service || !candidate.apart || !front) return [];
    return sidecars.flatMap(({ metadata: { name }, spec }): PreflightFinding[] => {
      const hosts = spec.egress.flatMap((each) => each.hosts);
      const reaches = (host: string) => hosts.some((entry) => covers(entry, host, namespace));
      if (!reaches(front.name) || reaches(service)) return [];
      const detail = `Sidecar ${name} lets its pods call the host ${front.name} and not ${service}: the candidate's share of their requests would fail`;
      return [
        { severity: 'warn', detail, remedy: `add ./${service}.${namespace}.svc.cluster.local to its egress hosts` },
      ];
    });
  },
};

/**
 * Whether an entry such as `./checkout.shop.svc.cluster.local` takes a Service of this namespace.
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
function covers(entry: string, service: string, namespace: string): boolean {
  const [place = '', host = ''] = entry.split('/');
  if (!['.', '*', namespace].includes(place)) return false;
  if (host === '*') return true;
  if (host.startsWith('*.')) {
    const [first, second] = host.slice(2).split('.');
    // A wildcard over one namespace's Services, or over all of them.
    return second !== 'svc' || first === namespace;
  }
  const full = `${service}.${namespace}`;
  return [service, full, `${full}.svc`].includes(host) || host.startsWith(`${full}.svc.`);
}
