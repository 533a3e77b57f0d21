import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import type { Mermaid, MermaidConfig } from 'mermaid';
import type { Diagram } from '#markdown/diagrams.ts';
import { chromiumFlags, findChromium } from '../chromium.ts';
import { measure } from './measure.ts';
import { printSvg } from './print-svg.ts';
import { participantRoles, selectors } from './roles.ts';
import { restackTimeline } from './timeline.ts';
import type { Shape } from './shapes.ts';

declare global {
  var mermaid: Mermaid;
}

const fontFamily = 'Liberation Sans, Arial, Helvetica, sans-serif';

const config: MermaidConfig = {
  startOnLoad: false,
  securityLevel: 'strict',
  htmlLabels: false,
  deterministicIds: true,
  theme: 'base',
  look: 'classic',
  layout: 'dagre',
  fontFamily,
  fontSize: 16,
  flowchart: {
    look: 'classic',
    curve: 'basis',
    padding: 9,
    nodeSpacing: 28,
    rankSpacing: 34,
    minNodeWidth: 50,
    subGraphTitleMargin: { top: 4, bottom: 8 },
    wrappingWidth: 170,
  },
  sequence: {
    look: 'classic',
    actorFontFamily: fontFamily,
    messageFontFamily: fontFamily,
    noteFontFamily: fontFamily,
    actorMargin: 30,
    width: 145,
    height: 44,
    messageMargin: 28,
    mirrorActors: false,
    wrap: true,
    wrapPadding: 4,
    noteMargin: 8,
  },
};

/** Draws diagrams in one browser, which `close` ends. */
export async function startDrawing() {
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  const page = await browser.newPage();
  await page.setContent('<body><div id="drawing"></div></body>');
  await page.addScriptTag({
    path: fileURLToPath(import.meta.resolve('mermaid/dist/mermaid.min.js')),
  });
  await page.evaluate((settings) => globalThis.mermaid.initialize(settings), config);
  return {
    draw: async (diagram: Diagram): Promise<string> =>
      printSvg(diagram, await drawShapes(page, diagram)),
    close: () => browser.close(),
  };
}

async function drawShapes(page: Page, diagram: Diagram): Promise<Shape[]> {
  // A page is narrow: periods go down, not right.
  // Mermaid would start a line of text with these.
  const joined = diagram.drawing.replace(/ (?=[?!;»])|(?<=«) /g, '\u202f');
  const isTimeline = /^\s*timeline\b/.test(diagram.drawing);
  const source = joined.replace(/^(\s*timeline)\b.*$/m, '$1 TD');
  await page.evaluate(
    async ({ source, id, roles }) => {
      const place = document.querySelector('#drawing');
      if (!place) return;
      place.innerHTML = (await globalThis.mermaid.render(id, source)).svg;
      for (const [name, role] of roles) {
        const parts = place.querySelectorAll(`[data-et="participant"][data-id="${name}"] *`);
        for (const part of parts) part.setAttribute('data-role', role);
      }
    },
    { source, id: `d${diagram.hash}`, roles: participantRoles(source) },
  );
  const shapes = await page.evaluate(measure, selectors);
  return isTimeline ? restackTimeline(shapes) : shapes;
}
