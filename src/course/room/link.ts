import { parseCode } from './code.ts';

/** Where a room is: which one, and through which broker. */
export interface RoomPlace {
  code: string;
  broker: string;
}

const longestAddress = 200;

/** Why an address is none of a broker, in French. */
export class BrokerError extends Error {
  override name = 'BrokerError';
}

/** The address of a broker, as it is asked for; throws what is wrong with it. */
export function parseBroker(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > longestAddress || !URL.canParse(trimmed)) throw new BrokerError(unreadable);
  const { protocol, hostname, username, password, hash, href } = new URL(trimmed);
  if (protocol !== 'ws:' && protocol !== 'wss:') throw new BrokerError(unreadable);
  if (hostname === '') throw new BrokerError(unreadable);
  if (username !== '' || password !== '') {
    throw new BrokerError('Sans nom ni mot de passe : l’adresse est donnée à toute la salle.');
  }
  return hash === '' ? href : href.slice(0, href.indexOf('#'));
}

const unreadable = 'L’adresse commence par ws:// ou wss://, par exemple wss://broker.exemple.org/.';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(hostname: string): boolean {
  return loopback.has(hostname);
}

/** A page that came by HTTPS may not speak in clear, but to its own machine. */
export function isRefusedByPage(broker: string, pageProtocol: string): boolean {
  const { protocol, hostname } = new URL(broker);
  return pageProtocol === 'https:' && protocol === 'ws:' && !isLoopback(hostname);
}

/** The link that attendees follow: what it says stays in the fragment, which no server sees. */
export function linkOfRoom({ code, broker }: RoomPlace, page: string): string {
  const fragment = new URLSearchParams({ salle: code, broker });
  return `${page.replace(/[?#].*$/, '')}#${fragment}`;
}

/** Undefined when the fragment names no room. */
export function roomInFragment(fragment: string): RoomPlace | undefined {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const code = parseCode(fields.get('salle') ?? '');
  const broker = brokerOrNone(fields.get('broker') ?? '');
  return code !== undefined && broker !== undefined ? { code, broker } : undefined;
}

function brokerOrNone(text: string): string | undefined {
  try {
    return parseBroker(text);
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    return undefined;
  }
}
