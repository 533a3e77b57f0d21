import { hasControl } from './client.ts';
import { WholeMessage, notSimulated } from './errors.ts';

/** What Go's net/url says of an address that is none. */
export function serverRefusal(server: string): Error {
  const [, port] = /(:[^:\]/]*)$/.exec(server) ?? [];
  const [escape] = /%(?![\da-f]{2}).{0,2}/i.exec(server) ?? [];
  const reason =
    (hasControl(server) && 'net/url: invalid control character in URL') ||
    (server.includes(' ') && 'invalid character " " in host name') ||
    (escape !== undefined && `invalid URL escape "${escape}"`) ||
    (server.includes('[') && "missing ']' in host") ||
    (port !== undefined && /\D/.test(port.slice(1)) && `invalid port "${port}" after host`);
  if (reason) return new WholeMessage(`Unable to connect to the server: ${reason}`);
  return notSimulated(`l’adresse ${server}`);
}
