import type { Child } from '../../src/domain/train.ts';
import type { Children, Wanted } from '../../src/steps/children.ts';

type Standing = Partial<Pick<Child, 'state' | 'outcome' | 'reason'>>;

export interface FakeChildren extends Children {
  /** What was asked for, in this order: "staging", "production", "staging back". */
  asked: string[];
  /** Ids of those that were stopped. */
  aborted: string[];
  /** What runs in place of the version, as long as it is set. */
  other: string | null;
  /** Why nobody can tell that the version is well, as long as it is set. */
  unsure: string | null;
}

/** "staging", or "staging back"; of any other service than the usual one "search", or "search back". */
const nameOf = ({ service, environment, backwards }: Wanted) =>
  `${service === 'checkout' ? environment : service}${backwards ? ' back' : ''}`;

/**
 * The releases of a train as they stand at one look after the other, by what was asked for; where nothing is said, they are over
 * and have succeeded. One that was stopped has gone back.
 */
export function fakeChildren(stands: Record<string, readonly Standing[]> = {}): FakeChildren {
  const began = new Map<string, { child: Child; left: Standing[] }>();
  const fake: FakeChildren = {
    get begun() {
      return [...began.values()].flatMap(({ child }) => (child.backwards ? [] : [child]));
    },
    asked: [],
    aborted: [],
    other: null,
    unsure: null,
    async find(wanted) {
      const found = began.get(nameOf(wanted));
      if (!found) return null;
      const next = found.left.shift();
      if (next) found.child = { ...found.child, ...next };
      return found.child;
    },
    async ask(wanted) {
      const name = nameOf(wanted);
      fake.asked.push(name);
      const number = 100 + began.size;
      const [first = {}, ...left] = stands[name] ?? [{ state: 'ended', outcome: 'succeeded' }];
      const { service, environment, backwards } = wanted;
      const plain = { id: `r${number}`, number, service, environment, backwards } as const;
      const child: Child = { ...plain, state: 'running', outcome: null, reason: null, ...first };
      began.set(name, { child, left: [...left] });
      return { kind: 'there', child };
    },
    async abort(id) {
      if (fake.aborted.includes(id)) return;
      fake.aborted.push(id);
      for (const each of began.values()) {
        if (each.child.id !== id) continue;
        each.left = [{ state: 'rolling-back' }, { state: 'ended', outcome: 'rolled-back', reason: 'was rolled back' }];
      }
    },
    async standing() {
      const { other, unsure } = fake;
      if (other !== null) return { kind: 'replaced', detail: other };
      return unsure === null ? { kind: 'well' } : { kind: 'unsure', detail: unsure };
    },
  };
  return fake;
}
