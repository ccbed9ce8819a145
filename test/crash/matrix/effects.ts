/** One side of one effect: just before the call, or after it has been done and before anybody has seen the result. */
export interface Point {
  /** Counts from 0, two for each effect. */
  n: number;
  side: 'before' | 'after';
  /** Port, method and arguments, e.g. `store.append ["r1",3,[{"type":"started"…`. */
  call: string;
}

/**
 * Calls that only look, by name. Everything else counts as an effect, also what nobody has thought of yet: a new step
 * kind, port or method is covered without being named here.
 */
const looks =
  /^(get|list|load|live|find|has|is)([A-Z]|$)|^(epoch|version|idOfNumber|nextOf|history|untold|unsettled|untoldForMs|permalink|userName|groups|whoAmI|canI|dryRun|podGet|podLog|watch|then|toJSON)$/;

const shownLength = 400;

/** The same ports, with `at` called on both sides of each effect. What `at` does happens before the call goes on. */
export function withPoints<P extends object>(ports: P, at: (point: Point) => void): P {
  let next = 0;
  const known = new WeakMap<object, object>();

  function effect(call: string, run: () => unknown): unknown {
    const n = next;
    next += 2;
    const after = () => at({ n: n + 1, side: 'after', call });
    at({ n, side: 'before', call });
    const result = run();
    if (!(result instanceof Promise)) {
      after();
      return result;
    }
    return result.finally(after);
  }

  function watched(name: string, port: object): object {
    const there = known.get(port);
    if (there) return there;
    const made = new Proxy(port, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        const call = (...args: unknown[]): unknown => Reflect.apply(value, target, args);
        if (typeof key === 'symbol' || looks.test(key)) return call;
        return (...args: unknown[]) => effect(`${name}.${key} ${shown(args)}`, () => call(...args));
      },
      // A port that gives out others: one per cluster, say.
      apply: (target, self, args) => {
        const given: unknown = Reflect.apply(target as () => unknown, self, args);
        return typeof given === 'object' && given !== null ? watched(name, given) : given;
      },
    });
    known.set(port, made);
    return made;
  }

  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, watched(name, port)])) as P;
}

function shown(args: readonly unknown[]): string {
  return (
    JSON.stringify(args, (_, value) => (value instanceof Uint8Array ? 'bytes' : value))?.slice(0, shownLength) ?? ''
  );
}
