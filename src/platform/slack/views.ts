import { z } from 'zod';
import type { Call } from './call.ts';

/** Forms and App Home. */
export function views(call: Call) {
  return {
    async openView(triggerId: string, view: object): Promise<string> {
      const answer = await call('views.open', { trigger_id: triggerId, view });
      return z.looseObject({ view: z.looseObject({ id: z.string() }) }).parse(answer).view.id;
    },
    async updateView(viewId: string, hash: string | null, view: object): Promise<string> {
      const answer = await call('views.update', { view_id: viewId, ...(hash ? { hash } : {}), view });
      return z.looseObject({ view: z.looseObject({ hash: z.string() }) }).parse(answer).view.hash;
    },
    async publishHome(user: string, view: object): Promise<void> {
      await call('views.publish', { user_id: user, view });
    },
  };
}
