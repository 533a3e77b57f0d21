// oxlint-disable-next-line import/default -- Vite makes the address the default export
import workerUrl from '#worker/main.ts?worker&url';
import type { FromWorker, ToWorker } from '#schemas/messages.ts';

/** The worker of a live session, seen from the page. */
export interface WorkerClient {
  send: (message: ToWorker) => void;
  listen: (listener: (message: FromWorker) => void) => () => void;
  /** Ends the worker at once, whatever it does. */
  stop: () => void;
}

/** The page's policy allows scripts by address only through this name. */
const policy = globalThis.trustedTypes?.createPolicy('cours', {
  createScriptURL: (address) => {
    if (new URL(address, location.href).origin !== location.origin) {
      throw new TypeError(`${address} n’est pas de ce site.`);
    }
    return address;
  },
});

function createWorker(): Worker {
  return new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, {
    type: 'module',
    name: 'cluster',
  });
}

/** One that loads, for the session to come. */
let prepared: Worker | undefined;

/** The worker that the next session takes: its code comes while the page loads the rest. */
export function prepareWorker(): void {
  if (prepared) return;
  const worker = createWorker();
  prepared = worker;
  // Nobody would be told: the session starts its own.
  worker.addEventListener('error', () => {
    if (prepared === worker) prepared = undefined;
  });
}

export function startWorker(): WorkerClient {
  const worker = prepared ?? createWorker();
  prepared = undefined;
  const listeners = new Set<(message: FromWorker) => void>();
  const tell = (message: FromWorker) => {
    for (const listener of listeners) listener(message);
  };
  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => tell(event.data));
  worker.addEventListener('error', (event) => tell({ type: 'failed', message: event.message }));
  return {
    send: (message) => worker.postMessage(message),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => worker.terminate(),
  };
}
