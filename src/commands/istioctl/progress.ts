import type { Component } from '#mesh/istio/install/components.ts';
import type { Context } from './context.ts';

/** How far an installation is: one line that is written over, and one that stays for each component that is done. */
export interface Progress {
  start: (component: Component) => Promise<void>;
  waiting: (component: Component, resources: readonly string[]) => Promise<void>;
  done: (component: Component) => Promise<void>;
  failed: (component: Component, error: string) => Promise<void>;
  /** A last line, with its mark. */
  say: (text: string, stays?: boolean) => Promise<void>;
}

/** operator/pkg/util/progress (1.31): over itself on a terminal, else a line for each change. */
export function createProgress({ process }: Context): Progress {
  const { stderr } = process;
  const active = new Map<string, readonly string[]>();
  let shown = '';
  const write = async (text: string, stays: boolean): Promise<void> => {
    if (!stays && text === shown) return;
    const over = stderr.isTerminal && shown !== '' ? '\r\u001b[K' : '';
    const isOpen = stderr.isTerminal && !stays;
    shown = isOpen ? text : '';
    await stderr.write(`${over}${text}${isOpen ? '' : '\n'}`);
    if (!stderr.isTerminal && !stays) shown = text;
  };
  const status = (): Promise<void> => {
    const titles = [...active.keys()].toSorted();
    const resources = [...active.values()].flat().toSorted();
    const waiting = resources.length === 0 ? '' : ` Waiting for ${resources.join(', ')}`;
    const message = `Processing resources for ${titles.join(', ')}.${waiting}`;
    const room = (stderr.columns ?? 0) - 2;
    const fits = room <= 0 || message.length <= room;
    return write(`- ${fits ? message : `${message.slice(0, room - 3)}...`}`, false);
  };
  return {
    start: (component) => {
      active.set(component.title, []);
      return status();
    },
    waiting: (component, resources) => {
      active.set(component.title, resources);
      return status();
    },
    done: async ({ title, icon }) => {
      active.delete(title);
      await write(`✔ ${title} installed ${icon}`, true);
    },
    failed: async ({ title }, error) => {
      active.delete(title);
      await write(`✘ ${title} encountered an error: ${error}`, true);
    },
    say: (text, stays = true) => write(text, stays),
  };
}
