import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { metricFacts } from '../../../src/platform/metrics-reference.ts';
import { createTelemetry } from '../../../src/platform/telemetry.ts';
import { documents, manifests } from './yaml.ts';

const run = promisify(execFile);
const monitoring = join(manifests, 'monitoring');
const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.looseObject({ alert: z.string(), expr: z.string(), annotations: z.looseObject({ runbook: z.string() }) }),
      ),
    }),
  ),
});
const dashboardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })),
});

async function rules() {
  const [file] = await documents('monitoring/sluice-alerts.yaml');
  return rulesSchema.parse(file).groups.flatMap((group) => group.rules);
}

async function dashboard() {
  return dashboardSchema.parse(JSON.parse(await readFile(join(monitoring, 'sluice-dashboard.json'), 'utf8'))).panels;
}

/** What an expression asks for that is not exported: names, and labels of their selectors. */
function unknownIn(expr: string): string[] {
  const known = new Map(
    metricFacts(createTelemetry()).flatMap(({ name, type, labels }): [string, string[]][] =>
      type === 'histogram'
        ? [
            [`${name}_bucket`, [...labels, 'le']],
            [`${name}_sum`, labels],
            [`${name}_count`, labels],
          ]
        : [[name, labels]],
    ),
  );
  const used = [...expr.matchAll(/\b(sluice_\w+)(?:\{([^}]*)\})?/g)];
  if (used.length === 0) return [`no metric in ${expr}`];
  const selectors = used.flatMap(([, name = '', inside = '']) => {
    const labels = known.get(name);
    if (!labels) return [name];
    const asked = [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label);
    return asked.filter((label) => !labels.includes(label)).map((label) => `${name}{${label}}`);
  });
  const all = used.flatMap(([, name = '']) => known.get(name) ?? []);
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((each) => each.trim()),
  );
  return [...selectors, ...grouped.filter((label) => !all.includes(label)).map((label) => `by (${label})`)];
}

describe('the alert rules', () => {
  it('are taken by promtool, and each fires when it should and is quiet when it should', async () => {
    const checked = await run('promtool', ['check', 'rules', 'sluice-alerts.yaml'], { cwd: monitoring });
    expect(checked.stdout).toContain('SUCCESS');
    const tested = await run('promtool', ['test', 'rules', 'sluice-alerts.test.yaml'], { cwd: monitoring });
    expect(tested.stdout + tested.stderr).toContain('SUCCESS');
    const [file] = await documents('monitoring/sluice-alerts.test.yaml');
    const names = z
      .object({ tests: z.array(z.object({ name: z.string() })) })
      .parse(file)
      .tests.map(({ name }) => name);
    const wanted = (await rules()).flatMap(({ alert }) => [`${alert} fires`, `${alert} is quiet`]);
    expect(names.toSorted()).toEqual(wanted.toSorted());
  });

  it('ask for what is exported only', async () => {
    const all = await rules();
    expect(all.length).toBeGreaterThan(10);
    expect(all.flatMap(({ expr }) => unknownIn(expr))).toEqual([]);
    expect(unknownIn('sum by (service) (rate(sluice_verdicts_total{service="x"}[5m]))')).toHaveLength(2);
    expect(unknownIn('sluice_nothing > 1')).toEqual(['sluice_nothing']);
  });

  it('name a section of the runbook each', async () => {
    const runbook = await readFile(join(manifests, '../docs/RUNBOOK.md'), 'utf8');
    const sections = [...runbook.matchAll(/^#{2,3} (.+)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    );
    const all = await rules();
    expect(all).not.toEqual([]);
    for (const { alert, annotations } of all) {
      expect(annotations.runbook).toBe(`docs/RUNBOOK.md#${alert.toLowerCase()}`);
      expect(sections).toContain(alert.toLowerCase());
    }
    const links = [...runbook.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(sections).toEqual(expect.arrayContaining(links));
  });

  it('are the same for the Prometheus operator', async () => {
    const [plain] = await documents('monitoring/sluice-alerts.yaml');
    const [operator] = await documents('monitoring/prometheus-rule.yaml');
    expect(operator).toMatchObject({ kind: 'PrometheusRule', spec: plain });
  });
});

describe('the dashboard', () => {
  it('asks for what is exported only', async () => {
    const panels = await dashboard();
    expect(panels.length).toBeGreaterThan(15);
    expect(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => unknownIn(expr)))).toEqual([]);
  });

  it('has expressions that Prometheus understands', async () => {
    const exprs = (await dashboard()).flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const file = {
      groups: [
        {
          name: 'd',
          rules: exprs.map((expr, n) => ({ record: `d:${n}`, expr: expr.replaceAll('$__rate_interval', '1m') })),
        },
      ],
    };
    const folder = await mkdtemp(join(tmpdir(), 'sluice-dashboard-'));
    try {
      await writeFile(join(folder, 'rules.yaml'), JSON.stringify(file));
      const { stdout } = await run('promtool', ['check', 'rules', join(folder, 'rules.yaml')]);
      expect(stdout).toContain(`${exprs.length} rules found`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
