import { describe, expect, it } from 'vitest';
import { noValues, setChoice, subjectChosen } from '../../../src/messages/forms/form-values.ts';
import { deployForm } from '../../../src/messages/forms/forms.ts';
import { type Subjects, subjectField, subjectOffer } from '../../../src/messages/forms/subject-field.ts';
import { expectSoundView } from '../../support/slack-words.ts';

const subjects: Subjects = {
  services: ['checkout', 'set-top-box'],
  sets: [{ name: 'shop-2024-11', services: 3 }],
};
const shop = setChoice('shop-2024-11');

describe('sets in the form', () => {
  it('stand under a heading of their own, and only where there are any', () => {
    const field = subjectField(subjects, { service: shop });
    expect(field).toMatchObject({
      label: { text: 'Service or set' },
      element: {
        option_groups: [
          { label: { text: 'Services' }, options: [{ value: 'checkout' }, { value: 'set-top-box' }] },
          { label: { text: 'Sets' }, options: [{ text: { text: 'shop-2024-11 (3 services, all or none)' } }] },
        ],
        initial_option: { value: shop },
      },
    });
    const alone = subjectField({ ...subjects, sets: [] }, noValues);
    expect(alone).toMatchObject({ label: { text: 'Service' }, element: { options: [{ value: 'checkout' }, {}] } });
    expect(alone.element).not.toHaveProperty('option_groups');
  });

  it('are found by what is typed where the list is too long for Slack', () => {
    const many = { ...subjects, services: Array.from({ length: 120 }, (_, index) => `service-${index}`) };
    expect(subjectField(many, { service: shop }).element).toMatchObject({
      type: 'external_select',
      initial_option: { value: shop },
    });
    expect(subjectOffer(many, '2024', 50)).toMatchObject({ option_groups: [{ options: [{ value: shop }] }] });
    expect(subjectOffer(many, 'service-7', 5)).toMatchObject({ options: { length: 5 } });
    expect(subjectOffer(many, 'nothing', 5)).toEqual({ options: [] });
  });

  it('need no version and no strategy, and no set is taken for a service', () => {
    const values = { ...noValues, service: shop };
    const form = deployForm(
      {
        ...subjects,
        environments: ['staging', 'production'],
        strategies: [],
        usualStrategy: null,
        flags: [],
        values,
        preview: { kind: 'incomplete' },
      },
      { directory: { groupId: () => null } },
    );
    expectSoundView(form);
    const labels = form.blocks.flatMap((block) => (block.type === 'input' ? [block.label.text] : []));
    expect(labels).toEqual(['Service or set', 'Environment', 'Reason']);
    expect(JSON.stringify(form.blocks)).not.toContain('through production');
    expect(subjectChosen(values)).toEqual({ service: 'shop-2024-11', version: 'set', train: { kind: 'set' } });
    expect(subjectChosen({ ...noValues, service: 'set-top-box' })).toBeNull();
    expect(subjectChosen({ ...noValues, service: 'set-top-box', version: '1' })).toEqual({
      service: 'set-top-box',
      version: '1',
    });
  });
});
