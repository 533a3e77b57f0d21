import type { Context } from './context.ts';
import { CommandError, notSimulated } from './errors.ts';
import type { Process } from '#process/program.ts';

/**
 * Starts a program of the learner's machine, as the shell would: `sed -i s/a/b/`, `nano`. Resolves to its code; undefined
 * where there is none of that name.
 */
export async function launch(
  context: Context,
  command: string,
  paths: readonly string[],
): Promise<number | undefined> {
  const { programs } = context.reach;
  if (programs === undefined) throw notSimulated(`« ${command} », lancé par kubectl,`);
  const [name = '', ...words] = command.split(' ').filter(Boolean);
  const isPlain = !/["'\\]/.test(command);
  const argv: Process['argv'] = isPlain
    ? [name, ...words, ...paths]
    : ['sh', '-c', `${command} ${paths.join(' ')}`];
  const program = programs.get(argv[0]);
  if (program !== undefined) return await program({ ...context.process, argv });
  const shell = programs.get('sh') ?? programs.get('bash');
  if (shell === undefined) return undefined;
  const code = await shell({
    ...context.process,
    argv: ['sh', '-c', [command, ...paths].join(' ')],
  });
  return code === 127 ? undefined : code;
}

/** A new name under /tmp, as no other has it. */
export function temporaryName({ process }: Context, prefix: string, suffix = ''): string {
  if (process.files.stat('/tmp') === undefined) process.files.makeFolder('/tmp');
  for (let number = Math.floor(process.time.now()) % 10_000_000_000; ; number++) {
    const path = `/tmp/${prefix}-${number}${suffix}`;
    if (process.files.stat(path) === undefined) return path;
  }
}

export function noEditor(name: string): CommandError {
  return new CommandError(`unable to launch the editor "${name}"`);
}
