import { atom } from 'nanostores';

/** What the page asks of its lab: scripts set it, the lab takes it when it can. */
export type LabRequest =
  | { type: 'open' }
  | { type: 'run'; step: string; command: number }
  | { type: 'jump'; step: string }
  /** The pointer or the focus is on what jumps. */
  | { type: 'expect-jump' }
  /** Types and runs the next command; what runs goes to its end at once. */
  | { type: 'next' }
  /** The keyboard is for whoever stands before it. */
  | { type: 'take' };

export const $labRequest = atom<LabRequest | undefined>();

/** Gives each request once to `answer`, the one that came before included. */
export function answerLabRequests(answer: (request: LabRequest) => void): () => void {
  return $labRequest.subscribe((request) => {
    if (!request) return;
    $labRequest.set(undefined);
    answer(request);
  });
}
