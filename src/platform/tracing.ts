import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * Spans around what Sluice does. Without a collector (see `tracing-start.ts`) nobody listens, and a span costs next to
 * nothing. Attributes are names and ids of ours: never what people typed, never a secret.
 */
export type SpanFacts = Attributes;

const tracer = () => trace.getTracer('sluice');

/** Does the work inside a span: spans that the work begins are its children. Throws what the work throws. */
export function traced<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes: facts }, async (span) => {
    try {
      return await work();
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds to the span that is open now, if there is one. */
export function noteOnSpan(facts: SpanFacts): void {
  trace.getActiveSpan()?.setAttributes(facts);
}

/** Where the work that is under way now belongs, as a W3C `traceparent`; null where nobody listens. */
export function whereWeAre(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** Says on the span that is open now that it was also caused by that one. What is no `traceparent` is left alone. */
export function linkTo(traceparent: string): void {
  const found = trace.getSpanContext(contextOf(traceparent, ROOT_CONTEXT));
  if (found) trace.getActiveSpan()?.addLink({ context: found });
}

/** The span that a `traceparent` names, as a parent for what is done in this context. */
export function contextOf(traceparent: string, base: Context = context.active()): Context {
  return propagation.extract(base, { traceparent });
}

/** Only the kind of the error: its message may hold what people or systems said. */
function failed(span: Span, error: unknown): void {
  const { name, kind, code } = Object(error) as { name?: unknown; kind?: unknown; code?: unknown };
  const type = [name, kind, code].filter((part) => typeof part === 'string' && part !== '').join(' ');
  span.setAttribute('error.type', type || 'error');
  span.setStatus({ code: SpanStatusCode.ERROR });
}
