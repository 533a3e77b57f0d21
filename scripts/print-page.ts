import type { Browser } from '@playwright/test';

/** The PDF of a page of the site at `origin`. */
export async function printPage(browser: Browser, url: string): Promise<Buffer> {
  const page = await browser.newPage({ colorScheme: 'light' });
  try {
    await page.goto(url, { waitUntil: 'networkidle' });
    // What the page loads when it is scrolled to must be on paper too.
    await page.evaluate(async () => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      const pictures = [...document.images].filter(({ offsetParent }) => offsetParent !== null);
      for (const picture of pictures) picture.loading = 'eager';
      await Promise.all(pictures.map((picture) => picture.decode().catch(() => undefined)));
      await document.fonts.ready;
    });
    return await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
    });
  } finally {
    await page.close();
  }
}
