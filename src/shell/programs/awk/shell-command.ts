import type { Process, Program } from '#process/program.ts';
import type { Input, Output } from '#process/streams.ts';

/** Programs that a session has and awk cannot start: it knows those of the system only. */
const outOfReach =
  'curl helm istioctl kubectl less linkerd more nano openssl step tar vi vim watch'.split(' ');

const refuse: Program = async ({ argv: [name], stderr }) => {
  await stderr.write(
    `maillage: « ${name} » lancé par awk n’est pas simulé dans ce cours ; écrire plutôt la commande et la donner à sh : awk '{ print … }' | sh\n`,
  );
  return 127;
};

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
  for (const name of outOfReach) programs.set(name, refuse);
  const turn = async (): Promise<void> => {
    for (let i = 0; i < stepsPerTurn && !process.signal.aborted; i += 1)
      await process.stderr.write('');
  };
  const sh = createSh({ programs, turn, random: { below: () => 0 }, dialect: 'dash' });
  for (const name of ['sh', 'bash']) programs.set(name, sh);
  return sh({ ...process, argv: ['sh', '-c', command], stdin, stdout });
}
