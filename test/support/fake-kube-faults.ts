import type { KindRef, KubeError } from '../../src/platform/kube.ts';

export type FakeVerb = 'get' | 'list' | 'listEvents' | 'create' | 'replace' | 'dryRun' | 'remove' | 'podGet' | 'podLog';

/** What goes wrong with matching calls. */
export interface Fault {
  verb?: FakeVerb;
  kind?: string;
  name?: string;
  /** How often; once by default. */
  times?: number;
  /** Thrown instead of an answer. Without it only `before` runs. */
  error?: KubeError;
  /** The work is done and the answer is lost. */
  afterwards?: boolean;
  /** Runs just before the call is served, e.g. somebody else's write. */
  before?: () => void | Promise<void>;
}

/** Serves a call with the faults that are meant for it. */
export type Serve = ReturnType<typeof createFaults>['serve'];

/** Serves calls with the faults that were asked for, each as often as it was asked for. */
export function createFaults() {
  const faults: Fault[] = [];

  async function serve<T>(verb: FakeVerb, ref: KindRef & { name?: string }, work: () => T): Promise<T> {
    await Promise.resolve();
    const index = faults.findIndex(
      (fault) =>
        (fault.verb ?? verb) === verb && (fault.kind ?? ref.kind) === ref.kind && (fault.name ?? ref.name) === ref.name,
    );
    const fault = faults[index];
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) faults.splice(index, 1);
      await fault.before?.();
      if (fault.error && !fault.afterwards) throw fault.error;
    }
    const result = work();
    if (fault?.error) throw fault.error;
    return result;
  }

  return { serve, add: (fault: Fault) => void faults.push({ ...fault }) };
}
