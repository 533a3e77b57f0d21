import { useRef, useState } from 'react';
import { shownCode } from '#course/room/code.ts';
import { isLoopback, linkOfRoom, type RoomPlace } from '#course/room/link.ts';
import QrCode from './QrCode.tsx';

/** How people come in: a link, a code, a picture of the link. */
export default function Invitation({ place }: { place: RoomPlace }) {
  const link = linkOfRoom(place, location.href);
  const dialog = useRef<HTMLDialogElement>(null);
  const [copied, setCopied] = useState('');
  const copy = () => {
    copyText(link).then(
      () => setCopied('Lien copié.'),
      () => setCopied(`Copie refusée par le navigateur. Le lien : ${link}`),
    );
  };
  return (
    <section className="room-card" aria-labelledby="invitation">
      <h2 id="invitation">Inviter</h2>
      <Words place={place} link={link} />
      <p className="actions">
        <button
          className="button primary"
          type="button"
          onClick={() => dialog.current?.showModal()}
        >
          Afficher en grand
        </button>
        <button className="button" type="button" onClick={copy}>
          Copier le lien
        </button>
      </p>
      <output>{copied}</output>
      {isOfThisMachine(place.broker) && (
        <p className="room-note">
          Une adresse de ce lien ne vaut que sur cette machine (<code>localhost</code>) : pour que
          d’autres entrent, servez le cours et le broker à une adresse qu’ils atteignent.
        </p>
      )}
      <dialog ref={dialog} className="room-wall" aria-labelledby="mur">
        <h2 id="mur">Rejoindre la salle</h2>
        <Words place={place} link={link} />
        <form method="dialog">
          <button className="button" type="submit">
            Fermer
          </button>
        </form>
      </dialog>
    </section>
  );
}

function Words({ place, link }: { place: RoomPlace; link: string }) {
  return (
    <div className="room-invitation">
      <QrCode text={link} label="QR code du lien de la salle" />
      <dl>
        <dt>Page</dt>
        <dd>{link.replace(/#.*$/, '').replace(/^https?:\/\//, '')}</dd>
        <dt>Code</dt>
        <dd className="room-code">{shownCode(place.code)}</dd>
        <dt>Broker</dt>
        <dd>{place.broker}</dd>
      </dl>
    </div>
  );
}

/** Rejects where the page came over plain HTTP, which has no clipboard. */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

function isOfThisMachine(broker: string): boolean {
  return [location.hostname, new URL(broker).hostname].some(isLoopback);
}
