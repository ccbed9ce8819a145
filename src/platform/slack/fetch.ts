import type { FetchFunction } from '@slack/web-api';
import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch } from 'undici';

/** How Slack is spoken to over HTTP. */
export interface SlackFetch {
  /** For text; files are of Node's own `FormData`, which only Node's own `fetch` knows. */
  plain: FetchFunction;
  /**
   * Looks at the clock for the last time when a connection is ready and the first byte would leave, and rejects without
   * having sent anything where `over` says so then. Between asking for a request and that moment lie turns of the event
   * loop (Slack's client queues it, a connection is opened or looked at), in which a process may be frozen, and then
   * would say what another has said meanwhile.
   */
  lastLook(over: () => boolean): FetchFunction;
}

/**
 * By the HTTP client that the cluster is spoken to with, too. Node's own `fetch` is a second one, and reading it is a
 * twentieth of a start. As that one does it goes through the proxy of the environment where Node is told to.
 */
export function createSlackFetch(): SlackFetch {
  const Transport = process.env['NODE_USE_ENV_PROXY'] === '1' ? EnvHttpProxyAgent : Agent;
  const agent = new Transport({ allowH2: false });
  return {
    plain: by(agent),
    lastLook: (over) =>
      by(agent.compose((dispatch) => (options, handler) => dispatch(options, looking(handler, over)))),
  };
}

function by(dispatcher: Dispatcher): FetchFunction {
  return ((url: string | URL, init?: Parameters<typeof fetch>[1]) =>
    fetch(url, { ...init, dispatcher })) as FetchFunction;
}

function looking(handler: Dispatcher.DispatchHandler, over: () => boolean): Dispatcher.DispatchHandler {
  const looks: Dispatcher.DispatchHandler = {
    onRequestStart(controller, context) {
      if (over()) throw new Error('too late for this request');
      handler.onRequestStart?.(controller, context);
    },
  };
  return Object.assign(Object.create(handler) as Dispatcher.DispatchHandler, looks);
}
