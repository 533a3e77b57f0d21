import { useStore } from '@nanostores/react';
import { headcount } from '#course/room/audience.ts';
import type { OrganisedRoom } from '#session/room/organised-room.ts';
import type { RoomLab } from './course.ts';
import { counted } from './words.ts';

interface Props {
  room: OrganisedRoom;
  id: string | undefined;
  lab: RoomLab | undefined;
}

/** How many are where, of those who chose to say it: never who. */
export default function AudiencePanel({ room, id, lab }: Props) {
  const { here, hands, steps } = headcount(useStore(room.$audience), id);
  return (
    <section className="room-card" aria-labelledby="participants">
      <h2 id="participants">Participants</h2>
      <p>
        Vous ne voyez que ceux qui l’ont choisi, et jamais leur nom. Une salle ouverte à tous peut
        être faussée : ces nombres sont une indication.
      </p>
      <output className="room-hands">
        {counted(here, 'personne partage sa place', 'personnes partagent leur place')} ·{' '}
        <strong>{counted(hands, 'main levée', 'mains levées')}</strong>
      </output>
      <p>
        <button
          className="button"
          type="button"
          disabled={hands === 0}
          onClick={() => room.lowerHands()}
        >
          Baisser toutes les mains
        </button>
      </p>
      {lab && (
        <div className="room-table">
          <table>
            <caption>{lab.title}</caption>
            <thead>
              <tr>
                <th scope="col">Étape</th>
                <th scope="col">Personnes</th>
              </tr>
            </thead>
            <tbody>
              {lab.steps.map((step) => (
                <tr key={step.id}>
                  <th scope="row">{step.title}</th>
                  <td>
                    <span
                      className="room-bar"
                      style={{
                        inlineSize: `${(80 * (steps.get(step.id) ?? 0)) / Math.max(1, here)}%`,
                      }}
                    />{' '}
                    {steps.get(step.id) ?? 0}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
