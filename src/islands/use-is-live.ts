import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False on the server and during hydration, so that both draw the same thing; true as soon as the island works. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
