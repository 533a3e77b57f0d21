import { useEffect, useState } from 'react';

interface Stage {
  /** How many times its usual size the type is. */
  readonly scale: number;
  /** The audience sees the cluster beside the terminal. */
  readonly showsCluster: boolean;
}

/** A terminal of eighty columns, and as much as half of it beside. */
const wideEnough = '(width >= 72rem)';

/** What a deck says of the lab on its slide, in the attributes of the page. */
export function useStage(isOnSlide: boolean): Stage {
  const [stage, setStage] = useState(read);
  useEffect(() => {
    if (!isOnSlide) return undefined;
    const update = (): void => setStage(read());
    const observer = new MutationObserver(update);
    observer.observe(document.documentElement, { attributeFilter: ['style', 'data-cluster'] });
    const wide = matchMedia(wideEnough);
    wide.addEventListener('change', update);
    return () => {
      observer.disconnect();
      wide.removeEventListener('change', update);
    };
  }, [isOnSlide]);
  return stage;
}

function read(): Stage {
  const { style, dataset } = document.documentElement;
  return {
    scale: Number(style.getPropertyValue('--scale')) || 1,
    showsCluster: dataset['cluster'] !== 'off' && matchMedia(wideEnough).matches,
  };
}
