import type { JsonObject } from '#cluster/api/object.ts';
import { isRecord, numberAt, textAt, textsAt } from '#commands/kubectl/json.ts';

/** describe.DescribeProbe */
export function describeProbe(probe: JsonObject): string {
  const figures = `delay=${numberAt(probe, 'initialDelaySeconds')}s timeout=${numberAt(probe, 'timeoutSeconds')}s period=${numberAt(probe, 'periodSeconds')}s #success=${numberAt(probe, 'successThreshold')} #failure=${numberAt(probe, 'failureThreshold')}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (isRecord(exec)) return `exec [${textsAt(exec, 'command').join(' ')}] ${figures}`;
  if (isRecord(httpGet)) return `http-get ${urlOf(httpGet)} ${figures}`;
  if (isRecord(tcpSocket))
    return `tcp-socket ${textAt(tcpSocket, 'host')}:${textAt(tcpSocket, 'port')} ${figures}`;
  if (isRecord(grpc))
    return `grpc <pod>:${textAt(grpc, 'port')} ${textAt(grpc, 'service')} ${figures}`;
  return `unknown ${figures}`;
}

function urlOf(get: JsonObject): string {
  const host = textAt(get, 'host');
  const name = host.includes(':') ? `[${host}]` : host;
  const path = textAt(get, 'path');
  const escaped = encodeURI(path).replaceAll(
    /[?#[\]!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const slash = path !== '' && !path.startsWith('/') ? '/' : '';
  return `${textAt(get, 'scheme').toLowerCase()}://${name}:${textAt(get, 'port')}${slash}${escaped}`;
}
