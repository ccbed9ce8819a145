import type { Target } from '../domain/target.ts';
import { mustChoose } from './family.ts';
import { families } from './index.ts';
import type { WrittenField } from './routers/kind.ts';

/** What the router of a target writes of the user's own objects. @throws where this version cannot read its settings */
export function routerWrites(target: Target): WrittenField[] {
  const { kind, config } = mustChoose(families.traffic, target.router);
  return kind.writes(config, target);
}
