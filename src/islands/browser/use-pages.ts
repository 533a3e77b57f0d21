import { useStore } from '@nanostores/react';
import { useEffect, useRef, useState } from 'react';
import type { PageAnswer } from '#schemas/messages.ts';
import type { LiveSession } from '#session/live-session.ts';
import { getPage } from './page-client.ts';

/** What the server of a view has answered. */
export interface Seen {
  /** Of the view. */
  readonly path: string;
  /** What is wrong now; undefined where all is well. */
  readonly fault: PageAnswer | undefined;
  /** The last good answers, one for each request, and when they were (RFC 3339, on the cluster's clock). */
  readonly bodies: readonly string[];
  readonly time: string;
}

interface Wanted {
  readonly session: LiveSession;
  /** Another value each time that a program opens it. */
  readonly browsed: { readonly url: string };
  readonly path: string;
  readonly requests: readonly string[];
}

/** Of virtual time: Prometheus reads new figures each ten seconds. */
const everyMs = 5_000;
/** Of real time, however fast the clock runs: the worker has more to do. */
const atLeastMs = 2_000;

/** Asks at once for another view, then again as the cluster's clock goes on. */
export function usePages({ session, browsed, path, requests }: Wanted): Seen | undefined {
  const time = useStore(session.$cluster)?.time ?? '';
  const round = Math.floor(Date.parse(time) / everyMs);
  const [seen, setSeen] = useState<Seen>();
  const last = useRef({ browsed: { url: '' }, path: '', at: 0, isOver: true });
  useEffect(() => {
    const before = last.current;
    const isOther = before.path !== path || before.browsed !== browsed;
    const at = performance.now();
    if (!isOther && (!before.isOver || at - before.at < atLeastMs)) return;
    const asking = { browsed, path, at, isOver: false };
    last.current = asking;
    const { origin } = new URL(browsed.url);
    void Promise.all(requests.map((one) => getPage(session, `${origin}${one}`))).then((answers) => {
      asking.isOver = true;
      if (last.current === asking) setSeen((before) => seenNow({ path, time, answers }, before));
    });
  }, [session, browsed, path, requests, round, time]);
  return seen;
}

interface Answered {
  readonly path: string;
  readonly time: string;
  readonly answers: readonly PageAnswer[];
}

/** What was seen stays where the server has nothing new to say. */
function seenNow({ path, time, answers }: Answered, before: Seen | undefined): Seen {
  const fault = answers.find((answer) => answer.type === 'failure' || answer.status !== 200);
  if (!fault) {
    const bodies = answers.flatMap((answer) => (answer.type === 'page' ? [answer.body] : []));
    return { path, fault, bodies, time };
  }
  return before?.path === path ? { ...before, fault } : { path, fault, bodies: [], time };
}
