import type { JsonAnswer } from './json-server.ts';

export interface SmallStrategy {
  id: string;
  name: string;
  title: string | null;
  disabled: boolean;
  parameters: Record<string, string>;
  constraints: unknown[];
  segments: number[];
  variants: unknown[];
  sortOrder: number;
}

export interface SmallFlag {
  archived: boolean;
  environments: Record<string, { enabled: boolean; strategies: SmallStrategy[] }>;
}

/** What a small Unleash keeps, and how it changes by itself as the real one does. */
export class SmallState {
  readonly project = 'default';
  readonly environments = ['development', 'production'];
  readonly flags = new Map<string, SmallFlag>();
  readonly segments: { id: number; name: string; constraints: unknown[] }[] = [];
  readonly events: { featureName: string; environment: string | null; createdBy: string; createdAt: string }[] = [];
  #ids = 0;

  /** What happened to a flag, the newest first. */
  note(featureName: string, environment: string | null): void {
    this.events.unshift({ featureName, environment, createdBy: 'admin', createdAt: new Date().toISOString() });
  }

  create(name: string): JsonAnswer {
    if (this.flags.has(name)) return problem(409, 'NameExistsError', 'A flag with that name already exists');
    const environments = Object.fromEntries(
      this.environments.map((each) => [each, { enabled: false, strategies: [] }]),
    );
    this.flags.set(name, { archived: false, environments });
    this.note(name, null);
    return { status: 201, body: { name } };
  }

  /** Switched on without a strategy that counts, it gets one for everybody. */
  switch(flag: string, environment: string, on: boolean): void {
    const here = this.flags.get(flag)?.environments[environment];
    if (!here) return;
    if (on && here.strategies.every(({ disabled }) => disabled)) {
      this.add(flag, environment, {
        name: 'flexibleRollout',
        parameters: { rollout: '100', stickiness: 'default', groupId: flag },
      });
    }
    here.enabled = on;
    this.note(flag, environment);
  }

  add(flag: string, environment: string, said: Partial<SmallStrategy>): SmallStrategy {
    const here = this.flags.get(flag)?.environments[environment];
    this.#ids += 1;
    const strategy: SmallStrategy = {
      name: 'default',
      title: null,
      disabled: false,
      parameters: {},
      constraints: [],
      segments: [],
      variants: [],
      sortOrder: here?.strategies.length ?? 0,
      ...said,
      id: `strategy-${this.#ids}`,
    };
    here?.strategies.push(strategy);
    this.note(flag, environment);
    return strategy;
  }

  archive(name: string): void {
    const flag = this.flags.get(name);
    if (!flag) return;
    flag.archived = true;
    for (const here of Object.values(flag.environments)) here.enabled = false;
    this.note(name, null);
  }
}

/** A refusal as Unleash words it. */
export function problem(status: number, name: string, message: string): JsonAnswer {
  return { status, body: { name, message, details: [{ message }] } };
}
