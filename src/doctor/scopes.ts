/** Bot scopes that Sluice uses, and what for. The app manifest asks for exactly these. */
export const neededScopes: Readonly<Record<string, string>> = {
  commands: 'the command /deploy',
  'chat:write': 'cards, threads, alerts and answers',
  'files:write': 'charts in alerts and reports',
  'channels:read': 'finding public channels by name',
  'groups:read': 'finding private channels by name',
  'channels:history': 'finding its own posts after a crash, so that nothing is posted twice',
  'groups:history': 'the same in private channels',
  'im:history': 'the same where it writes to a person directly',
  'im:write': 'writing to a person directly',
  'usergroups:read': 'who may approve, and who an alert mentions',
  'users:read': 'telling your own people from guests, bots and other workspaces',
};

/** The scope of the app-level token, in Socket Mode. */
export const socketScope = 'connections:write';

/** The needed scopes that a token lacks. */
export function missingScopes(granted: readonly string[]): string[] {
  return Object.keys(neededScopes).filter((scope) => !granted.includes(scope));
}
