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

export function startWorker(): WorkerClient {
  const worker = new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, {
    type: 'module',
    name: 'cluster',
  });
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
