import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../src/platform/clock.ts';
import { answer, failure, type RegistryAnswer } from './answer.ts';
import { createGuard } from './auth.ts';
import { createFaults, type RegistryFault, type RegistryFaults } from './faults.ts';
import type { RegistryHabit } from './habits/habit.ts';
import { createImages, type Images } from './images.ts';
import type { RegistryAuth, RepositorySpec, TagSpec } from './types.ts';

export interface RegistryOptions {
  repositories: readonly RepositorySpec[];
  /** Default: anonymous. */
  auth?: RegistryAuth;
  /** Default: one that the operating system gives. */
  port?: number;
  clock?: Clock;
  /** How it differs from the specification. Default: not at all. */
  habit?: RegistryHabit;
}

export interface Registry {
  /** `http://127.0.0.1:port` */
  url: string;
  /** `127.0.0.1:port`, as it stands in an image reference. */
  host: string;
  /** Shared with a simulated kubelet, so that a tag pushed here can be pulled there. */
  images: Images;
  faults: RegistryFaults;
  /** Throws where the repository or the tag is not known. */
  digestOf(name: string, tag: string): string;
  addTag(name: string, tag: TagSpec): void;
  close(): Promise<void>;
}

/** Starts an OCI registry (read side) over plain HTTP on loopback. Rejects where the port is taken. */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const clock = options.clock ?? systemClock;
  const images = createImages(options.repositories);
  const faults = createFaults();
  let url = '';
  const guard = createGuard(
    options.auth ?? { kind: 'anonymous' },
    () => url,
    () => clock.now(),
  );
  const server = createServer((request, response) => {
    void respond(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    if (faults.delayMs > 0) await clock.sleep(faults.delayMs);
    const path = request.url ?? '/';
    const fault = faults.take(path);
    if (fault !== undefined) {
      return send(request, response, faultAnswer(fault));
    }
    const { method = 'GET', headers } = request;
    const { authorization, accept } = headers;
    const { habit } = options;
    const plain = { method, url: new URL(path, url), authorization, accept };
    const asked = habit?.asked?.(plain) ?? plain;
    const answered = answer(asked, { images, guard });
    send(request, response, habit?.answered?.(answered, plain) ?? answered);
  }

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = `http://${host}`;
  return {
    url,
    host,
    images,
    faults,
    digestOf(name, tag) {
      const digest = images.digestOf(name, tag);
      if (digest === undefined) throw new Error(`The sandbox registry has no image ${name}:${tag}`);
      return digest;
    },
    addTag: (name, tag) => images.addTag(name, tag),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function faultAnswer({ status, retryAfter }: RegistryFault): RegistryAnswer {
  const failed = failure(status, status === 429 ? 'TOOMANYREQUESTS' : 'UNKNOWN', 'a fault on demand');
  if (retryAfter !== undefined) failed.headers['retry-after'] = String(retryAfter);
  return failed;
}

function send(request: IncomingMessage, response: ServerResponse, found: RegistryAnswer): void {
  response.writeHead(found.status, {
    'docker-distribution-api-version': 'registry/2.0',
    'content-length': found.body.length,
    ...found.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : found.body);
}
