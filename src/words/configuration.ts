import type { ConfigurationChanges, ConfigurationSource } from '../domain/configuration.ts';
import { counted } from './format.ts';
import { listed } from './listed.ts';
import { say, toWords, type Words } from './words.ts';

/** "ConfigMap checkout-config (2 keys changed: LOG_LEVEL and TIMEOUT)". */
export function sourceWords({ kind, source, changes }: ConfigurationSource): Words {
  return say`${kind} ${source} (${changes === null ? 'as it is now' : changesWords(changes)})`;
}

function changesWords({ keys, named }: ConfigurationChanges): Words {
  const howMany = `${counted(keys, 'key')} changed`;
  if (named.length === 0) return toWords(howMany);
  const more = keys - named.length;
  return say`${howMany}: ${listed(more > 0 ? [...named, `${more} more`] : named)}`;
}
