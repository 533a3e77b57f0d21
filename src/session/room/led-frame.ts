import { sharePresentation } from '#session/presentation.ts';
import type { JoinedRoom } from './joined-room.ts';
import { ownFrame, type LabPlace } from './lab-frame.ts';

/** The deck in the frame of an attendee's page. */
export interface LedFrame {
  /** Brings back what the attendee tried in the lab before they came back to the organiser. */
  resumeTries: () => void;
  close: () => void;
}

interface FrameOptions {
  deck: string;
  /** Names the presentation that the page and its frame share. */
  seance: string;
  onPlace: (place: LabPlace) => void;
}

const nowhere = ' ';

/** Shows in the frame what the room shows, until the attendee goes elsewhere in it. */
export function leadFrame(room: JoinedRoom, { deck, seance, onPlace }: FrameOptions): LedFrame {
  const shared = sharePresentation({
    session: seance,
    // No slide's name: what is shown first is a change, which the frame takes for later than its own beginning.
    slide: nowhere,
    onChange: ({ slide }) => room.wander(slide),
  });
  const frame = ownFrame(seance, {
    onPlace: (place) => {
      room.stand(place);
      onPlace(place);
    },
    onStrayed: () => room.detach(),
  });
  const show = (): void => {
    const { shown: wanted } = room.$following.get();
    const { slide, blank } = shared.state();
    if (wanted?.deck !== deck || (wanted.slide === slide && wanted.blank === blank)) return;
    shared.change({ slide: wanted.slide, blank: wanted.blank });
  };
  const lead = (): void => {
    const { isAttached } = room.$following.get();
    frame.lead({ ...room.$lab.get(), isAttached });
  };
  const stops = [
    room.$following.subscribe(() => {
      show();
      lead();
    }),
    room.$lab.listen(lead),
  ];
  return {
    resumeTries: () => frame.resume(),
    close: () => {
      for (const stop of stops) stop();
      shared.close();
      frame.close();
    },
  };
}
