import type { Process } from '#process/program.ts';
import { WholeMessage, notSimulated } from './errors.ts';
import { resolvePath } from './paths.ts';

/** `--kuberc`, looked at before anything else of the line (kubectl/pkg/kuberc, v1.35). Preferences that are valid are not applied here. */
export function checkKuberc({ files, cwd }: Process, line: readonly string[]): void {
  const refuse = (why: string) =>
    new WholeMessage(`error occurred while applying preferences ${why}`);
  const file = kubercOf(line);
  if (file === undefined) return;
  if (file === '') throw refuse('kuberc file is not found');
  const refuseFile = (why: string) => refuse(`kuberc error kuberc: ${why}`);
  const path = resolvePath({ cwd }, file);
  const type = files.stat(path)?.type;
  if (type === undefined) throw refuseFile(`open ${file}: no such file or directory`);
  if (type === 'folder') throw refuseFile(`read ${file}: is a directory`);
  if (/^\W*kind\W+Preference\b/m.test(files.readText(path))) throw notSimulated('--kuberc');
  throw refuseFile(`no valid preferences found in ${file}, use --v=5 to see details`);
}

/** Empty where its file is missing; undefined where it is not asked for. */
function kubercOf(line: readonly string[]): string | undefined {
  const end = line.indexOf('--');
  const words = end < 0 ? line : line.slice(0, end);
  const at = words.findIndex((word) => word === '--kuberc' || word.includes('--kuberc='));
  if (at < 0) return undefined;
  return (words[at] === '--kuberc' ? line[at + 1] : words[at]?.split('=')[1]) ?? '';
}
