import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseButtonValue } from '../../../src/messages/blocks/action-ids.ts';
import type { InputBlock } from '../../../src/messages/blocks/views.ts';
import {
  formActions,
  formBlockId,
  formErrors,
  noValues,
  parseFormValues,
  placeChosen,
} from '../../../src/messages/forms/form-values.ts';
import { type DeployForm, deployForm, rejectForm } from '../../../src/messages/forms/forms.ts';
import { refusalsOf } from '../../support/refusals.ts';
import { digest } from '../../support/release-ask.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { releaseStory } from '../../support/release-story.ts';
import { expectSoundView, wordsOf } from '../../support/slack-words.ts';

const view = { directory: { groupId: () => null } };
const place = { service: 'checkout', version: '2.4.1', environment: 'production' };
const filled = { ...noValues, ...place };

function form(given: Partial<DeployForm> = {}) {
  const built = deployForm(
    {
      services: ['checkout', 'search'],
      sets: [],
      environments: ['staging', 'production'],
      strategies: [
        { name: 'canary', why: null },
        { name: 'rolling', why: null },
      ],
      usualStrategy: 'canary',
      flags: [],
      values: filled,
      preview: { kind: 'incomplete' },
      ...given,
    },
    view,
  );
  expectSoundView(built);
  return built;
}

const fields = (modal: ReturnType<typeof form>) =>
  modal.blocks.filter((block): block is InputBlock => block.type === 'input');

describe('the form', () => {
  it('asks for service, version, environment, strategy and reason', () => {
    expect(fields(form()).map(({ label }) => label.text)).toEqual([
      'Service',
      'Version',
      'Environment',
      'Strategy',
      'Reason',
    ]);
  });

  it('offers the flags that move only where they are named, each for its service', () => {
    const [flag] = fields(form({ flags: ['new-pricing', 'new-tax'], values: { ...filled, flag: 'new-tax' } })).slice(
      -2,
    );
    expect(flag).toMatchObject({
      label: { text: 'Feature flag' },
      block_id: 'flag:checkout',
      optional: true,
      element: { action_id: 'form_flag', initial_option: { value: 'new-tax' } },
    });
    const state = { 'flag:checkout': { form_flag: { selected_option: { value: 'new-tax' } } } };
    expect(parseFormValues(state)).toEqual({ ...noValues, flag: 'new-tax' });
  });

  it.each([`a${'😀'.repeat(400)}`, 'x'.repeat(4000), 'one\ntwo \u0000three'])(
    'begins with a typed reason as its field can hold it',
    (typed) => {
      const [field] = fields(form({ values: { ...filled, reason: typed } })).slice(-1);
      const begun = field?.element.type === 'plain_text_input' ? (field.element.initial_value ?? '') : '';
      expect(begun.isWellFormed()).toBe(true);
      expect(begun.length).toBeLessThanOrEqual(300);
      expect(begun).not.toMatch(/\p{Cc}/u);
      expect(begun.endsWith('…')).toBe(typed.length > 300);
    },
  );

  it('asks first for a service alone where none is chosen', () => {
    const empty = form({ values: noValues, environments: [], strategies: [] });
    expect(fields(empty).map(({ label }) => label.text)).toEqual(['Service', 'Version', 'Reason']);
    expect(wordsOf(empty)).toContain('Choose what to release to see the plan.');
  });

  it('lets the person search where there are more services than a list may hold', () => {
    const services = Array.from({ length: 150 }, (_, index) => `service-${index}`);
    expect(fields(form({ services }))[0]?.element.type).toBe('external_select');
  });

  it('offers the strategies that can work there, and says why the others cannot', () => {
    const strategies = [
      { name: 'canary', why: null },
      ...['dark', 'experiment', 'two', 'three'].map((name) => ({ name, why: 'the router cannot' })),
    ];
    const [field] = fields(form({ strategies })).filter(({ label }) => label.text === 'Strategy');
    expect(field).toMatchObject({
      block_id: 'strategy:checkout:production',
      hint: {
        text: 'Not possible here: dark (the router cannot); experiment (the router cannot); two (the router cannot); 1 more.',
      },
      element: { placeholder: { text: "The catalogue's (canary)" }, options: [{ value: 'canary' }] },
    });
    const none = form({ strategies: strategies.slice(1), usualStrategy: null });
    expect(fields(none).map(({ label }) => label.text)).not.toContain('Strategy');
  });

  it('offers each environment but the first with those before it, within what a list holds', () => {
    const offered = (environments: string[]) => {
      const [field] = fields(form({ environments })).filter(({ label }) => label.text === 'Environment');
      return field && 'options' in field.element ? field.element.options : [];
    };
    const options = offered(['dev', 'staging', 'production']);
    expect(options.map(({ value }) => value)).toEqual([
      'dev',
      'staging',
      'production',
      'through staging',
      'through production',
    ]);
    expect(options.at(-1)?.text.text).toBe('through production: dev → staging → production');
    expect(placeChosen({ environment: 'through production' })).toEqual({
      environment: 'production',
      train: { kind: 'environments' },
    });
    expect(placeChosen({ environment: 'through-put' })).toEqual({ environment: 'through-put' });
    expect(offered(['staging', 'production', 'production/eu']).map(({ value }) => value)).toEqual([
      'staging',
      'production',
      'production/eu',
      'through production',
    ]);
    expect(offered(['only']).map(({ value }) => value)).toEqual(['only']);
    const many = offered(Array.from({ length: 99 }, (_, index) => `e${index}`)).map(({ value }) => value);
    expect(many).toHaveLength(100);
    expect(many.at(-1)).toBe('through e1');
  });

  it('shows the plan and the gates below', () => {
    const gates = releaseStory().release.gates;
    const words = wordsOf(form({ preview: { kind: 'plan', plan: examplePlan(), gates, refusal: null } }));
    expect(words).toContain('2.4.0 → 2.4.1 in production · canary · about 12 min');
    expect(words).toContain('traffic 1 % → 5 → 25 → 50 → 100');
    expect(words).toContain('✓ staging since yesterday');
  });

  it('shows there why it could not be', () => {
    const refusal = { code: 'not-promoted' as const, ...place, requires: 'staging', takenBack: false };
    expect(wordsOf(form({ preview: { kind: 'refused', refusal } }))).toContain(
      '✗ *checkout* 2.4.1 has not run in staging yet.',
    );
  });

  it('is read back as it was filled in', () => {
    const values = {
      [formBlockId('service', filled)]: {
        [formActions.service]: { type: 'static_select', selected_option: { value: 'checkout' } },
      },
      [formBlockId('version', filled)]: {
        [formActions.version]: { type: 'external_select', selected_option: { value: '2.4.1' } },
      },
      [formBlockId('strategy', filled)]: {
        [formActions.strategy]: { type: 'static_select', selected_option: null },
      },
      [formBlockId('reason', filled)]: {
        [formActions.reason]: { type: 'plain_text_input', value: '  new tax rules ' },
      },
    };
    expect(parseFormValues(values)).toEqual({
      service: 'checkout',
      version: '2.4.1',
      environment: null,
      strategy: null,
      flag: null,
      reason: 'new tax rules',
    });
  });

  it.each([null, 'x', [1], { a: 1 }])('takes nothing else for a form: %j', (values) => {
    expect(parseFormValues(values)).toBeNull();
  });

  it('ignores fields that are not its own', () => {
    expect(parseFormValues({ x: { y: { value: 'z' } }, reason: { form_reason: 7 } })).toEqual(noValues);
  });

  it('puts an error under the field that can put it right', () => {
    const ids = new Set(fields(form({ flags: ['new-pricing'] })).map(({ block_id }) => block_id));
    const unknown = { code: 'unknown-version' as const, ...place, version: '2.4.9', suggestions: ['2.4.1'] };
    const errors = formErrors(unknown, filled, view);
    expect(errors).toEqual({
      'version:checkout': 'checkout has no version 2.4.9 in its registry. Did you mean 2.4.1?',
    });
    fc.assert(
      fc.property(fc.oneof(...refusalsOf(fc.string()).map(([, each]) => each)), (refused) => {
        const under = Object.keys(formErrors(refused, filled, view));
        expect(under).toHaveLength(1);
        expect(ids).toContain(under[0]);
      }),
    );
  });
});

describe('the form for a rejection', () => {
  it('says what is rejected and carries which plan was seen', () => {
    const modal = rejectForm(releaseStory().release);
    expectSoundView(modal);
    expect(wordsOf(modal)).toContain('Reject #142: checkout 2.4.0 → 2.4.1 in production?');
    expect(parseButtonValue(modal.private_metadata)).toEqual({ id: 'rel_142', digest });
  });

  it.each([undefined, '', 'x', '{}', '{"id":7,"digest":"a"}'])('takes %j for no button of ours', (value) => {
    expect(parseButtonValue(value)).toBeNull();
  });
});
