import type { Process, Program } from '#process/program.ts';
import type { Input, Output } from '#process/streams.ts';

/** Programs of a session that are none of any system: awk starts them by the shell that started it. */
const ofSession =
  'curl helm istioctl kubectl less linkerd more nano openssl step tar vi vim watch'.split(' ');

function byShellOf({ run }: Process): Program {
  return async ({ argv, stdin, stdout, stderr }) => {
    if (run) return (await run(argv, { stdin, stdout })) ?? notFound(argv[0], stderr);
    await stderr.write(
      `maillage: « ${argv[0]} » lancé par awk n’est pas simulé ici dans ce cours ; écrire plutôt la commande et la donner à sh : awk '{ print … }' | sh\n`,
    );
    return 127;
  };
}

async function notFound(name: string, stderr: Output): Promise<number> {
  await stderr.write(`sh: 1: ${name}: not found\n`);
  return 127;
}

/** Writes of nothing, each a step of the shell's: one turn of the host comes in so many. */
const stepsPerTurn = 2_000;

/** Runs a command line as /bin/sh does, with the input and the output that it is given. */
export async function runShell(
  process: Process,
  command: string,
  { stdin = process.stdin, stdout = process.stdout }: { stdin?: Input; stdout?: Output } = {},
): Promise<number> {
  const [{ corePrograms }, { createSh }] = await process.time.hold(
    Promise.all([import('#shell/programs/table.ts'), import('#shell/sh.ts')]),
  );
  const programs = new Map<string, Program>(corePrograms);
  for (const name of ofSession) programs.set(name, byShellOf(process));
  const turn = async (): Promise<void> => {
    for (let i = 0; i < stepsPerTurn && !process.signal.aborted; i += 1)
      await process.stderr.write('');
  };
  const sh = createSh({ programs, turn, random: { below: () => 0 }, dialect: 'dash' });
  for (const name of ['sh', 'bash']) programs.set(name, sh);
  return sh({ ...process, argv: ['sh', '-c', command], stdin, stdout });
}
