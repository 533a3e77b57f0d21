import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FromWorker, LogLine, SessionSetup, ToWorker } from '#schemas/messages.ts';
import { openLab } from '#session/lab-opening.ts';
import { ownFrame, type LabPlace } from './lab-frame.ts';
import { followRoom, labInRoom } from './led-lab.ts';

const setup: SessionSetup = { files: {}, seed: 1, start: 0, loadBalancer: true, steps: [] };
const line = (at: number): LogLine => ({ at, text: `echo ${at}`, typed: [] });
const [one, two, own] = [line(1), line(2), line(3)];
const closes: (() => void)[] = [];

beforeEach(() => {
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  });
});
afterEach(() => {
  for (const close of closes.splice(0)) close();
  vi.unstubAllGlobals();
});

let seances = 0;

/** A lab in the frame of a room, the room's page beside it, and the worker, which says what it is told to. */
async function openInRoom() {
  const seance = `essai-${(seances += 1)}`;
  const sent: ToWorker[] = [];
  let hear: (message: FromWorker) => void = () => undefined;
  const opening = openLab({
    lab: labInRoom('tp'),
    setup,
    fragment: '',
    forgetFragment: () => undefined,
    columns: () => 80,
    after: () => () => undefined,
    start: () => ({
      send: (message) => void sent.push(message),
      listen: (listener) => {
        hear = listener;
        return () => undefined;
      },
      stop: () => undefined,
    }),
  });
  const places: LabPlace[] = [];
  const strayed = vi.fn<() => void>();
  const owner = ownFrame(seance, { onPlace: (place) => places.push(place), onStrayed: strayed });
  closes.push(() => opening.close(), owner.close);
  await vi.waitFor(() => expect(opening.$opening.get().state).toBe('ready'));
  followRoom(opening, { lab: 'tp', seance });
  const restored = (lines: readonly LogLine[]): void => {
    const entries = lines.map((each) => ({ line: each, output: [], exitCode: 0, lasted: 0 }));
    hear({ type: 'restored', entries });
    hear({ type: 'prompt', text: '$ ', exitCode: 0 });
  };
  const type = (typed: LogLine): void => {
    hear({ type: 'started', line: typed });
    hear({ type: 'ended', entry: { line: typed, output: [], exitCode: 0, lasted: 0 } });
  };
  const lead = (lines: readonly LogLine[], isAttached = true): void =>
    owner.lead({ session: { lab: 'tp', lines }, isTooLong: false, isAttached });
  const wentTo = () => sent.filter((message) => message.type === 'go').map(({ log }) => log);
  return { owner, restored, type, lead, wentTo, strayed, last: () => places.at(-1) };
}

it('goes where the organiser’s lab is, one move at a time, to the latest', async () => {
  const { restored, lead, wentTo, strayed } = await openInRoom();
  restored([]);
  lead([one]);
  await vi.waitFor(() => expect(wentTo()).toEqual([[one]]));
  lead([one, two]);
  lead([one, two, own]);
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  expect(wentTo()).toHaveLength(1);
  restored([one]);
  expect(wentTo()).toEqual([[one], [one, two, own]]);
  restored([one, two, own]);
  expect(strayed).not.toHaveBeenCalled();
});

it('leaves the organiser with the first command of the attendee, which coming back sets aside', async () => {
  const { owner, restored, type, lead, wentTo, strayed, last } = await openInRoom();
  restored([]);
  lead([one]);
  await vi.waitFor(() => expect(wentTo()).toEqual([[one]]));
  restored([one]);
  type(own);
  await vi.waitFor(() => expect(strayed).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(last()).toMatchObject({ lab: 'tp', tries: 2, aside: 0 }));

  lead([one, two], false);
  lead([one, two], true);
  await vi.waitFor(() => expect(wentTo().at(-1)).toEqual([one, two]));
  restored([one, two]);
  await vi.waitFor(() => expect(last()).toMatchObject({ tries: 0, aside: 2 }));

  lead([one, two], false);
  owner.resume();
  await vi.waitFor(() => expect(wentTo().at(-1)).toEqual([one, own]));
});

it('begins as the organiser does who has no session, and stays where one is too long', async () => {
  const { owner, restored, wentTo } = await openInRoom();
  restored([one]);
  owner.lead({ session: undefined, isTooLong: true, isAttached: true });
  owner.lead({ session: undefined, isTooLong: false, isAttached: true });
  await vi.waitFor(() => expect(wentTo()).toEqual([[]]));
});

it('takes undoing for going on alone, and a damaged message for nothing', async () => {
  const { restored, lead, wentTo, strayed } = await openInRoom();
  restored([]);
  const channel = new BroadcastChannel(`maillage:salle:essai-${seances}`);
  for (const message of [null, 'led', { type: 'led' }, { type: 'led', isTooLong: 1 }])
    channel.postMessage(message);
  channel.close();
  lead([one]);
  await vi.waitFor(() => expect(wentTo()).toEqual([[one]]));
  restored([one]);
  restored([]);
  await vi.waitFor(() => expect(strayed).toHaveBeenCalledOnce());
});
