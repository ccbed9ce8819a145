import { type CheckResult, isWell } from './check.ts';

const marks = { ok: 'ok', problem: '!!', warning: ' !', skipped: '--' } as const;

/** Lines for people: by area, aligned, and under each problem what to do. */
export function renderFindings(findings: readonly CheckResult[]): string {
  const width = Math.max(0, ...findings.map(({ what }) => what.length));
  const areas = [...new Set(findings.map(({ area }) => area))];
  const blocks = areas.map((area) =>
    [area, ...findings.filter((each) => each.area === area).map((finding) => line(finding, width))].join('\n'),
  );
  return `${blocks.join('\n\n')}\n\n${summary(findings)}`;
}

/** For programs: `{ok, findings}`. */
export function findingsJson(findings: readonly CheckResult[]): string {
  return JSON.stringify({ ok: findings.every(isWell), findings }, null, 2);
}

function line(finding: CheckResult, width: number): string {
  const first = `  ${marks[finding.kind]}  ${finding.what.padEnd(width)}  ${finding.detail}`.trimEnd();
  const told = finding.kind === 'problem' || finding.kind === 'warning';
  return told ? `${first}\n      ${' '.repeat(width)}  → ${finding.todo}` : first;
}

function summary(findings: readonly CheckResult[]): string {
  const problems = findings.filter((finding) => !isWell(finding)).length;
  const left = findings.filter(({ kind }) => kind === 'skipped').length;
  const warned = findings.filter(({ kind }) => kind === 'warning').length;
  const better = warned > 0 ? ` ${warned} ${warned === 1 ? 'thing' : 'things'} could be better.` : '';
  const unseen = left > 0 ? ` ${left} could not be checked.` : '';
  if (problems === 0) return `All is well.${better}${unseen}`;
  return `${problems} ${problems === 1 ? 'thing needs' : 'things need'} attention.${better}${unseen}`;
}
