import type { ReactNode } from 'react';
import type { PageState } from '../../protocol.ts';

interface Props {
  id: string;
  offers: PageState['commands'];
  active: number;
  onPick(text: string): void;
}

/** The commands that a half-typed one may become. */
export function Completion({ id, offers, active, onPick }: Props): ReactNode {
  return (
    <div className="completion" role="listbox" id={id} aria-label="Commands">
      <div className="completion-head">Commands</div>
      {offers.map((offer, index) => (
        <div
          key={offer.command}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={index === active ? 'completion-row is-active' : 'completion-row'}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(`${offer.command} `);
          }}
        >
          <strong>{offer.command}</strong> <span className="completion-usage">{offer.usageHint}</span>
          <div className="completion-about">{offer.description}</div>
        </div>
      ))}
    </div>
  );
}
