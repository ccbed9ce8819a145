/** The settings under which each kind of source is tried; who tries one that is asked puts a server's address in its place. */
export const configs = {
  github: { kind: 'github', repository: 'shop/{service}', url: 'http://127.0.0.1:9' },
  gitlab: { kind: 'gitlab', repository: 'shop/{service}', url: 'http://127.0.0.1:9' },
  link: { kind: 'link', compare: 'https://git.example/{service}/compare/{from}...{to}' },
  none: { kind: 'none' },
} as const;
