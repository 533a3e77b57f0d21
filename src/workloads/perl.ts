import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { debianPrograms } from './programs.ts';

/** docker.io/library/perl: knows the one line of the Job of the Kubernetes documentation. */
export const perl: Image = {
  name: 'docker.io/library/perl',
  command: ['perl', '-de0'],
  programs: [...debianPrograms, 'perl'],
  size: 350,
  start: (argv, container) => {
    const [name, ...args] = argv;
    const digits = /^print bpi\((\d+)\)$/.exec(args.at(-1) ?? '')?.[1];
    const isPi = name === 'perl' && args.includes('-Mbignum=bpi') && digits !== undefined;
    return isPi ? printPi(container, Math.min(Number(digits), 10_000)) : undefined;
  },
};

function printPi(container: Container, digits: number): MainProcess {
  let isOver = false;
  // Perl's big numbers are slow: about two seconds for 2,000 digits.
  container.clock.after(200 + Math.round((digits * digits) / 2200), () => {
    if (isOver) return;
    container.log(pi(digits));
    container.exit(0);
  });
  return {
    kill: () => {
      isOver = true;
    },
    save: () => {
      const saved = isOver;
      return () => {
        isOver = saved;
      };
    },
  };
}

/** π to so many digits in all, the last one rounded (Machin's formula). */
export function pi(digits: number): string {
  const guard = 10;
  const one = 10n ** BigInt(digits + guard);
  const arctangent = (inverse: bigint): bigint => {
    const square = inverse * inverse;
    let term = one / inverse;
    let sum = term;
    for (let n = 3n; term !== 0n; n += 2n) {
      term = -term / square;
      sum += term / n;
    }
    return sum;
  };
  const scaled = 4n * (4n * arctangent(5n) - arctangent(239n));
  const cut = 10n ** BigInt(guard + 1);
  const rounded = String((scaled + cut / 2n) / cut);
  return digits === 1 ? rounded : `${rounded.slice(0, 1)}.${rounded.slice(1)}`;
}
