import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Pod } from './objects.ts';

/** What became of a request that somebody answered for a pod. */
export interface Answer {
  version: string;
  code: number;
}

/** What pods say of themselves; whatever else answers is not one of them. */
const bodySchema = z.object({ version: z.string(), pod: z.string() });
/** As long as a user waits. */
const patienceMs = 10_000;

/** Sends requests over real HTTP: to pods, or to a proxy before them. */
export function realSender(resolvePodAddress: (podIP: string) => string | undefined) {
  const agent = new Agent({ connections: 64, headersTimeout: patienceMs, bodyTimeout: patienceMs });
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
    /** The answer of the pod that a proxy chose; undefined where none of the pods answered. */
    async front(url: string, service: string, namespace: string, method: 'GET' | 'POST'): Promise<Answer | undefined> {
      try {
        const headers = { host: `${service}.${namespace}` };
        const { statusCode, body } = await request(url, { method, headers, dispatcher: agent });
        const told = bodySchema.safeParse(JSON.parse(await body.text()));
        return told.success ? { version: told.data.version, code: statusCode } : undefined;
      } catch {
        return undefined;
      }
    },
    close: () => agent.destroy(),
  };
}
