import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { stringify } from 'yaml';
import type { Workloads } from '../../../sandbox/workloads/index.ts';

/** Where the pod with this IP really listens. */
export type Reach = Workloads['resolvePodAddress'];

/** For the API server: what it dials in the cluster, it dials through a proxy at this socket. */
export function egressConfiguration(socket: string): string {
  const connection = { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: socket } } };
  return stringify({
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [{ name: 'cluster', connection }],
  });
}

/** The network of a cluster without machines: the way to its pods is an HTTP proxy at a Unix socket. */
export async function startEgress(socket: string, reach: Reach): Promise<{ stop(): Promise<void> }> {
  const open = new Set<{ destroy(): unknown }>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client) => {
    const [host, port] = reach(request.url?.split(':', 1)[0] ?? '')?.split(':') ?? [];
    if (!host) return void client.end('HTTP/1.1 502 No Such Pod\r\n\r\n');
    const pod = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      pod.pipe(client).pipe(pod);
    });
    for (const [side, other] of [
      [client, pod],
      [pod, client],
    ] as const) {
      open.add(side);
      side.on('error', () => other.destroy());
      side.on('close', () => open.delete(side));
    }
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const side of open) side.destroy();
      await closed;
    },
  };
}
