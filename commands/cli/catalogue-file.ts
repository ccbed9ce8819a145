import type { Catalogue } from '../../src/config/catalogue.ts';
import { variableFacts } from '../../src/config/environment-schema.ts';

/** The path of the catalogue, also where the other variables are not set. */
export function catalogueFile(env: Readonly<Record<string, string | undefined>>): string {
  return env['SLUICE_CATALOGUE']?.trim() || (variableFacts('SLUICE_CATALOGUE').usual ?? '');
}

/** `4 services in 2 environments`. */
export function extent({ services, environments }: Catalogue): string {
  return `${counted(services.length, 'service')} in ${counted(environments.length, 'environment')}`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
