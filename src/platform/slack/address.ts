/**
 * Whether an address may be spoken to as Slack's. Addresses for answers come with commands and clicks and lie in jobs
 * meanwhile: one that leads elsewhere would make Sluice post what people are told to whoever wrote it there.
 * @param apiUrl the address of the Slack API, where it is another than Slack's own: its host counts too, port and all
 */
export function isSlackAddress(address: string, apiUrl: string | undefined): boolean {
  const url = URL.parse(address);
  if (url?.username !== '' || url.password !== '') return false;
  if (apiUrl !== undefined && url.origin === URL.parse(apiUrl)?.origin) return true;
  return url.protocol === 'https:' && url.port === '' && /^([a-z0-9-]+\.)+slack(-gov)?\.com$/.test(url.hostname);
}
