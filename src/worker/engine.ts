import type { FromWorker, ToWorker } from '#schemas/messages.ts';
import type { Host } from './pace.ts';
import { createSession } from './session.ts';
import { warm } from './warm.ts';

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** The worker as the host of a cluster. A message to oneself is the shortest turn of the event loop. */
const host: Host = {
  now: () => performance.now(),
  turn: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      channel.port2.postMessage(0);
    }),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};

let isWarm = false;

function post(message: FromWorker): void {
  postMessage(message);
  if (message.type !== 'prompt' || isWarm) return;
  isWarm = true;
  void warm();
}

const session = createSession(host, post);
addEventListener('unhandledrejection', ({ reason }) => {
  postMessage({ type: 'failed', message: String(reason) });
});

/** Takes what the page says. */
export function receive(message: ToWorker): void {
  session.receive(message);
}
