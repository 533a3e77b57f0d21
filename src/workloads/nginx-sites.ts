import type { Container } from '#cluster/kubelet/image.ts';
import { ofLastText } from '#process/of-last-text.ts';
import { statAt } from './file-at.ts';

export interface Site {
  port: number;
  root: string;
}

const known = new Set([
  'server',
  'listen',
  'server_name',
  'location',
  'root',
  'index',
  'error_page',
  'access_log',
  'error_log',
  'charset',
  'sendfile',
  'keepalive_timeout',
]);

/** Servers of /etc/nginx/conf.d, or the directive that is not simulated. */
export function readSites({ files }: Container): readonly Site[] | string {
  const folder = '/etc/nginx/conf.d';
  const names = statAt(files, folder)
    ? files.list(folder).filter((name) => name.endsWith('.conf'))
    : [];
  return parseSites(names.map((name) => files.readText(`${folder}/${name}`)).join('\n'));
}

const parseSites = ofLastText((given: string): readonly Site[] | string => {
  const text = given.replace(/#.*/g, '');
  const unknown = [...text.matchAll(/(?:^|[;{}])\s*([a-z_]+)/g)].find(
    ([, directive = '']) => !known.has(directive),
  );
  if (unknown?.[1] !== undefined) return unknown[1];
  const sites = text
    .split(/\bserver\s*\{/)
    .slice(1)
    .map((server) => ({
      port: Number(/\blisten\s+(?:[\d.]+:)?(\d+)/.exec(server)?.[1] ?? 80),
      root: /\broot\s+([^;\s]+)/.exec(server)?.[1] ?? '/etc/nginx/html',
    }));
  return [...new Map(sites.map((site) => [site.port, site])).values()];
});
