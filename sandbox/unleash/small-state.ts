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

interface SmallHere {
  enabled: boolean;
  strategies: SmallStrategy[];
}

export interface SmallFlag {
  archived: boolean;
  stale?: boolean;
  environments: Record<string, SmallHere>;
}

interface SmallEvent {
  featureName: string;
  environment: string | null;
  /** How it was then, in words. */
  now: string;
  createdBy: string;
  createdAt: string;
}

/** What a small Unleash keeps, and how it changes by itself as the real one does. */
export class SmallState {
  readonly project = 'default';
  readonly environments = ['development', 'production'];
  readonly flags = new Map<string, SmallFlag>();
  readonly segments: { id: number; name: string; constraints: unknown[] }[] = [];
  readonly events: SmallEvent[] = [];
  #ids = 0;

  /** What happened to a flag, the newest first. */
  note(featureName: string, environment: string | null): void {
    const here = this.flags.get(featureName)?.environments[environment ?? ''];
    const now = here ? inWords(here) : this.flags.get(featureName)?.archived ? 'archived' : 'there';
    this.events.unshift({ featureName, environment, now, createdBy: 'admin', createdAt: new Date().toISOString() });
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

  /** Every flag as it stands, in words that are the same for equal states; and what was changed, the newest first. */
  kept(): { flags: string; changes: string[] } {
    const plain = (key: string, value: unknown) => (key === 'id' ? undefined : value);
    return {
      flags: JSON.stringify([...this.flags], plain),
      changes: this.events.map(({ featureName, environment, now }) => `${featureName} in ${environment}: ${now}`),
    };
  }

  archive(name: string): void {
    const flag = this.flags.get(name);
    if (!flag) return;
    flag.archived = true;
    for (const here of Object.values(flag.environments)) here.enabled = false;
    this.note(name, null);
  }
}

/** "on, 5 % and 1 segment" */
export function inWords({ enabled, strategies }: SmallHere): string {
  const segments = strategies.filter((each) => !each.disabled && each.segments.length > 0).length;
  const more = segments > 0 ? ` and ${segments} segment${segments > 1 ? 's' : ''}` : '';
  return enabled ? `on, ${percentOf(strategies)} %${more}` : 'off';
}

/** Of everybody whom no segment singles out, 0 to 100. */
export function percentOf(strategies: readonly SmallStrategy[]): number {
  const live = strategies.filter(({ disabled, segments }) => !disabled && segments.length === 0);
  const shares = live.map(({ name, parameters }) => (name === 'default' ? 100 : Number(parameters['rollout'] ?? 0)));
  return strategies.length === 0 ? 100 : Math.max(0, ...shares);
}

/** A refusal as Unleash words it. */
export function problem(status: number, name: string, message: string): JsonAnswer {
  return { status, body: { name, message, details: [{ message }] } };
}
