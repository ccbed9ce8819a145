import { type Clusters, type Kube, KubeError, type ObjectRef } from './kube.ts';
import { SlackError, type SlackPort } from './slack/port.ts';
import type { Telemetry } from './telemetry.ts';
import { type SpanFacts, traced } from './tracing.ts';

type Call = (...args: never[]) => unknown;

/** What surrounds each call of a port: gets its name, what it was given, and the call itself. */
type Around = (call: string, args: readonly unknown[], work: () => Promise<unknown>) => Promise<unknown>;

/** A port whose named methods run inside `around`; all others are as they were. */
export function observed<P extends object>(port: P, calls: readonly (keyof P & string)[], around: Around): P {
  const wrapped = new Map<PropertyKey, Call>(
    calls.map((name) => {
      const method = port[name] as (...args: unknown[]) => Promise<unknown>;
      return [name, (...args: unknown[]) => around(name, args, () => method.apply(port, args))];
    }),
  );
  return new Proxy(port, {
    get(target, name) {
      const found: unknown = wrapped.get(name) ?? Reflect.get(target, name);
      return typeof found === 'function' && !wrapped.has(name) ? found.bind(target) : found;
    },
  });
}

const kubeReads = ['get', 'list', 'listEvents', 'dryRun', 'podGet', 'podLog', 'canI'] as const;
const kubeWrites = ['create', 'replace', 'remove'] as const;

/** Clusters whose calls are timed and whose errors are counted; writes are spans, so that a trace ends where traffic moved. */
export function observeClusters(clusters: Clusters, telemetry: Telemetry): Clusters {
  const known = new Map<Kube, Kube>();
  return (name) => {
    const kube = clusters(name);
    const found = known.get(kube) ?? observeKube(kube, telemetry);
    known.set(kube, found);
    return found;
  };
}

function observeKube(kube: Kube, { kubeSeconds, kubeErrors }: Telemetry): Kube {
  const { cluster } = kube;
  return observed(kube, [...kubeReads, ...kubeWrites], async (call, args, work) => {
    const done = kubeSeconds.startTimer({ cluster, call });
    const writes = (kubeWrites as readonly string[]).includes(call);
    try {
      return await (writes
        ? traced(`kube ${call}`, { 'sluice.cluster': cluster, ...objectFacts(args[0]) }, work)
        : work());
    } catch (error) {
      kubeErrors.inc({ cluster, kind: error instanceof KubeError ? error.kind : 'other' });
      throw error;
    } finally {
      done();
    }
  });
}

/** Of an object or a reference to one: both say kind, namespace and name, each in its own place. */
function objectFacts(given: unknown): SpanFacts {
  const { kind = '', metadata, ...rest } = given as Partial<ObjectRef> & { metadata?: Partial<ObjectRef> };
  const { namespace = '', name = '' } = metadata ?? rest;
  return { 'k8s.kind': kind, 'k8s.namespace': namespace, 'k8s.name': name };
}

const slackCalls = [
  'whoAmI',
  'post',
  'update',
  'find',
  'ephemeral',
  'respond',
  'openView',
  'updateView',
  'publishHome',
  'permalink',
  'userName',
  'getUser',
  'groups',
  'openDirect',
  'upload',
] as const;

/** Slack with its calls timed and as spans, and its errors counted. */
export function observeSlack(slack: SlackPort, { slackSeconds, slackErrors }: Telemetry): SlackPort {
  return observed(slack, slackCalls, async (call, _args, work) => {
    const done = slackSeconds.startTimer({ call });
    try {
      return await traced(`slack ${call}`, {}, work);
    } catch (error) {
      const { kind, code } = error instanceof SlackError ? error : { kind: 'other', code: '' };
      slackErrors.inc({ kind, code: codeOf(code) });
      throw error;
    } finally {
      done();
    }
  });
}

/** Slack's codes are words of a closed vocabulary; whatever else stands there must not become a time series. */
function codeOf(code: string): string {
  return code === '' ? 'none' : /^[a-z_]{1,48}$/.test(code) ? code : 'other';
}
