import type { Client } from '#cluster/network/machine.ts';
import { later } from '#process/later.ts';
import type { Program } from '#process/program.ts';
import type { Pages } from './transfer.ts';

const nowhere: Pages = new Map<string, string>();

export interface CurlOptions {
  /** Pages outside that the lab knows, by URL; the rest of the world cannot be reached. */
  pages?: Pages;
}

const program = later(() => import('./run-curl.ts'));

/** curl 8.16 on the simulated network, loaded when it is first run. */
export function createCurl(client: Client, { pages = nowhere }: CurlOptions = {}): Program {
  return async (process) => {
    const { runCurl } = program.value ?? (await process.time.hold(program.load()));
    return await runCurl(process, { client, pages });
  };
}
