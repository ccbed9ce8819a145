import type { FlagChange, FlagState } from '../../../src/domain/flag.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient, type HttpClient, type HttpReply } from '../../../src/platform/http.ts';
import type { FlagAnswer, FlagFailure, Flags } from '../../../src/providers/flags/flags.ts';
import { createFlags } from '../../../src/providers/flags/index.ts';
import { configs } from './configs.ts';

/** A flag service that a kind is tried on. */
export interface FlagWorld {
  /** Flags that have no service behind them. */
  flags?: Flags;
  /** Settings that lead to it, with a project and an environment that are there, and the segments `beta` and `staff`. */
  config: { kind: string; url: string; environment: string };
  /** The same, but for a project and an environment that are not there. */
  elsewhere: { project: object; environment: object };
  /** Tokens by the environment variables that the settings name; `WRONG_TOKEN` is one that it does not know. */
  secrets: Record<string, string>;
  /** The member that names the variable of the token for changes. */
  tokenMember: string;
  /** Whether it tells who has changed a flag. */
  tellsWho: boolean;
  /** Somebody gives a flag that is there another percentage, past Sluice. */
  byHand(flag: string, percentage: number): Promise<void>;
  archive(flag: string): Promise<void>;
  /** What the service would tell applications: whether they get the flag, for everybody (true or false) or not so clearly (null). */
  serves(flag: string): Promise<boolean | null>;
  stop(): Promise<void>;
}

/** What is asked, before it goes out: a reply is given in its place, null lets it through. */
export type Tap = (url: string, method: string) => Promise<HttpReply | null> | HttpReply | null;

/** The flags of a world, with something listening on the wire; to be closed. */
export function connect(world: FlagWorld, more: object = {}, tap: Tap = () => null) {
  if (world.flags) return { flags: world.flags, close: world.flags.close };
  const http = createHttpClient();
  const tapped: HttpClient = {
    get: async (url, options) => (await tap(url, options.method ?? 'GET')) ?? http.get(url, options),
    close: () => http.close(),
  };
  const made = createFlags({ http: tapped, clock: systemClock, secret: (name) => world.secrets[name] });
  const flags = made.flagsOf({ flags: { ...world.config, ...more }, environment: 'as-sluice-calls-it' });
  if (flags === null) throw new Error('these settings have no flags');
  return {
    flags,
    async close() {
      await made.close();
      await http.close();
    },
  };
}

export const lost: HttpReply = { kind: 'none', why: 'timeout', detail: 'the service did not answer within 5 s' };

/**
 * A process that dies: the first `done` writes are done, the answer to the last of them is lost, and after that nothing
 * gets through.
 */
export function dyingAfter(done: number): { tap(http: HttpClient): HttpClient; died(): boolean } {
  let writes = 0;
  let dead = done === 0;
  return {
    died: () => dead,
    tap: (http) => ({
      async get(url, options) {
        if (options.method === undefined || options.method === 'GET') return dead ? lost : http.get(url, options);
        if (dead) return lost;
        writes += 1;
        const reply = await http.get(url, options);
        dead = writes >= done;
        return dead ? lost : reply;
      },
      close: () => http.close(),
    }),
  };
}

export function answerOf(status: number, headers: Record<string, string> = {}, body = '{}'): HttpReply {
  return { kind: 'answer', status, headers, body: Buffer.from(body) };
}

/** The state of an answer. Throws its failure's words where it has none. */
export function stateOf(answer: FlagAnswer): FlagState {
  if (answer.kind === 'failed') throw new Error(`${answer.failure.code}: ${answer.failure.words}`);
  return answer.state;
}

export function failureOf(answer: FlagAnswer): FlagFailure {
  if (answer.kind === 'ok') throw new Error(`it went well: ${JSON.stringify(answer.state)}`);
  return answer.failure;
}

/** A flag that is there, on, with a percentage. */
export async function given(flags: Flags, flag: string, percentage: number): Promise<FlagState> {
  const change: FlagChange = { kind: 'set', create: true, enabled: true, percentage };
  return stateOf(await flags.set(flag, change, null));
}

/** A flag service that has one page, at a path, and its answer. */
export function flagsWith(
  kind: keyof typeof configs,
  page: { path: string; status: number; body: unknown },
): Flags | null {
  const get = async (url: string) =>
    new URL(url).pathname === page.path ? answerOf(page.status, {}, JSON.stringify(page.body)) : answerOf(404);
  const made = createFlags({ http: { get, close: async () => undefined }, clock: systemClock, secret: () => 'token' });
  return made.flagsOf({ flags: configs[kind], environment: 'production' });
}
