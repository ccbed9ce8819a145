/**
 * Whether a registry may send Sluice on to this address: never from TLS to none, and not to this machine or its
 * link-local neighbors, where a cloud keeps its secrets, unless the registry is there itself.
 */
export function mayLeadTo(from: URL, to: URL): boolean {
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:')) return false;
  return !isHere(to.hostname) || isHere(from.hostname);
}

/** @param host as `URL` writes it: addresses in their one spelling, IPv6 in brackets */
function isHere(host: string): boolean {
  const name = host.replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost') || name === 'metadata.google.internal') return true;
  if (/^(127|0)\.\d+\.\d+\.\d+$/.test(name) || name.startsWith('169.254.')) return true;
  return /^\[(::1?|fe[89ab].*|fd00:ec2::254|::ffff:(7f|a9fe|0:).*)\]$/.test(name);
}
