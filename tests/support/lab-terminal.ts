import { expect, type Page } from '@playwright/test';

/** What takes the keys of a live lab's terminal. */
export const terminal = (page: Page) => page.locator('.lab-live .lab-terminal textarea');

/** A line at the prompt, by keyboard alone. */
export async function type(page: Page, line: string): Promise<void> {
  await terminal(page).focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/**
 * The same, and waits for what it started to end: it says so itself, under all it prints.
 * Quotes part the mark that is typed: on a narrow screen it may have a row of its own, and is not the one printed.
 */
export async function typeToEnd(page: Page, line: string, mark: string): Promise<void> {
  await type(page, `${line}; echo ${mark[0]}''${mark.slice(1)}`);
  const row = page.locator('.xterm-rows > div', { hasText: new RegExp(`^${mark}\\s*$`) });
  await expect(row).toBeVisible({ timeout: 120_000 });
}
