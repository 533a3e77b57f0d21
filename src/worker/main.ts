import type { ToWorker } from '#schemas/messages.ts';

/** What the page has said before the engine was there. */
const early: ToWorker[] = [];
let receive = (message: ToWorker): void => void early.push(message);
addEventListener('message', ({ data }: MessageEvent<ToWorker>) => receive(data));

// Browsers keep compiled what a worker imports dynamically, and compile its first file anew each time: that is this one.
import('./engine.ts').then((engine) => {
  receive = engine.receive;
  early.forEach(receive);
}, reportError);
