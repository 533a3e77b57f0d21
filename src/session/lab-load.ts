import type { LabReplay } from '#schemas/lab-replay.ts';

let expected: { readonly url: string; readonly answer: Promise<Response> } | undefined;

/** Asks for a lab before the code that draws it is there: its first load takes this answer. */
export function expectLab(url: string): void {
  if (expected?.url === url) return;
  const answer = fetch(url);
  expected = { url, answer };
  // Who loads it tells what failed.
  answer.catch(() => undefined);
}

function takeExpected(url: string): Promise<Response> | undefined {
  if (expected?.url !== url) return undefined;
  const { answer } = expected;
  expected = undefined;
  return answer;
}

/** Fetches a lab. A failure says in French what happened and what to try. */
export async function loadLab(url: string, signal: AbortSignal): Promise<LabReplay> {
  const asked = takeExpected(url) ?? fetch(url, { signal });
  const answer = await asked.catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new Error('Le réseau ne répond pas. Vérifiez la connexion, puis réessayez.');
  });
  if (!answer.ok) {
    throw new Error(
      `Le serveur répond ${answer.status} au lieu du labo. Réessayez dans un instant.`,
    );
  }
  const lab: unknown = await answer.json().catch(() => undefined);
  // The sign-in page of a public network answers 200 too.
  if (!isLabReplay(lab)) {
    throw new Error(
      'La réponse reçue n’est pas un labo. Si ce réseau demande une connexion, ouvrez-la, puis réessayez.',
    );
  }
  return lab;
}

/** The build wrote the file from checked data: its outline is enough to know it is ours and whole. */
function isLabReplay(value: unknown): value is LabReplay {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'prompt' in value &&
    'steps' in value &&
    Array.isArray(value.steps) &&
    value.steps.length > 0
  );
}
