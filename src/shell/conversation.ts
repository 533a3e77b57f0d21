import type { Environment } from './environment.ts';
import { expandPrompt } from './expand/prompt.ts';
import { Leave } from './leave.ts';
import { parseText } from './parse.ts';
import { statusOfShell } from './run/settle.ts';

/** Lines read one by one after a prompt, as `kubectl exec -it … -- sh` gives them. */
export async function converse(sh: Environment): Promise<number> {
  const reader = sh.descriptors.get(0)?.input;
  const write = (text: string): Promise<void> =>
    sh.descriptors.get(2)?.output?.write(text) ?? Promise.resolve();
  if (!sh.variables.own('PS1'))
    sh.variables.set('PS1', sh.host.dialect === 'busybox' ? '\\w \\$ ' : '\\$ ');
  let pending = '';
  for (;;) {
    await write(pending === '' ? expandPrompt(sh, sh.variables.get('PS1') ?? '') : '> ');
    const line = await reader?.until(10);
    if (!line || (line.isEnd && line.bytes.length === 0)) {
      if (sh.host.dialect === 'bash') await write('exit\n');
      return sh.status;
    }
    const text = pending + new TextDecoder().decode(line.bytes);
    const { problem } = parseText(text);
    if (!line.isEnd && (problem?.type === 'incomplete' || problem?.type === 'document')) {
      pending = `${text}\n`;
      continue;
    }
    pending = '';
    const left = await runLine(sh, text);
    if (left !== undefined) return left;
  }
}

/** Undefined unless the shell ends. */
async function runLine(sh: Environment, text: string): Promise<number | undefined> {
  let left: number | undefined;
  sh.status = await statusOfShell(sh, async () => {
    try {
      return await sh.host.engine.text(sh, text);
    } catch (error) {
      if (error instanceof Leave && error.kind === 'exit') left = error.value;
      throw error;
    }
  });
  return left ?? (sh.group.controller.signal.aborted ? sh.status : undefined);
}
