/** Lines as numbers: equal lines have equal numbers. */
export type Numbers = Int32Array;

/** 1 where a line has no counterpart in the other text. */
export interface Marks {
  from: Uint8Array;
  to: Uint8Array;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * A search that has taken this many steps is ended where it is: the script is right, but no longer the shortest. The
 * longer the texts the fewer, so that no two files keep the page waiting.
 */
const patience = (lines: number): number => Math.max(32, Math.ceil(8_000_000 / lines));

/**
 * Marks what a shortest script removes and adds, by Myers's search from both ends ("An O(ND) Difference Algorithm and Its
 * Variations", 1986): it needs two numbers a diagonal, so that a large file takes no more memory than its lines. Of
 * scripts that are equally short, the order of the search takes the one that GNU diff takes.
 */
export function markShortest(from: Numbers, to: Numbers): Marks {
  const marks = { from: new Uint8Array(from.length), to: new Uint8Array(to.length) };
  const search = createSearch(from, to);
  const mark = (box: Box, isMinimal: boolean): void => {
    let [rest, isLast] = [trimmed(from, to, box), isMinimal];
    while (rest.left < rest.right && rest.top < rest.bottom) {
      const { x, y, isFirstMinimal, isSecondMinimal } = search(rest, isLast);
      mark({ ...rest, right: x, bottom: y }, isFirstMinimal);
      rest = trimmed(from, to, { ...rest, left: x, top: y });
      isLast = isSecondMinimal;
    }
    marks.from.fill(1, rest.left, rest.right);
    marks.to.fill(1, rest.top, rest.bottom);
  };
  mark({ left: 0, right: from.length, top: 0, bottom: to.length }, false);
  return marks;
}

/** Without the equal lines at both ends. */
function trimmed(from: Numbers, to: Numbers, box: Box): Box {
  let { left, right, top, bottom } = box;
  while (left < right && top < bottom && from[left] === to[top]) [left, top] = [left + 1, top + 1];
  while (left < right && top < bottom && from[right - 1] === to[bottom - 1])
    [right, bottom] = [right - 1, bottom - 1];
  return { left, right, top, bottom };
}

interface Middle {
  x: number;
  y: number;
  /** What is before the middle, and after it, is known to be short: it may be searched to the end. */
  isFirstMinimal: boolean;
  isSecondMinimal: boolean;
}

/** Finds where the shortest paths from both corners of a box meet. A diagonal is x − y. */
function createSearch(from: Numbers, to: Numbers): (box: Box, isMinimal: boolean) => Middle {
  const zero = to.length + 1;
  const most = patience(from.length + to.length);
  const forward = new Int32Array(from.length + to.length + 3);
  const backward = new Int32Array(from.length + to.length + 3);
  return (box, isMinimal) => {
    const { left, right, top, bottom } = box;
    const ahead = createFront(forward, zero, { box, start: left - top, beyond: -1 });
    const back = createFront(backward, zero, {
      box,
      start: right - bottom,
      beyond: from.length + to.length,
    });
    const isOdd = ((left - top - right + bottom) & 1) !== 0;
    ahead.set(left - top, left);
    back.set(right - bottom, right);
    for (let steps = 1; ; steps += 1) {
      ahead.widen();
      for (let k = ahead.last; k >= ahead.first; k -= 2) {
        const [below, above] = [ahead.at(k - 1), ahead.at(k + 1)];
        let x = below < above ? above : below + 1;
        while (x < right && x - k < bottom && from[x] === to[x - k]) x += 1;
        ahead.set(k, x);
        if (isOdd && back.first <= k && k <= back.last && back.at(k) <= x) return meeting(x, k);
      }
      back.widen();
      for (let k = back.last; k >= back.first; k -= 2) {
        const [below, above] = [back.at(k - 1), back.at(k + 1)];
        let x = below < above ? below : above - 1;
        while (left < x && top < x - k && from[x - 1] === to[x - k - 1]) x -= 1;
        back.set(k, x);
        if (!isOdd && ahead.first <= k && k <= ahead.last && x <= ahead.at(k)) return meeting(x, k);
      }
      if (!isMinimal && steps >= most) return farthest(box, ahead, back);
    }
  };
}

const meeting = (x: number, diagonal: number): Middle => ({
  x,
  y: x - diagonal,
  isFirstMinimal: true,
  isSecondMinimal: true,
});

/** How far each diagonal was followed, from one corner. */
interface Front {
  readonly first: number;
  readonly last: number;
  at: (diagonal: number) => number;
  set: (diagonal: number, x: number) => void;
  /** One more step: a diagonal more on each side, or one less where the box ends. */
  widen: () => void;
}

function createFront(
  reached: Int32Array,
  zero: number,
  { box, start, beyond }: { box: Box; start: number; beyond: number },
): Front {
  const [lowest, highest] = [box.left - box.bottom, box.right - box.top];
  let [first, last] = [start, start];
  const set = (diagonal: number, x: number): void => {
    reached[zero + diagonal] = x;
  };
  return {
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    at: (diagonal) => reached[zero + diagonal] ?? 0,
    set,
    widen() {
      if (first > lowest) set((first -= 1) - 1, beyond);
      else first += 1;
      if (last < highest) set((last += 1) + 1, beyond);
      else last -= 1;
    },
  };
}

/** The point of either search that has come nearest to the other corner. */
function farthest({ left, right, top, bottom }: Box, ahead: Front, back: Front): Middle {
  let [near, far] = [
    { x: left, y: top },
    { x: right, y: bottom },
  ];
  for (let k = ahead.last; k >= ahead.first; k -= 2) {
    const x = Math.min(ahead.at(k), right, bottom + k);
    if (x + x - k > near.x + near.y) near = { x, y: x - k };
  }
  for (let k = back.last; k >= back.first; k -= 2) {
    const x = Math.max(back.at(k), left, top + k);
    if (x + x - k < far.x + far.y) far = { x, y: x - k };
  }
  const isAhead = right + bottom - (far.x + far.y) < near.x + near.y - (left + top);
  return { ...(isAhead ? near : far), isFirstMinimal: isAhead, isSecondMinimal: !isAhead };
}
