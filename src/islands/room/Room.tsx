import { useStore } from '@nanostores/react';
import { useEffect } from 'react';
import { $where } from '#session/room/entrance.ts';
import Attendee from './Attendee.tsx';
import type { RoomCourse } from './course.ts';
import Door from './Door.tsx';
import Organiser from './Organiser.tsx';

/** The page of a room: its door, its organiser's desk, or an attendee's seat. */
export default function Room({ course }: { course: RoomCourse }) {
  const where = useStore($where);
  useEffect(() => {
    document.documentElement.dataset['at'] = where.at;
  }, [where.at]);
  switch (where.at) {
    case 'door':
      return <Door course={course} place={where.place} problem={where.problem} />;
    case 'opening':
      return <output className="room">Ouverture…</output>;
    case 'desk':
      return <Organiser course={course} held={where.held} />;
    case 'seat':
      return <Attendee course={course} place={where.place} room={where.room} />;
  }
}
