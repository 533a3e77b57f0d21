import CDP from 'chrome-remote-interface';
import { launch } from 'chrome-launcher';
import { chromiumFlags, findChromium } from './chromium.ts';

/**
 * A tab with nobody watching. Drivers of browsers enable the runtime's domain, and V8 then reads large functions again for
 * their positions: 15 ms of React's evaluation that no reader waits for.
 */
export interface Tab {
  /** Goes to `url` and waits until it is still. */
  readonly open: (url: string) => Promise<void>;
  /** What an expression of the page comes to, its promise awaited: JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Presses Enter on what a selector finds first. */
  readonly press: (selector: string) => Promise<void>;
  /** Clicks on it as a hand does, whose pointer is there `hoverMs` before. */
  readonly click: (selector: string, hoverMs: number) => Promise<void>;
  /** Types into what has the focus; a line's end is Enter. */
  readonly type: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface QuietBrowser {
  /** A new tab, which runs `script` before those of the page, its processor so many times slower. */
  readonly newTab: (script: string, slowdown: number) => Promise<Tab>;
  readonly close: () => void;
}

const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' } as const;

export async function openQuietBrowser(): Promise<QuietBrowser> {
  const chrome = await launch({
    chromePath: findChromium(),
    chromeFlags: [...chromiumFlags, '--headless', '--force-prefers-reduced-motion'],
  });
  const { port } = chrome;
  return {
    newTab: async (script, slowdown) => {
      const target = await CDP.New({ port });
      const client = await CDP({ port, target });
      await client.Page.enable();
      await client.Page.addScriptToEvaluateOnNewDocument({ source: script });
      await client.Emulation.setCPUThrottlingRate({ rate: slowdown });
      return tabOf(client, () => CDP.Close({ port, id: target.id }));
    },
    close: () => chrome.kill(),
  };
}

function tabOf(client: CDP.Client, closeTarget: () => Promise<void>): Tab {
  const { Input, Page, Runtime } = client;
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await Runtime.evaluate({
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
    return result.value;
  };
  const found = (selector: string) => `document.querySelector(${JSON.stringify(selector)})`;
  const strike = async (key: { readonly key: string; readonly text: string }): Promise<void> => {
    await Input.dispatchKeyEvent({ type: 'keyDown', ...key });
    await Input.dispatchKeyEvent({ type: 'keyUp', key: key.key });
  };
  return {
    evaluate,
    open: async (url) => {
      const loaded = Page.loadEventFired();
      await Page.navigate({ url });
      await loaded;
      await evaluate('new Promise((still) => setTimeout(still, 800))');
    },
    press: async (selector) => {
      await evaluate(`${found(selector)}.focus()`);
      await strike(enter);
    },
    click: async (selector, hoverMs) => {
      const place = String(
        await evaluate(
          `(({ x, y, width, height }) => [x + width / 2, y + height / 2].join())((${found(selector)}.scrollIntoView({ block: 'center', behavior: 'instant' }), ${found(selector)}.getBoundingClientRect()))`,
        ),
      );
      const [x = 0, y = 0] = place.split(',').map(Number);
      await Input.dispatchMouseEvent({ type: 'mouseMoved', x, y });
      await new Promise((over) => setTimeout(over, hoverMs));
      for (const type of ['mousePressed', 'mouseReleased'] as const)
        await Input.dispatchMouseEvent({ type, x, y, button: 'left', clickCount: 1 });
    },
    type: async (text) => {
      for (const key of text) await strike(key === '\n' ? enter : { key, text: key });
    },
    close: async () => {
      await client.close();
      await closeTarget();
    },
  };
}
