import { describe, expect, it } from 'vitest';
import { breaches } from '../../support/house-rules.ts';
import { importsOf, readImports } from '../../support/import-graph.ts';

describe('the house', () => {
  it('has no import that its rules forbid', () => {
    const imports = readImports(['src', 'commands', 'jobs', 'app']);
    expect(imports.length).toBeGreaterThan(300);
    expect(breaches(imports)).toEqual([]);
  });

  it.each([
    ['src/domain/plan.ts', `import { join } from 'node:path';`],
    ['src/domain/plan.ts', `import type { Clock } from '../platform/clock.ts';`],
    ['src/domain/plan.ts', `import { canary } from '../strategies/canary.ts';`],
    ['src/config/fields.ts', `import { builtIn } from './defaults.ts';`],
    ['src/domain/plan.ts', `import { say } from '../words/words.ts';`],
    ['src/actions/bake.ts', `import { runAction } from '../steps/index.ts';`],
    ['src/actions/bake.ts', `import type { Plan } from '../domain/plan.ts';`],
    ['src/actions/bake.ts', `import { setTimeout } from 'node:timers/promises';`],
    ['src/strategies/canary.ts', `import { readFile } from 'node:fs/promises';`],
    ['src/messages/card/card.ts', `export { App } from '@slack/bolt';`],
    ['src/engine/decide.ts', `import { run } from './run.ts';`],
    ['src/analysis/signals/errors.ts', `import { families } from '../../providers/index.ts';`],
    ['src/domain/verdict.ts', `import { judge } from '../analysis/index.ts';`],
    ['src/analysis/index.ts', `const later = await import('node:crypto');`],
    ['src/gates/index.ts', `import { startApp } from '../../app/start.ts';`],
    ['src/store/x.ts', `import '../../jobs/slack.ts';`],
    ['src/workloads/deployment.ts', `import { fencedWrite } from '../platform/kube/fence.ts';`],
    ['src/workloads/deployment.ts', `import { wait } from '../steps/step.ts';`],
    ['src/workloads/deployment.ts', `import { setTimeout } from 'node:timers/promises';`],
    ['src/words/by-hand.ts', `import type { Kube } from '../platform/kube.ts';`],
    ['src/preflight/checks/paused.ts', `import type { Kube } from '../../platform/kube.ts';`],
    ['src/preflight/checks/paused.ts', `import { createLookAround } from '../../requests/surroundings.ts';`],
    ['src/engine/fence.ts', `import { seenIn } from '../recovery/seen.ts';`],
    ['src/marks/marked.ts', `import { seenIn } from '../recovery/seen.ts';`],
    ['src/steps/traffic.ts', `import { istioRouter } from '../providers/routers/istio.ts';`],
    ['src/providers/routers/istio.ts', `import { oci } from '../images/oci.ts';`],
    ['src/providers/metrics/scrape.ts', `import { fetch } from 'undici';`],
    ['src/providers/incidents/webhook.ts', `import { oci } from '../images/oci.ts';`],
    ['src/providers/routers/kinds/istio.ts', `import { istioRouter } from '../istio.ts';`],
    ['src/providers/routers/kinds/istio.ts', `import type { Kube } from '../../../platform/kube.ts';`],
    ['src/providers/metrics/kinds/scrape.ts', `import { once } from 'node:events';`],
    ['src/providers/family.ts', `import { createRouter } from './routers/index.ts';`],
    ['src/words/by-hand.ts', `import { createRouter } from '../providers/routers/index.ts';`],
    ['commands/bot.ts', `import { KubeConfig } from '@kubernetes/client-node';`],
    ['commands/bot.ts', `import { createRouter } from '../src/providers/routers/index.ts';`],
    ['jobs/slack.ts', `import { App } from '@slack/bolt';`],
    ['jobs/slack.ts', `import { register } from '../commands/bot.ts';`],
  ])('notices when %s says %s', (file, text) => {
    expect(breaches(importsOf(file, text))).not.toEqual([]);
  });

  it('allows what the rooms are for', () => {
    const allowed = [
      ...importsOf('src/steps/traffic.ts', `import type { Router } from '../providers/routers/router.ts';`),
      ...importsOf('src/workloads/deployment.ts', `import type { Kube } from '../platform/kube.ts';`),
      ...importsOf(
        'src/messages/card/card.ts',
        `import { z } from 'zod';\nimport { judge } from '../../analysis/index.ts';`,
      ),
      ...importsOf('jobs/releases.ts', `import { Worker } from 'bullmq';`),
      ...importsOf('src/words/by-hand.ts', `import { families } from '../providers/index.ts';`),
      ...importsOf('src/providers/routers/kinds/istio.ts', `import type { RouterKind } from '../kind.ts';`),
    ];
    expect(allowed).toHaveLength(7);
    expect(breaches(allowed)).toEqual([]);
  });
});
