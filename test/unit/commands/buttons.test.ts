import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handlers, presses } from '../../../commands/buttons/index.ts';
import { controlNames } from '../../../src/domain/controls/index.ts';
import { actionIds, linkActionIds } from '../../../src/messages/blocks/action-ids.ts';
import { askedAgain, buttonNames, buttons } from '../../../src/messages/buttons/index.ts';

const files = (folder: string, helpers: string[]) =>
  readdirSync(folder)
    .map((file) => file.replace('.ts', ''))
    .filter((name) => !helpers.includes(name));

describe('the buttons of a release', () => {
  it('are the files of their folder', () => {
    expect(files('src/messages/buttons', ['button', 'index', 'offered']).sort()).toEqual([...buttonNames].sort());
  });

  it('have an id each, spelled as in the messages that are out there', () => {
    expect(Object.fromEntries(buttonNames.map((name) => [name, buttons[name].id]))).toEqual({
      approve: 'approve',
      reject: 'reject',
      resume: 'resume',
      pause: 'pause',
      promote: 'promote',
      'hold-wait': 'hold_wait',
      'hold-go': 'hold_go',
      abort: 'rollback',
      acknowledge: 'ack_stuck',
      retry: 'retry_now',
      'take-over': 'take_over',
    });
  });

  it('steer it by every control that there is, under the names that stand in buttons that ask again', () => {
    expect([...controlNames].sort()).toEqual(
      ['abort', 'acknowledge', 'hold-go', 'hold-wait', 'pause', 'promote', 'resume', 'take-over'].sort(),
    );
    expect(askedAgain).toEqual(expect.arrayContaining(['abort', 'promote']));
  });
});

describe('a press', () => {
  it('of any button is heard by one of the folder, and nothing in the folder hears none', async () => {
    const helpers = ['click', 'press', 'index', 'steer'];
    const modules = await Promise.all(
      files('commands/buttons', helpers).map((name) => import(join('../../../commands/buttons', `${name}.ts`))),
    );
    const found = modules.flatMap((module: object) => Object.values(module));
    expect(new Set(found)).toEqual(new Set(Object.values(presses)));
  });

  it('is heard by an id of its own, spelled as in the messages that are out there', () => {
    const own = buttonNames.map((name) => buttons[name].id);
    const others = Object.values(actionIds).filter((id) => !linkActionIds.includes(id));
    expect(Object.keys(handlers).sort()).toEqual([...own, ...others].sort());
    expect([...others].sort()).toEqual([
      'ask_again',
      'go_back',
      'open_form',
      'put_back',
      'report_json',
      'report_markdown',
      'run_command',
      'run_command_2',
      'run_command_3',
    ]);
    expect([...linkActionIds].sort()).toEqual(['open_dashboard', 'open_diff', 'open_logs', 'open_thread']);
  });
});
