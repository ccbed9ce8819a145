/** What everything is called in the world of the benches. */
export const prefix = '{bench}';
export const stable = '1.0.0';
export const candidate = '1.1.0';
export const nameOf = (index: number): string => `svc-${String(index + 1).padStart(2, '0')}`;
/** The flag of a service. */
export const flagOf = (service: string): string => `${service}-feature`;
