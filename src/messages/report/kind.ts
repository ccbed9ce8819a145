import type { Plan } from '../../domain/plan.ts';
import type { Report } from './schema.ts';

/** What kind of release it is, where it is more than a version that comes in. */
export function kindOf({ rollback, flag }: Plan): Pick<Report, 'rollback' | 'flag'> {
  return { ...(rollback && { rollback }), ...(flag && { flag }) };
}

/** What the report calls itself. */
export function reportHeading({ rollback }: Pick<Report, 'rollback'>): string {
  return rollback ? 'Rollback report' : 'Deployment report';
}
