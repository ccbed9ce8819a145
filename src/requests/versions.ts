import { findService } from '../config/catalogue.ts';
import { within } from '../platform/within.ts';
import type { Listing } from '../providers/images/image-source.ts';
import type { RequestDeps } from './deps.ts';

const most = 200;
/** A person types meanwhile (ms). */
const withinMs = 2000;

const nothing: Listing = { versions: [], incomplete: null };
const late: Listing = { versions: [], incomplete: `the registry has not answered within ${withinMs / 1000} s` };

/** The newest versions of a service to choose from, and why there may be others; none of a service that isn't known. */
export async function listedVersions(
  deps: Pick<RequestDeps, 'catalogue' | 'imagesOf'>,
  service: string,
): Promise<Listing> {
  const found = findService(deps.catalogue(), service);
  const target = found.kind === 'found' ? found.value.targets[0] : undefined;
  return target ? within(withinMs, deps.imagesOf(target.images).versions(target.repository, most), late) : nothing;
}
