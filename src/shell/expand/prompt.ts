import type { Environment } from '#shell/environment.ts';
import { formatTime } from '#shell/format-time.ts';

/** A prompt: the escapes of bash's manual 6.9 that do not need a terminal, then the variables in it. */
export function expandPrompt(sh: Environment, text: string): string {
  const { variables, cwd } = sh;
  const home = variables.get('HOME') ?? '';
  const folder =
    home !== '' && (cwd === home || cwd.startsWith(`${home}/`))
      ? `~${cwd.slice(home.length)}`
      : cwd;
  const time = (format: string): string => formatTime(sh.host.time.now(), format);
  const escapes: Readonly<Record<string, () => string>> = {
    u: () => variables.get('USER') ?? 'apprenant',
    h: () => (variables.get('HOSTNAME') ?? 'maillage').split('.')[0] ?? '',
    H: () => variables.get('HOSTNAME') ?? 'maillage',
    w: () => folder,
    W: () =>
      folder.includes('/') && folder !== '/' ? folder.slice(folder.lastIndexOf('/') + 1) : folder,
    $: () => (variables.get('USER') === 'root' ? '#' : '$'),
    n: () => '\n',
    r: () => '\r',
    e: () => '\x1b',
    a: () => '\x07',
    s: () => 'bash',
    v: () => '5.2',
    V: () => '5.2.37',
    j: () => String(sh.jobs.list().length),
    '!': () => String(sh.history.length + 1),
    '#': () => String(sh.history.length + 1),
    t: () => time('%H:%M:%S'),
    T: () => time('%I:%M:%S'),
    '@': () => time('%I:%M %p'),
    A: () => time('%H:%M'),
    d: () => time('%a %b %d'),
    '\\': () => '\\',
    '[': () => '',
    ']': () => '',
  };
  return text
    .replace(
      /\\D\{([^}]*)\}|\\([0-7]{3})|\\([^])/gu,
      (whole, format?: string, octal?: string, char = '') => {
        if (format !== undefined) return time(format || '%H:%M:%S');
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
        return escapes[char]?.() ?? whole;
      },
    )
    .replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*)|(\?))/gu, (_, long?: string, short?: string) => {
      const name = long ?? short;
      return name === undefined ? String(sh.status) : (variables.get(name) ?? '');
    });
}
