import type { ReactNode } from 'react';
import type { Json, JsonObject } from '../../protocol.ts';
import { inOrder } from '../lib/inOrder.ts';
import { flag, isObject, list, str } from '../lib/json.ts';
import { Plain } from '../ui/Text.tsx';
import { RichText } from './RichText.tsx';

/** A table block; its first row is the heading, as in Slack. Wide ones scroll inside of the message. */
export function TableBlock({ block }: { block: JsonObject }): ReactNode {
  const rows = Array.isArray(block['rows']) ? block['rows'] : [];
  const settings = list(block, 'column_settings');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
    <section className="table-scroll" aria-label="Table" tabIndex={0}>
      <table>
        <tbody>
          {inOrder(rows, (row, at) => (
            <tr>
              {inOrder(cellsOf(row), (cell, column) => (
                <Cell cell={cell} heading={at === 0} setting={settings[column]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function cellsOf(row: Json): JsonObject[] {
  return Array.isArray(row) ? row.filter(isObject) : [];
}

function Cell(props: { cell: JsonObject; heading: boolean; setting: JsonObject | undefined }): ReactNode {
  const { cell, setting } = props;
  const align = str(setting, 'align');
  const className = `${['right', 'center'].includes(align) ? `align-${align}` : ''}${flag(setting, 'is_wrapped') ? ' is-wrapped' : ''}`;
  const content = str(cell, 'type') === 'rich_text' ? <RichText block={cell} /> : <Plain text={str(cell, 'text')} />;
  return props.heading ? (
    <th scope="col" className={className}>
      {content}
    </th>
  ) : (
    <td className={className}>{content}</td>
  );
}
