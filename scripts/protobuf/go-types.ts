/**
 * Reads the Go types that a binary carries for reflection (internal/abi/type.go, Go 1.25): enough to know the
 * protobuf field of each JSON field, which Kubernetes writes in struct tags. For ELF files that are not position independent.
 */
export interface GoField {
  name: string;
  tag: string;
  type: GoType;
}

export interface GoType {
  kind: GoKind;
  /** Package and name, for a type that has one: `k8s.io/api/core/v1.Pod`. */
  name: string;
  fields: GoField[];
  /** Of a pointer, a slice, a map. */
  element?: GoType;
}

export type GoKind =
  'bool' | 'integer' | 'float' | 'string' | 'pointer' | 'slice' | 'map' | 'struct' | 'other';

const kinds: Record<number, GoKind> = {
  1: 'bool',
  13: 'float',
  14: 'float',
  21: 'map',
  22: 'pointer',
  23: 'slice',
  24: 'string',
  25: 'struct',
};
for (let kind = 2; kind <= 12; kind += 1) kinds[kind] = 'integer';

interface Section {
  address: number;
  offset: number;
  size: number;
}

const typeSize = 48;
/** Of a type's own description, after which comes the uncommon part. */
const ownSizes: Partial<Record<GoKind, number>> = {
  struct: 80,
  slice: 56,
  string: 48,
  integer: 48,
  bool: 48,
};

export class GoTypes {
  private readonly bytes: Buffer;
  private readonly sections: Map<string, Section>;
  private readonly known = new Map<number, GoType>();

  constructor(binary: Buffer) {
    this.bytes = binary;
    this.sections = readSections(binary);
  }

  /** Every struct that can be reached, by its full name. */
  structs(): Map<string, GoType> {
    const links = this.section('.typelink');
    const { address } = this.section('.rodata');
    for (let at = 0; at < links.size; at += 4) {
      this.typeAt(address + this.bytes.readInt32LE(links.offset + at));
    }
    return new Map(
      [...this.known.values()].flatMap((type) =>
        type.kind === 'struct' && type.name ? [[type.name, type] as const] : [],
      ),
    );
  }

  private typeAt(address: number): GoType {
    const known = this.known.get(address);
    if (known) return known;
    const at = this.offsetOf(address);
    const kind = kinds[this.bytes.readUInt8(at + 23) & 31] ?? 'other';
    const type: GoType = { kind, name: this.nameOf(at, kind), fields: [] };
    this.known.set(address, type);
    if (kind === 'pointer' || kind === 'slice')
      type.element = this.typeAt(this.pointer(at + typeSize));
    if (kind === 'map') type.element = this.typeAt(this.pointer(at + typeSize + 8));
    if (kind === 'struct') type.fields = this.fieldsOf(at);
    return type;
  }

  private fieldsOf(at: number): GoField[] {
    const first = this.offsetOf(this.pointer(at + typeSize + 8));
    const count = this.pointer(at + typeSize + 16);
    return Array.from({ length: count }, (_, index) => {
      const field = first + index * 24;
      return { ...this.readName(this.pointer(field)), type: this.typeAt(this.pointer(field + 8)) };
    });
  }

  /** Named types keep their package behind their own description (abi.UncommonType). */
  private nameOf(at: number, kind: GoKind): string {
    const flags = this.bytes.readUInt8(at + 20);
    const [hasUncommon, hasStar, isNamed] = [flags & 1, flags & 2, flags & 4];
    if (!isNamed || !hasUncommon) return '';
    const { address } = this.section('.rodata');
    const { name } = this.readName(address + this.bytes.readInt32LE(at + 40));
    const size = ownSizes[kind];
    if (size === undefined) return name;
    const packageAt = this.bytes.readInt32LE(at + size);
    const { name: from } = packageAt ? this.readName(address + packageAt) : { name: '' };
    return `${from}.${name.slice(hasStar ? 1 : 0).replace(/^.*\./, '')}`;
  }

  private readName(address: number): { name: string; tag: string } {
    const at = this.offsetOf(address);
    const name = this.readText(at + 1);
    const tag = this.bytes.readUInt8(at) & 2 ? this.readText(name.end).text : '';
    return { name: name.text, tag };
  }

  private readText(at: number): { text: string; end: number } {
    let [length, shift, start] = [0, 0, at];
    for (let byte = 0x80; byte & 0x80; shift += 7) {
      byte = this.bytes.readUInt8(start);
      start += 1;
      length |= (byte & 0x7f) << shift;
    }
    return { text: this.bytes.toString('utf8', start, start + length), end: start + length };
  }

  private pointer(offset: number): number {
    return Number(this.bytes.readBigUInt64LE(offset));
  }

  private offsetOf(address: number): number {
    for (const section of this.sections.values()) {
      const inside = address - section.address;
      if (inside >= 0 && inside < section.size) return section.offset + inside;
    }
    throw new Error(`nothing at ${address.toString(16)}`);
  }

  private section(name: string): Section {
    const section = this.sections.get(name);
    if (!section) throw new Error(`the binary has no ${name}`);
    return section;
  }
}

function readSections(bytes: Buffer): Map<string, Section> {
  const table = Number(bytes.readBigUInt64LE(40));
  const [size, count, names] = [
    bytes.readUInt16LE(58),
    bytes.readUInt16LE(60),
    bytes.readUInt16LE(62),
  ];
  const read = (index: number) => {
    const at = table + index * size;
    return {
      name: bytes.readUInt32LE(at),
      isInFile: bytes.readUInt32LE(at + 4) !== 8,
      address: Number(bytes.readBigUInt64LE(at + 16)),
      offset: Number(bytes.readBigUInt64LE(at + 24)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
    };
  };
  const strings = read(names).offset;
  return new Map(
    Array.from({ length: count }, (_, index) => read(index))
      .filter(({ isInFile, address }) => isInFile && address > 0)
      .map(({ name, ...section }) => {
        const end = bytes.indexOf(0, strings + name);
        return [bytes.toString('latin1', strings + name, end), section] as const;
      }),
  );
}
