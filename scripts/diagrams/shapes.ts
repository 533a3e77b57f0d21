import type { Role } from './roles.ts';

/** A part of a drawn diagram. `bounds` is in the coordinates of the whole drawing. */
export type Shape = { role: Role; bounds: Bounds } & (Box | Disc | Line | Words);

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Box {
  type: 'box';
}

interface Disc {
  type: 'disc';
}

interface Line {
  type: 'line';
  d: string;
  /** Where the origin of `d` is. */
  dx: number;
  dy: number;
  /** Whether `d` is the outline of a node. */
  closed: boolean;
  start: Head | null;
  end: Head | null;
}

export type Head = 'arrow' | 'open' | 'cross' | 'disc';

interface Words {
  type: 'words';
  text: string;
  size: number;
  bold: boolean;
}
