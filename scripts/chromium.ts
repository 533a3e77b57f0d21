import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { canInstall, installPackage } from './debian.ts';

/** Works as root and in containers, and asks nothing of the network by itself. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

const headlessShell = '/usr/bin/chromium-headless-shell';

interface Machine {
  env: Record<string, string | undefined>;
  exists: (path: string) => boolean;
  /** Whether Debian's packages can be installed without asking. */
  canInstall: () => boolean;
  /** Throws where Debian has no such package. */
  install: (name: string) => void;
  /** The browser that `npx playwright install` would have put there. */
  playwright: () => string;
}

/** The path of a Chromium, installed if need be and possible. */
export function findChromium(machine: Machine = thisMachine): string {
  const { env, exists } = machine;
  const chosen = env['PLAYWRIGHT_CHROMIUM_EXECUTABLE'] ?? env['CHROME_PATH'];
  if (chosen) {
    if (exists(chosen)) return chosen;
    throw new Error(
      `${chosen} n’existe pas.\n  Remède : corrigez PLAYWRIGHT_CHROMIUM_EXECUTABLE ou CHROME_PATH.`,
    );
  }
  const search = () => [...installed, machine.playwright()].find(exists);
  const found = search();
  if (found) return found;
  if (machine.canInstall()) {
    machine.install('chromium');
    const fresh = search();
    if (fresh) return fresh;
  }
  throw new Error(
    'Chromium est introuvable.\n' +
      '  Remède : « sudo apt-get install chromium » (Debian, Ubuntu), ou « npx playwright install chromium »,\n' +
      '  ou donnez son chemin : CHROME_PATH=/chemin/vers/chromium.',
  );
}

/**
 * The browser of tests: Chromium without its windows, where Debian has it, as Playwright's own is. The same engine: a test
 * takes two thirds of the time.
 */
export function findHeadlessShell(machine: Machine = thisMachine): string {
  const { env, exists } = machine;
  const isChosen = Boolean(env['PLAYWRIGHT_CHROMIUM_EXECUTABLE'] ?? env['CHROME_PATH']);
  if (isChosen) return findChromium(machine);
  if (!exists(headlessShell) && machine.canInstall()) {
    try {
      machine.install('chromium-headless-shell');
    } catch {
      // Not every Debian has it: the whole browser does the same.
    }
  }
  return exists(headlessShell) ? headlessShell : findChromium(machine);
}

const thisMachine: Machine = {
  env: process.env,
  exists: existsSync,
  canInstall,
  install: installPackage,
  playwright: () => chromium.executablePath(),
};
