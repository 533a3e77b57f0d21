import { type Machine, withLinkerd } from './linkerd-machine.ts';

/** Linkerd's control plane, with Emojivoto in the mesh. */
export async function withEmojivoto(): Promise<Machine> {
  const machine = await withLinkerd();
  const { run } = machine;
  await run('linkerd check');
  await run(
    'curl --proto =https --tlsv1.2 -sSfL https://run.linkerd.io/emojivoto.yml | kubectl apply -f -',
  );
  await run('kubectl get -n emojivoto deploy -o yaml | linkerd inject - | kubectl apply -f -');
  await run('kubectl -n emojivoto rollout status deploy --timeout=120s');
  await machine.pass(30_000);
  return machine;
}

/** Each line after its prompt, with what it says, and its exit code when that is not 0. */
export async function transcript({ run }: Machine, lines: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const line of lines) {
    const { stdout, stderr, code } = await run(line);
    parts.push(`$ ${line}\n${stdout}${stderr}${code === 0 ? '' : `[exit ${code}]\n`}`);
  }
  return parts.join('\n').replaceAll(ofPod, '-<hash>-<pod>');
}

/** What a template's hash and chance add to a pod's name. */
const ofPod =
  /-[b-df-hj-np-tv-xz24-9]{8,10}-[b-df-hj-np-tv-xz24-9]{5}\b|-[\da-f]{8,10}-[a-z\d]{5}\b/g;
