import { Agent, request } from 'undici';
import type { Pod } from './objects.ts';

/** Sends requests to pods over real HTTP, by one pool of connections. */
export function realSender(resolvePodAddress: (podIP: string) => string | undefined) {
  const agent = new Agent({ connections: 16 });
  return {
    /** The status code; undefined where nobody answered. */
    async send(pod: Pod): Promise<number | undefined> {
      const address = resolvePodAddress(pod.status?.podIP ?? '');
      if (address === undefined) return undefined;
      try {
        const answer = await request(`http://${address}/`, { dispatcher: agent });
        await answer.body.dump();
        return answer.statusCode;
      } catch {
        return undefined;
      }
    },
    close: () => agent.destroy(),
  };
}
