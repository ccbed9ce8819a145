import { context, DiagLogLevel, diag, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { BullMQOtel } from 'bullmq-otel';
import type { Log } from './log.ts';
import type { Tracing } from './tracing-start.ts';
import { within } from './within.ts';

const exportMs = 5000;
const flushMs = 3000;
const complainEveryMs = 60_000;

/** Sends spans to a collector. One that does not answer costs a warning a minute: what it should have had is dropped. */
export function openTracing(options: { url: string; version: string; role: string; log: Log }): Tracing {
  const { url, version, role, log } = options;
  diag.setLogger(quietly(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const ours = resourceFromAttributes({ 'service.name': 'sluice', 'service.version': version, 'sluice.role': role });
  const provider = new TracerProvider({
    resource: ours.merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: withoutNoise(new TraceIdRatioBasedSampler(ratio(process.env))) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: exportMs }),
        scheduledDelayMillis: 1000,
        maxQueueSize: 8192,
        exportTimeoutMillis: exportMs,
      }),
    ],
    spanLimits: { attributeValueLengthLimit: 256, linkCountLimit: 16 },
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    queues: new BullMQOtel({ tracerName: 'bullmq', version }),
    async stop() {
      const sent = provider.shutdown().then(
        () => true,
        () => false,
      );
      if (!(await within(flushMs, sent, false))) log.warn({}, 'the last traces could not be sent; they are dropped');
      trace.disable();
      context.disable();
      propagation.disable();
      diag.disable();
    },
  };
}

/** `OTEL_TRACES_SAMPLER_ARG`: the share of the traces that is kept, 0 to 1. Default: all. */
function ratio(env: NodeJS.ProcessEnv): number {
  const given = Number(env['OTEL_TRACES_SAMPLER_ARG'] || 1);
  return given >= 0 && given <= 1 ? given : 1;
}

/** What a worker does all the time to keep itself going: a trace of each would hide the others. */
const noise = /^(getNextJob|extendLocks|moveStalledJobsToWait|startStalledCheckTimer|pause|resume|close)\b/;

function withoutNoise(sampler: Sampler): Sampler {
  return {
    shouldSample(parent, traceId, name, kind, ...rest) {
      const idle = kind === SpanKind.INTERNAL && noise.test(name);
      return idle
        ? { decision: SamplingDecision.NOT_RECORD }
        : sampler.shouldSample(parent, traceId, name, kind, ...rest);
    },
    toString: () => `WithoutNoise{${sampler}}`,
  };
}

function quietly(log: Log) {
  let last = Number.NEGATIVE_INFINITY;
  const complain = (message: string) => {
    const now = performance.now();
    if (now - last < complainEveryMs) return;
    last = now;
    log.warn({ detail: message.slice(0, 300) }, 'traces cannot be sent; they are dropped');
  };
  const silent = () => undefined;
  return { error: complain, warn: complain, info: silent, debug: silent, verbose: silent };
}
