import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { str } from '../lib/json.ts';
import { BlockImage } from './BlockImage.tsx';
import { ActionButton } from './Button.tsx';
import { CheckboxesElement, RadioElement } from './Choices.tsx';
import { ComboElement } from './Combo.tsx';
import { DateElement, TextElement } from './Inputs.tsx';
import { OverflowElement } from './Overflow.tsx';
import { SelectElement } from './Select.tsx';

export interface ElementProps {
  blockId: string;
  element: JsonObject;
  /** The block that the element stands in. */
  block: JsonObject;
  /** Accessible name, for elements without words of their own. */
  name: string;
  /** id of the element that describes it: hint and error. */
  describedBy?: string | undefined;
  domId?: string | undefined;
}

/** An interactive element (or an accessory image); kinds that the sandbox does not know say so. */
export function BlockElement(props: ElementProps): ReactNode {
  const type = str(props.element, 'type');
  switch (type) {
    case 'button':
    case 'workflow_button':
      return <ActionButton {...props} />;
    case 'overflow':
      return <OverflowElement {...props} />;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
      return <SelectElement {...props} />;
    case 'external_select':
    case 'multi_static_select':
    case 'multi_external_select':
    case 'multi_users_select':
      return <ComboElement {...props} />;
    case 'radio_buttons':
      return <RadioElement {...props} />;
    case 'checkboxes':
      return <CheckboxesElement {...props} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextElement {...props} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateElement {...props} />;
    case 'image':
      return <BlockImage image={props.element} className="accessory-image" />;
    default:
      return <span className="unknown">The sandbox does not draw “{type}”.</span>;
  }
}
