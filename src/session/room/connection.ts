import { atom, type ReadableAtom } from 'nanostores';

/** `unreachable`: it has never answered; `lost`: it did. Both are tried again for as long as the room is open. */
export type Link = 'connecting' | 'connected' | 'lost' | 'unreachable';

export interface Connection {
  readonly $link: ReadableAtom<Link>;
  send: (topic: string, content: string | Uint8Array, how?: How) => void;
  /** Goes once what was sent is gone. */
  close: () => void;
}

interface How {
  /** Kept by the broker for who comes later. */
  retain?: boolean;
  /** Sent until the broker has it, after a cut too. */
  isSure?: boolean;
}

interface ConnectionOptions {
  broker: string;
  topics: readonly string[];
  /** What the broker says in this client's name when it is cut off. */
  will?: { topic: string; payload: string };
  onMessage: (topic: string, content: Uint8Array) => void;
  /** Each time, the first one included. */
  onConnected?: () => void;
}

/** The types of the library ask for Node's Buffer, its code for bytes. */
interface Publisher {
  publish(
    topic: string,
    content: string | Uint8Array,
    options: { retain: boolean; qos: 0 | 1 },
  ): unknown;
}

const retryMs = 1000;

/** Speaks MQTT 3.1.1, which every broker knows, over a WebSocket. The first connection loads the library. */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { broker, topics, will, onMessage, onConnected } = options;
  const { default: mqtt } = await import('mqtt');
  const client = mqtt.connect(broker, {
    keepalive: 60,
    connectTimeout: 10_000,
    // Not all at the same time, when a broker comes back to three hundred people.
    reconnectPeriod: retryMs * (1 + Math.random()),
    queueQoSZero: false,
    // Its own choice is a worker made of a text, which our policy refuses.
    timerVariant: 'native',
    ...(will && { will: { ...will, qos: 0, retain: false } }),
  });
  const publisher: Publisher = client;
  const $link = atom<Link>('connecting');
  let wasConnected = false;
  client.on('connect', () => {
    wasConnected = true;
    client.subscribe([...topics], { qos: 1 });
    $link.set('connected');
    onConnected?.();
  });
  client.on('close', () => $link.set(wasConnected ? 'lost' : 'unreachable'));
  // `close` comes after, and says so.
  client.on('error', () => undefined);
  client.on('message', (topic, content) => onMessage(topic, content));
  return {
    $link,
    send: (topic, content, { retain = false, isSure = false } = {}) => {
      publisher.publish(topic, content, { retain, qos: isSure ? 1 : 0 });
    },
    close: () => {
      client.end(!client.connected);
    },
  };
}
