/** `direction|port|subset|host`, the name of a cluster that istiod makes (pilot/pkg/model/push_context.go, ParseSubsetKey). */
export interface SubsetKey {
  readonly direction: string;
  readonly subset: string;
  readonly host: string;
  readonly port: number;
}

/** Undefined for a name of another form. */
export function parseSubsetKey(name: string): SubsetKey | undefined {
  const [direction = '', port = '', subset = '', host] = name.split('|');
  return host === undefined ? undefined : { direction, subset, host, port: Number(port) || 0 };
}

/** By host, subset, port and direction; a name of another form is all host. */
export function isBefore(a: string, b: string): boolean {
  const [one, other] = [sortKey(a), sortKey(b)];
  for (const [at, value] of one.entries()) {
    const next = other[at];
    if (value !== next) return next !== undefined && value < next;
  }
  return false;
}

function sortKey(name: string): readonly (string | number)[] {
  const key = parseSubsetKey(name);
  return key ? [key.host, key.subset, key.port, key.direction] : [name, '', 0, ''];
}
