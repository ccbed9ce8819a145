import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll } from 'vitest';
import { createSlackSandbox } from '../../../sandbox/slack/index.ts';
import { seed } from '../../../sandbox/world/people.ts';
import { type SandboxWorld, startWorld } from '../../../sandbox/world/start.ts';
import { createCatalogueReader } from '../../../src/config/load.ts';
import type { CheckResult } from '../../../src/doctor/check.ts';
import { type Circumstances, examineWorld } from '../../../src/doctor/open.ts';
import { renderFindings } from '../../../src/doctor/render.ts';
import { families } from '../../../src/providers/index.ts';

/** What is different from a world that is well. */
export interface Changes {
  /** Changes the text of the catalogue. */
  edit?(text: string): string;
  /** Who asks the cluster: `admin`, or `stranger`, who may do nothing. */
  user?: string;
  changes?: Partial<Circumstances>;
}

export interface DoctorWorld {
  /** What the doctor finds in the sandbox's world, after a change. */
  examined(changes?: Changes): Promise<CheckResult[]>;
  slackSettings(): { mode: 'socket'; botToken: string; appToken: string; apiUrl: string };
  /** The kubeconfig of an administrator. */
  kubeconfig(): string;
}

const reader = createCatalogueReader(families);

/** Starts the sandbox's world before the tests of a file, and stops it after them. */
export function doctorWorld(): DoctorWorld {
  let world: SandboxWorld;
  beforeAll(async () => {
    const users = { stranger: { rules: [] } };
    world = await startWorld({ pace: { bake: '2s', interval: '1s' }, cluster: { users } });
    await Promise.all(
      ['staging', 'production'].map((namespace) =>
        world.cluster.objects.waitFor('deployments', (each) => isReady(each), { namespace }),
      ),
    );
  }, 60_000);
  afterAll(() => world.stop());

  const slackSettings: DoctorWorld['slackSettings'] = () => ({
    mode: 'socket',
    botToken: seed.botToken,
    appToken: seed.appToken,
    apiUrl: world.slack.apiUrl,
  });
  return {
    slackSettings,
    kubeconfig: () => world.cluster.kubeconfig(),
    async examined({ edit = (text) => text, user = 'admin', changes = {} }: Changes = {}) {
      const catalogue = reader.parse(edit(await readFile(world.catalogue, 'utf8')), 'sluice.yaml');
      const settings = { redisUrl: world.redisUrl, prefix: '{doctor}:', dockerConfig: '' };
      const clusters = { sandbox: { inline: world.cluster.kubeconfig(user) } };
      const secret = () => undefined;
      return examineWorld({ settings, slack: slackSettings(), catalogue, clusters, secret, ...changes });
    },
  };
}

function isReady(object: object): boolean {
  const { status } = object as { status?: { readyReplicas?: number } };
  return (status?.readyReplicas ?? 0) > 0;
}

/** The finding about this; throws, with all findings, where there is none. */
export function find(findings: CheckResult[], area: string, what: string): CheckResult {
  const found = findings.find((each) => each.area === area && each.what === what);
  if (!found) throw new Error(`nothing about ${area}, ${what} in:\n${renderFindings(findings)}`);
  return found;
}

/** A Slack of the same people, but for a change, whose bot token has these scopes. */
export function slackWith(scopes: string[], change: (user: SeedUser) => Partial<SeedUser> = () => ({})) {
  const users = seed.users.map((user) => ({ ...user, ...change(user) }));
  return createSlackSandbox({ delivery: { mode: 'socket' }, seed: { ...seed, users, scopes } });
}

type SeedUser = (typeof seed.users)[number];
