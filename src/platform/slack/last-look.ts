import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch, type RequestInfo, type RequestInit } from 'undici';

/**
 * Looks at the clock for the last time when a connection is ready and the first byte would leave. Between asking for a
 * request and that moment lie turns of the event loop (Slack's client queues it, a connection is opened or looked at), in
 * which a process may be frozen, and then would say what another has said meanwhile.
 */
export function createLastLook() {
  // Through the same proxy as Node's own `fetch`, which all other calls of Slack's client use.
  const Road = process.env['NODE_USE_ENV_PROXY'] === '1' ? EnvHttpProxyAgent : Agent;
  const agent = new Road({ allowH2: false });
  /** `fetch`, but rejects without having sent anything where `over` says so then. */
  return (over: () => boolean) => {
    const dispatcher = agent.compose((dispatch) => (options, handler) => dispatch(options, looking(handler, over)));
    return (url: RequestInfo, init?: RequestInit) => fetch(url, { ...init, dispatcher });
  };
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
