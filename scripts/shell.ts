import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createMachine, type Machine } from '#worker/machine.ts';
import { nodeHost } from './node-host.ts';

const usage = `npm run -s shell -- [--lab LABO] [--mount DOSSIER] [--seed N] [--no-load-balancer]

Le shell des labos, sur un cluster simulé, à la vitesse de la machine. Sans terminal, les commandes se lisent sur l’entrée standard ;
le code de retour est celui de la dernière.
  --lab LABO           part des fichiers de labs/LABO/files
  --mount DOSSIER      copie ce dossier dans le dossier personnel
  --seed N             graine du hasard (1)
  --no-load-balancer   les services LoadBalancer restent <pending>`;

const { values } = parseArgs({
  options: {
    lab: { type: 'string' },
    mount: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'no-load-balancer': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Files of a folder, by path from it. */
function filesOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) {
    console.error(`${folder} n’existe pas.`);
    process.exit(2);
  }
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(join(folder, '/').length), readFileSync(path, 'utf8')];
      }),
  );
}

function open(): Machine {
  return createMachine({
    setup: {
      files: {
        ...(values.lab ? filesOf(join('labs', values.lab, 'files')) : {}),
        ...(values.mount ? filesOf(values.mount) : {}),
      },
      seed: Number(values.seed),
      start: Date.now(),
      loadBalancer: !values['no-load-balancer'],
    },
    host: nodeHost,
    edit: () => Promise.resolve(),
    terminal: {
      columns: () => process.stdout.columns ?? 80,
      write: (data, stream) => {
        process[stream].write(data);
        return Promise.resolve();
      },
    },
  });
}

/** Runs a line to its end; what waits for ever is interrupted. */
async function runLine({ shell, cluster }: Machine, line: string): Promise<void> {
  const run = shell.run(line);
  if ('needsMore' in run) return;
  const interrupt = (): void => run.interrupt();
  process.on('SIGINT', interrupt);
  const isOver = await runToEnd(cluster.clock, run.done, nodeHost);
  if (!isOver) run.interrupt();
  await run.done;
  process.off('SIGINT', interrupt);
}

async function converse(machine: Machine): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  lines.on('SIGINT', () => {
    machine.shell.cancel();
    process.stdout.write('\n');
    lines.setPrompt(machine.shell.prompt());
    lines.prompt();
  });
  lines.setPrompt(machine.shell.prompt());
  lines.prompt();
  for await (const line of lines) {
    await runLine(machine, line);
    process.stdout.write(machine.shell.news());
    lines.setPrompt(machine.shell.prompt());
    lines.prompt();
  }
}

if (values.help) {
  console.log(usage);
} else {
  const machine = open();
  if (process.stdin.isTTY) await converse(machine);
  else {
    for (const line of readFileSync(0, 'utf8').replace(/\n$/, '').split('\n')) {
      await runLine(machine, line);
    }
    if (machine.shell.isPending()) await machine.shell.end();
  }
  process.exit(machine.shell.status());
}
