import { expect, test } from 'vitest';
import { findChromium, findHeadlessShell } from './chromium.ts';

function machine(files: string[], env: Record<string, string> = {}) {
  const present = new Set(files);
  return {
    env,
    exists: (path: string) => present.has(path),
    canInstall: () => false,
    install: () => {},
    playwright: () => '/cache/playwright/chrome',
    present,
  };
}

test('takes the browser named by the environment first', () => {
  const found = findChromium(
    machine(['/opt/chrome', '/usr/bin/chromium'], { CHROME_PATH: '/opt/chrome' }),
  );
  expect(found).toBe('/opt/chrome');
});

test('refuses a browser named by the environment that is not there', () => {
  const wrong = machine(['/usr/bin/chromium'], { CHROME_PATH: '/opt/chrome' });
  expect(() => findChromium(wrong)).toThrow('CHROME_PATH');
});

test('takes the system’s before Playwright’s', () => {
  expect(findChromium(machine(['/cache/playwright/chrome', '/usr/bin/google-chrome']))).toBe(
    '/usr/bin/google-chrome',
  );
  expect(findChromium(machine(['/cache/playwright/chrome']))).toBe('/cache/playwright/chrome');
});

test('installs one where it may', () => {
  const bare = machine([]);
  const found = findChromium({
    ...bare,
    canInstall: () => true,
    install: () => void bare.present.add('/usr/bin/chromium'),
  });
  expect(found).toBe('/usr/bin/chromium');
});

test('says what to type where it may not', () => {
  expect(() => findChromium(machine([]))).toThrow('apt-get install chromium');
});

test('tests take the shell, installed where it may be', () => {
  const shell = '/usr/bin/chromium-headless-shell';
  expect(findHeadlessShell(machine(['/usr/bin/chromium', shell]))).toBe(shell);
  const bare = machine(['/usr/bin/chromium']);
  const installed: string[] = [];
  const found = findHeadlessShell({
    ...bare,
    canInstall: () => true,
    install: (name) => {
      installed.push(name);
      bare.present.add(`/usr/bin/${name}`);
    },
  });
  expect([found, installed]).toEqual([shell, ['chromium-headless-shell']]);
});

test('tests do with the whole browser where there is no shell, or another is named', () => {
  expect(findHeadlessShell(machine(['/usr/bin/chromium']))).toBe('/usr/bin/chromium');
  const none = {
    ...machine(['/usr/bin/chromium']),
    canInstall: () => true,
    install: () => {
      throw new Error('Unable to locate package');
    },
  };
  expect(findHeadlessShell(none)).toBe('/usr/bin/chromium');
  const named = machine(['/opt/chrome', '/usr/bin/chromium-headless-shell'], {
    CHROME_PATH: '/opt/chrome',
  });
  expect(findHeadlessShell(named)).toBe('/opt/chrome');
});
