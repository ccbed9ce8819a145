import { describe, expect, it } from 'vitest';
import { slackEnv, terminal } from './cli.ts';

describe('the command line', () => {
  it('lists every command in its help', async () => {
    const cli = terminal();
    expect(await cli.run('help')).toBe(0);
    for (const word of ['run', 'validate', 'doctor', 'report', 'schema', 'version']) {
      expect(cli.out()).toContain(`sluice ${word}`);
    }
  });

  it('helps whoever types nothing but its name, and starts nothing', async () => {
    const asked = terminal();
    await asked.run('help');
    const cli = terminal({ startApp: () => Promise.reject(new Error('not to be started')) }, slackEnv);
    expect(await cli.run()).toBe(2);
    expect(cli.out()).toBe(asked.out());
    expect(cli.err()).toBe('');
  });

  it.each([['version'], ['--version'], ['-v']])('says its version on %s', async (word) => {
    const cli = terminal();
    expect(await cli.run(word)).toBe(0);
    expect(cli.out()).toBe('1.2.3');
  });

  it('guesses what a mistyped command meant, and does nothing', async () => {
    const cli = terminal();
    expect(await cli.run('valdate')).toBe(2);
    expect(cli.err()).toContain('There is no command "valdate". Did you mean "sluice validate"?');
    expect(cli.out()).toBe('');
  });

  it('guesses what a mistyped option meant', async () => {
    const cli = terminal();
    expect(await cli.run('report', '142', '--jsn')).toBe(2);
    expect(cli.err()).toContain('There is no option --jsn. Did you mean --json?');
    expect(cli.err()).toContain('Usage: sluice report');
  });

  it.each([
    [['report'], 'An argument is missing.'],
    [['schema', 'more'], 'Unexpected argument "more".'],
    [['run', '--role'], "Option '--role <value>' argument missing."],
  ])('explains %j', async (argv, sentence) => {
    const cli = terminal();
    expect(await cli.run(...argv)).toBe(2);
    expect(cli.err()).toContain(sentence);
  });

  it('helps with every word that the help lists', async () => {
    for (const word of ['version', 'help']) {
      const asked = terminal();
      expect(await asked.run('help', word)).toBe(0);
      expect(asked.out()).toContain(`sluice ${word}`);
    }
  });

  it('helps with one command, by both ways of asking', async () => {
    const [asked, flagged] = [terminal(), terminal()];
    expect(await asked.run('help', 'doctor')).toBe(0);
    expect(await flagged.run('doctor', '--help')).toBe(0);
    expect(asked.out()).toBe(flagged.out());
    expect(asked.out()).toContain('each line is ok or says what to do');
  });

  it('turns an error of a command into a sentence without a stack', async () => {
    const cli = terminal({
      openStore: async () => {
        throw new Error('Redis did not answer within 5000 ms');
      },
    });
    expect(await cli.run('report', '7')).toBe(1);
    expect(cli.err()).toBe('sluice report: Redis did not answer within 5000 ms');
  });
});
