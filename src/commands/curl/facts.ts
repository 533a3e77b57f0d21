import { byteLength, header } from '#cluster/network/headers.ts';
import type { Config } from './config.ts';
import type { Transfer } from './transfer.ts';
import { renderUrl } from './urls.ts';

export interface Result {
  code: number;
  message: string;
  done: Transfer | undefined;
  url: string;
}

/** The variables of `-w`. */
export function factsOf(
  config: Config,
  { code, message, done, url }: Result,
  connects: number,
): ReadonlyMap<string, string> {
  const status = String(done?.response.status ?? 0).padStart(3, '0');
  const total = done?.times.total ?? 0;
  const received = done && done.method !== 'HEAD' ? byteLength(done.response.body) : 0;
  const sent = done?.sent.body ?? 0;
  const rate = (bytes: number) => String(total > 0 ? Math.floor((bytes * 1000) / total) : 0);
  const seconds = (ms: number | undefined) => ((ms ?? 0) / 1000).toFixed(6);
  const { times } = done ?? {};
  return new Map([
    ['http_code', status],
    ['response_code', status],
    ['http_connect', '000'],
    ['http_version', done ? (done.response.protocol === 'HTTP/2' ? '2' : '1.1') : '0'],
    ['content_type', (done && header(done.response, 'content-type')) ?? ''],
    ['errormsg', code === 0 ? '' : message],
    ['exitcode', String(code)],
    ['method', done?.method ?? config.values.get('request') ?? 'GET'],
    ['num_connects', String(connects)],
    ['num_headers', String(done?.response.headers.length ?? 0)],
    ['num_redirects', String(done?.redirects ?? 0)],
    ['redirect_url', done && done.redirects === 0 ? done.redirectUrl : ''],
    ['referer', config.values.get('referer') ?? ''],
    ['remote_ip', done?.ip ?? ''],
    ['remote_port', String(done ? done.url.port : 0)],
    ['local_ip', done?.localIp ?? ''],
    ['local_port', String(done?.localPort ?? 0)],
    ['scheme', done?.url.scheme ?? ''],
    ['size_download', String(received)],
    ['size_header', String(done?.received.headers ?? 0)],
    ['size_request', String(done?.sent.headers ?? 0)],
    ['size_upload', String(sent)],
    ['speed_download', rate(received)],
    ['speed_upload', rate(sent)],
    ['ssl_verify_result', '0'],
    ['time_appconnect', seconds(times?.secure)],
    ['time_connect', seconds(times?.connect)],
    ['time_namelookup', seconds(times?.name)],
    ['time_pretransfer', seconds(times && Math.max(times.secure, times.connect) + 0.03)],
    ['time_redirect', seconds(times?.redirect)],
    ['time_starttransfer', seconds(times?.first)],
    ['time_total', seconds(total)],
    ['url', url],
    ['url_effective', done ? renderUrl(done.url) : url],
    ['urlnum', '0'],
    ['filename_effective', ''],
    ['ftp_entry_path', ''],
    ['certs', ''],
    ['num_certs', '0'],
    ['proxy_ssl_verify_result', '0'],
    ['curl_version', 'libcurl/8.16.0'],
  ]);
}
