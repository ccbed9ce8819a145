import type { BullMQOtel } from 'bullmq-otel';
import type { Log } from './log.ts';

export interface TracingOptions {
  /** Where traces are sent (OTLP over HTTP as JSON), with its path; null: there is no tracing. */
  url: string | null;
  version: string;
  role: string;
  log: Log;
}

export interface Tracing {
  /** BullMQ's hook: jobs carry the trace of whoever made them. Null where there is no tracing. */
  queues: BullMQOtel | null;
  /** Sends what is still to be sent, for a few seconds at most. */
  stop(): Promise<void>;
}

const off: Tracing = { queues: null, stop: async () => undefined };

/** The SDK is loaded only where it is wanted: it costs start time and memory. */
export async function startTracing({ url, ...options }: TracingOptions): Promise<Tracing> {
  if (url === null) return off;
  const { openTracing } = await import('./tracing-sdk.ts');
  return openTracing({ url, ...options });
}
