/** The settings under which each metric source is tried. */
export const configs = {
  scrape: { kind: 'scrape' },
  /** Whoever tries it puts the address of a server in its place. */
  prometheus: { kind: 'prometheus', url: 'http://127.0.0.1:9' },
  none: { kind: 'none' },
} as const;
