import type { ApiFetch } from '#cluster/client.ts';
import type { Process } from '#process/program.ts';
import type { Context } from './context.ts';
import { CommandError, notSimulated } from './errors.ts';
import { klogLine } from './klog.ts';

const tooLate = Symbol('too late');

/**
 * The Timeout of Go's http.Client: a request ends after that long, its answer's body included. Of the two contexts that
 * end it, the one that is seen first words the error: this is what it says most often.
 */
export function bounded(
  fetch: ApiFetch,
  process: Process,
  { ms, isWatch }: { ms: number; isWatch: boolean },
): ApiFetch {
  if (ms < 1) throw notSimulated('« --request-timeout » de moins d’une milliseconde');
  return async (request) => {
    const isOver = new AbortController();
    const late = ring(process, ms, isOver.signal);
    const response = await Promise.race([fetch(request), late]);
    if (response === tooLate)
      throw new Error(
        'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
      );
    if (response.body === null) {
      isOver.abort();
      return response;
    }
    const reader = response.body.getReader();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const read = await Promise.race([reader.read(), late]);
        if (read === tooLate) {
          await reader.cancel();
          // The end of a watch is no error.
          if (isWatch) controller.close();
          else controller.error(cutShort());
        } else if (read.done) {
          isOver.abort();
          controller.close();
        } else controller.enqueue(read.value);
      },
      cancel: async (reason) => {
        isOver.abort();
        await reader.cancel(reason);
      },
    });
    return new Response(body, response);
  };
}

function cutShort(): CommandError {
  return new CommandError(
    'net/http: request canceled (Client.Timeout or context cancellation while reading body)',
  );
}

/** Never, once all is over. */
function ring({ time }: Process, ms: number, signal: AbortSignal): Promise<typeof tooLate> {
  return new Promise((resolve) => {
    time.sleep(ms, signal).then(
      () => resolve(tooLate),
      () => undefined,
    );
  });
}

const place = 'k8s.io/client-go/tools/watch/informerwatcher.go:162';
const [firstRestMs, longestRestMs] = [800, 30_000];

/**
 * What client-go's reflector says of a watch that its deadline ended at once, and how long it waits before the next one: twice
 * as long each time, and as much again by chance at most. Here it is the middle.
 */
export async function restAfterWatch(context: Context, count: number): Promise<void> {
  const why = `very short watch: ${place}: Unexpected watch close - watch lasted less than a second and no items received`;
  const told = `"Warning: watch ended with error" reflector="${place}" type="*unstructured.Unstructured" err="${why}"`;
  await context.err(klogLine(context, 'I', 'reflector.go:578', told));
  const { time, signal } = context.process;
  await time.sleep(Math.min(firstRestMs * 2 ** (count - 1), longestRestMs) * 1.5, signal);
}
