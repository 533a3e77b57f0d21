import { firstPrompt } from '#shell/shell.ts';
import type { FromWorker, ToWorker } from '#schemas/messages.ts';
import { Live, type Start } from './live.ts';
import type { Host } from './pace.ts';

export interface Session {
  receive: (message: ToWorker) => void;
  stop: () => void;
}

/** A session on the worker's side: it begins with `start`, and answers by `post`. What is asked before it is there waits. */
export function createSession(host: Host, post: (message: FromWorker) => void): Session {
  let live: Live | undefined;
  let waiting: Exclude<ToWorker, Start>[] = [];
  let isOver = false;
  const fail = (error: unknown): void => {
    post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  };
  const begin = async (start: Start): Promise<void> => {
    live?.stop();
    live = undefined;
    if (start.log.length === 0) greet(post);
    await host.turn();
    const begun = new Live(start, host, post);
    await begun.begin(start.log);
    if (isOver) {
      begun.stop();
      return;
    }
    live = begun;
    for (const message of waiting) begun.receive(message).catch(fail);
    waiting = [];
  };
  return {
    receive: (message) => {
      if (message.type === 'start') begin(message).catch(fail);
      else if (live) live.receive(message).catch(fail);
      else waiting = [...waiting, message];
    },
    stop: () => {
      isOver = true;
      live?.stop();
    },
  };
}

/** As on any machine, the shell's prompt does not wait for the cluster: making it takes longer than all the rest. */
function greet(post: (message: FromWorker) => void): void {
  post({ type: 'restored', entries: [] });
  post({ type: 'prompt', text: firstPrompt, exitCode: 0 });
}
