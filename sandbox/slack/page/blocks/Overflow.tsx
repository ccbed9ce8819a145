import type { ReactNode } from 'react';
import { useContainer } from '../lib/context.ts';
import { label, list, str } from '../lib/json.ts';
import { safeUrl } from '../lib/token.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Plain } from '../ui/Text.tsx';
import type { ElementProps } from './Element.tsx';

/** The three dots: a menu whose entries are actions. */
export function OverflowElement({ blockId, element }: ElementProps): ReactNode {
  const container = useContainer();
  const entries = list(element, 'options').map((option) => ({
    key: str(option, 'value'),
    find: label(option, 'text'),
    content: <Plain text={label(option, 'text')} />,
    async onSelect() {
      if (!(await container.agreed(element))) return;
      const url = safeUrl(str(option, 'url'));
      if (str(option, 'url') && url) window.open(url, '_blank', 'noopener');
      await container.dispatch(blockId, element, { selected_option: option });
    },
  }));
  return (
    <Menu label="More actions" buttonClass="btn btn-icon" entries={entries}>
      <Icon name="more" />
    </Menu>
  );
}
