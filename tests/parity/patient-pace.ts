import { setTimeout as delay } from 'node:timers/promises';
import type { ApiFetch } from '#cluster/client.ts';
import type { ClockDriver } from '#cluster/clock/clock.ts';
import { nodeHost } from '../../scripts/node-host.ts';

/** A program that has sent nothing and been sent nothing for that long is waiting for the cluster. */
const quietMs = 60;
/** Programs that wait for a deadline count on the wall's clock: virtual time may not run away from it. */
const speed = 20;

/**
 * Moves a clock for a program that runs outside: never while it is at work, so that for it too computing takes no
 * virtual time. It waits after each request and each chunk of an answer, watches' included.
 */
export class PatientPace {
  #last = Number.POSITIVE_INFINITY;
  #lastAt = 0;
  /** Which of its runs is under way: one that was stopped may still be waiting when the next begins. */
  #turn = 0;

  /** Before its first request a program is starting, however long that takes. */
  start(clock: ClockDriver): void {
    this.#last = Number.POSITIVE_INFINITY;
    this.#turn += 1;
    void this.#run(clock, this.#turn);
  }

  stop(): void {
    this.#turn += 1;
  }

  /** The same API, whose traffic is seen. */
  seeing(fetch: ApiFetch): ApiFetch {
    return async (request, upstream) => {
      this.#touch();
      const response = await fetch(request, upstream);
      this.#touch();
      if (response.body === null) return response;
      const seen = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          this.#touch();
          controller.enqueue(chunk);
        },
      });
      const { status, statusText, headers } = response;
      return new Response(response.body.pipeThrough(seen), { status, statusText, headers });
    };
  }

  /** When something last passed, on the wall's clock: what the program says of the time, it says after that. */
  get lastSeen(): number {
    return this.#lastAt;
  }

  #touch(): void {
    this.#last = performance.now();
    this.#lastAt = Date.now();
  }

  get #isQuiet(): boolean {
    return performance.now() - this.#last >= quietMs;
  }

  async #run(clock: ClockDriver, turn: number): Promise<void> {
    while (turn === this.#turn) {
      const before = performance.now();
      await delay(5);
      if (!this.#isQuiet || clock.isHeld()) continue;
      const end = clock.now() + (performance.now() - before) * speed;
      while (turn === this.#turn && this.#isQuiet && !clock.isHeld()) {
        const next = clock.next();
        if (next === undefined || next > end) {
          clock.advance(Math.max(0, end - clock.now()));
          break;
        }
        const woken = clock.wakes();
        clock.step();
        if (clock.wakes() !== woken) await nodeHost.turn();
      }
    }
  }
}
