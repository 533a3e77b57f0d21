import { test as base, type Page } from '@playwright/test';

export const bareOrigin = 'http://localhost:4402';

declare global {
  interface Window {
    violations?: string[];
  }
}

/** Records, from before the first script, what the policy refuses. */
async function recordViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.violations?.push(
        `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
}

export interface Watched {
  /** Errors of the page: exceptions, console errors, requests to elsewhere, policy violations. */
  problems: () => Promise<string[]>;
  /** Says of a test that breaks something on purpose which problems it expects. */
  forgive: (pattern: RegExp) => void;
}

/** Begins to note the problems of a page, before it goes anywhere; returns how to read them. */
export async function watch(page: Page): Promise<Watched['problems']> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`exception : ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console : ${message.text()}`);
  });
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== 'localhost' && protocol.startsWith('http'))
      problems.push(`hors du site : ${request.url()}`);
  });
  await recordViolations(page);
  return async () => [
    ...problems,
    ...(await page.evaluate(() => window.violations ?? []).catch(() => [])),
  ];
}

/** A page whose every problem is a failure of the test that used it. */
export const test = base.extend<{ watched: Watched }>({
  watched: [
    async ({ page }, use) => {
      let forgiven: RegExp | undefined;
      const problems = await watch(page);
      await use({ problems, forgive: (pattern) => (forgiven = pattern) });
      const found = (await problems()).filter((problem) => !forgiven?.test(problem));
      if (found.length > 0) throw new Error(found.join('\n'));
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
