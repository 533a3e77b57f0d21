import { useStore } from '@nanostores/react';
import { useState } from 'react';
import type { Advice } from '#schemas/messages.ts';
import type { LiveSession } from '#session/live-session.ts';

/** What a usual mistake of the last line is, and the way out of it. */
export default function AdviceNote({ session }: { session: LiveSession }) {
  const advice = useStore(session.$advice);
  const [closed, setClosed] = useState<readonly Advice[]>();
  const isShown = advice.length > 0 && advice !== closed;
  return (
    <div className={isShown ? 'live-advice' : undefined}>
      <output>
        {isShown && (
          <>
            <strong>Que s’est-il passé ?</strong>
            {advice.map(({ id, text }) => (
              <span key={id}>
                <WithCode text={text} />
              </span>
            ))}
          </>
        )}
      </output>
      {isShown && (
        <button className="lab-button" type="button" onClick={() => setClosed(advice)}>
          Fermer cette explication
        </button>
      )}
    </div>
  );
}

/** Markdown's `code`, and nothing else of it. */
function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, at) =>
    at % 2 === 1 ? (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of a text never move
      <code key={at} className="notranslate" translate="no">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
