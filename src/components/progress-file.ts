import { exportProgress, importProgress } from '#session/progress.ts';

const largestFile = 1_000_000;

const answers = {
  added: 'La progression du fichier a été ajoutée à la vôtre.',
  newer: 'Ce fichier vient d’une version plus récente du site. Rien n’a changé.',
  bad: 'Ce fichier n’est pas une progression de ce cours, ou il est abîmé. Rien n’a changé.',
};

function download(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([exportProgress()], { type: 'application/json' }));
  link.download = 'maillage-progression.json';
  link.click();
  URL.revokeObjectURL(link.href);
}

/** « Votre progression » on the plan: the only backup that a site without a server can offer. */
export function startProgressFile(): void {
  const section = document.querySelector<HTMLElement>('[data-progress-file]');
  const input = section?.querySelector<HTMLInputElement>('[data-import]');
  const result = section?.querySelector<HTMLElement>('[data-import-result]');
  if (!section || !input || !result) return;
  section.hidden = false;
  section.querySelector('[data-export]')?.addEventListener('click', download);
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    if (!file) return;
    const text = file.size > largestFile ? '' : await file.text();
    result.textContent = answers[importProgress(text)];
    input.value = '';
  });
}
