import { useMemo, useState } from 'react';
import {
  everything,
  parseChoice,
  printChoice,
  type Choice,
  type Meshes,
} from '#course/comparison.ts';
import { useIsLive } from '#islands/use-is-live.ts';

/** What the reader chose to see, kept in the page's address. */
export function useChoice(data: Meshes) {
  const isLive = useIsLive();
  const asked = useMemo(
    () => (isLive ? parseChoice(location.search, data) : everything(data)),
    [data, isLive],
  );
  const [chosen, setChosen] = useState<Choice | null>(null);
  const choice = chosen ?? asked;
  const show = (next: Choice) => {
    setChosen(next);
    history.replaceState(
      history.state,
      '',
      location.pathname + printChoice(next, data) + location.hash,
    );
  };
  return {
    choice,
    isLive,
    change: (part: Partial<Choice>) => show({ ...choice, ...part }),
    reset: () => show(everything(data)),
  };
}
