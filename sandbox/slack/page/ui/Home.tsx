import { type ReactNode, useEffect, useMemo } from 'react';
import type { PageState } from '../../protocol.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { useClient } from '../lib/context.ts';
import { list } from '../lib/json.ts';
import { typedBefore, withIds } from '../lib/values.ts';
import { ContainerProvider } from './ContainerProvider.tsx';

/** The bot's App Home; opening it tells the bot, which then publishes its view. */
export function Home({ home }: { home: PageState['home'] }): ReactNode {
  const { act } = useClient();
  useEffect(() => {
    void act({ type: 'open_home' });
  }, [act]);
  const blocks = useMemo(() => withIds(list(home?.view, 'blocks')), [home?.view]);
  const viewId = home?.id ?? '';
  const target = useMemo(() => ({ type: 'view' as const, viewId }), [viewId]);
  if (!home) {
    return (
      <div className="home" role="tabpanel" aria-label="Home">
        <p className="home-empty">Sluice has not published its Home yet. It does so a moment after it connects.</p>
      </div>
    );
  }
  return (
    <div className="home" role="tabpanel" aria-label="Home">
      <div className="home-body">
        <ContainerProvider blocks={blocks} target={target} errors={home.errors} initial={typedBefore(home)}>
          <Blocks blocks={blocks} />
        </ContainerProvider>
      </div>
    </div>
  );
}
