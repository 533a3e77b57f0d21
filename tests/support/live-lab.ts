import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { joinLab } from '#course/lab-replay.ts';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';
import { parseTranscript } from '#schemas/transcript.ts';

/** Serves the lab of pods alone in the place of a lab of the course: what is tried is the page, not that lab. */
export async function serveLabOfPods(page: Page, id: string): Promise<void> {
  const body = JSON.stringify(labOfPods(id));
  await page.route(`**/fr/labos/${id}.json`, (route) =>
    route.fulfill({ contentType: 'application/json', body }),
  );
}

function labOfPods(id: string): LabReplay {
  const { lab, prose, files, transcript } = readLabSources('pods', 'tests/fixtures/labs/');
  const played = parseTranscript(readFileSync(transcript, 'utf8'), transcript);
  return { ...joinLab({ id, ...lab }, played, prose), live: liveSetup(lab, prose, files) };
}
