import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { failedFiles, summary } from '../../../scripts/ci/summary.ts';

const root = new URL('../../../', import.meta.url);

/** A run of these stages; `said` resolves with all that it prints, `told` with what its stages write to descriptor 3. */
function run(stages: string) {
  const script = `source scripts/ci/stages.sh\n${stages}`;
  const child = spawn('bash', ['-c', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const [, stdout, , third] = child.stdio;
  if (!stdout || !third) throw new Error('no pipes');
  return { child, ended, said: text(stdout), told: third as NodeJS.ReadableStream };
}

/** Not so of what has ended and whose end nobody has asked about yet. */
function runs(pid: number | undefined): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\tZ/m.test(readFileSync(status, 'utf8'));
}

function file(name: string, status: string, tests: Record<string, string>) {
  const assertionResults = Object.entries(tests).map(([fullName, each]) => ({ fullName, status: each }));
  return { name: `/somewhere/test/unit/${name}`, status, assertionResults };
}

describe('a Vitest run of CI', () => {
  const good = file('a.test.ts', 'passed', { one: 'passed', two: 'passed' });

  it('counts what passed', () => {
    const report = { numPassedTests: 2, numFailedTests: 0, testResults: [good] };
    expect(summary(report, 0)).toEqual({ passed: 2, failed: 0, broken: [] });
  });

  it('names what failed, also a file that failed outside of its tests', () => {
    const one = file('b.test.ts', 'failed', { three: 'failed', four: 'passed' });
    const whole = file('c.test.ts', 'failed', {});
    const report = { numPassedTests: 3, numFailedTests: 1, testResults: [good, one, whole] };
    const broken = ['unit/b.test.ts: three', 'unit/c.test.ts: (the file itself)'];
    expect(summary(report, 1)).toEqual({ passed: 3, failed: 2, broken });
  });

  it.each([
    ['whose exit code says so', { numPassedTests: 2, numFailedTests: 0, testResults: [good] }, 1, 2],
    ['without a report', null, 0, 0],
    ['with another report', { numPassedTests: 'all' }, 0, 0],
    ['without tests', { numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0, 0],
  ])('%s has failed', (_, report, code, passed) => {
    expect(summary(report, code)).toMatchObject({ passed, failed: 1, broken: [expect.any(String)] });
  });
});

describe('the files to try once more', () => {
  const bad = (name: string) => file(name, 'failed', { one: 'failed' });
  const report = (...testResults: object[]) => ({ numPassedTests: 0, numFailedTests: 1, testResults });

  it('are those in which something failed', () => {
    const good = file('b.test.ts', 'passed', { one: 'passed' });
    expect(failedFiles(report(bad('a.test.ts'), good))).toEqual(['/somewhere/test/unit/a.test.ts']);
  });

  it('are none where many failed, or nobody knows which', () => {
    expect(failedFiles(report(...['a', 'b', 'c', 'd'].map(bad)))).toEqual([]);
    expect(failedFiles(null)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('the stages of CI', () => {
  const hello = 'say() { echo \'first line\'; echo "$1" >&2; return $2; }';

  it('run beside each other, and what each said is printed whole and in order', async () => {
    // The first ends only when the second has begun.
    const stages = `pipe=$(mktemp -u); mkfifo "$pipe"
      slow() { read -r < "$pipe"; echo slow; }
      quick() { echo > "$pipe"; echo quick; }
      check one slow; check two quick; check three true; finish 2; code=$?; rm "$pipe"; exit $code`;
    const { said, ended } = run(stages);
    expect(await said).toMatch(
      /^== one\nslow\n== two\nquick\n== three\n(.+ (one|two|three)\n){3}.+ in all\n3 passed, 0 failed\n$/,
    );
    expect(await ended).toBe(0);
  });

  it('fail the run when one of them fails, and those after it are run', async () => {
    const { said, ended } = run(`${hello}; check good say fine 0; check bad say broken 3; check last true; finish 1`);
    expect(await said).toMatch(/== bad\nfirst line\nbroken\n== last\nfailed:\nbad\n[\s\S]*\n2 passed, 1 failed\n$/);
    expect(await ended).toBe(1);
  });

  /** A Vitest run of one file, which fails; what a second one of that file by itself comes to is for the caller to say. */
  const failing = (second: number) => `failing() { for each in "$@"; do
      [ "\${each#--outputFile.json=}" = "$each" ] || { echo '${oneFailed}' > "\${each#*=}"; return 1; }
    done; echo "alone: $*"; return ${second}; }`;
  const oneFailed = JSON.stringify({
    numPassedTests: 4,
    numFailedTests: 1,
    testResults: [file('b.test.ts', 'failed', { three: 'failed', four: 'passed' })],
  });

  it('try the few files that failed once more, after all others, and name what passed only then', async () => {
    const { said, ended } = run(`${failing(0)}; tests stories failing; check last true; finish 2`);
    expect(await said).toMatch(
      /== last\n== stories, once more\nalone: \/somewhere\/test\/unit\/b.test.ts\npassed only by themselves:\nstories: unit\/b.test.ts: three\n[\s\S]*\n6 passed, 0 failed\n$/,
    );
    expect(await ended).toBe(0);
  });

  it('fail the run where these fail again', async () => {
    const { said, ended } = run(`${failing(1)}; tests stories failing; finish 1`);
    expect(await said).toMatch(/\nfailed:\nstories: unit\/b.test.ts: three\n[\s\S]*\n4 passed, 1 failed\n$/);
    expect(await ended).toBe(1);
  });

  it('end with the first that all others need', async () => {
    const { said, ended } = run(`${hello}; first setup say broken 1; check never true; finish 1`);
    expect(await said).toBe('== setup\nfirst line\nbroken\n0 passed, 1 failed\n');
    expect(await ended).toBe(1);
  });

  it('leave nothing running when they are interrupted, not even what heeds no signal', async () => {
    const stages = `stubborn() { trap '' TERM; sleep 600 & echo "$!" >&3; wait; }
      check one stubborn; finish 1`;
    const { child, told, said, ended } = run(stages);
    const [pid] = (await once(told, 'data')).map(Number);
    child.kill('SIGTERM');
    expect(await ended).toBe(143);
    expect(await said).not.toContain('passed');
    await expect.poll(() => runs(pid)).toBe(false);
  });
});
