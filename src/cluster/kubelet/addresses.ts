import type { Restore } from '#cluster/clock/clock.ts';

/** Pod addresses, handed out by node in turn, as kindnet's host-local IPAM does: a freed one waits until the range is through. */
export interface Addresses {
  /** Undefined when the node has none left. */
  take: (node: string, podCidr: string) => string | undefined;
  free: (node: string, ip: string) => void;
  save: () => Restore;
}

interface Range {
  readonly next: number;
  readonly taken: ReadonlySet<number>;
}

export function createAddresses(): Addresses {
  let ranges = new Map<string, { next: number; taken: Set<number> }>();
  return {
    take: (node, podCidr) => {
      const [base = '', bits = '24'] = podCidr.split('/');
      const size = 2 ** (32 - Number(bits));
      const range = ranges.get(node) ?? { next: 2, taken: new Set() };
      for (let tries = 0; tries < size; tries += 1) {
        const address = numberOf(base) + range.next;
        range.next = range.next + 1 >= size - 1 ? 2 : range.next + 1;
        if (range.taken.has(address)) continue;
        range.taken.add(address);
        ranges.set(node, range);
        return textOf(address);
      }
      return undefined;
    },
    free: (node, ip) => {
      ranges.get(node)?.taken.delete(numberOf(ip));
    },
    save: () => {
      const saved = [...ranges].map(([node, { next, taken }]): [string, Range] => [
        node,
        { next, taken: new Set(taken) },
      ]);
      return () => {
        ranges = new Map(
          saved.map(([node, { next, taken }]) => [node, { next, taken: new Set(taken) }]),
        );
      };
    },
  };
}

function numberOf(ip: string): number {
  return ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
