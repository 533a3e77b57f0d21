import { useLab } from './use-lab.ts';

export interface LabProps {
  /** Address of the lab's JSON. */
  url: string;
  /** Id of the lab, under which its progress is kept. */
  lab: string;
  /** For a slide: fewer words, no help. */
  compact?: boolean;
}

/** A lab in a terminal, live or replayed. It loads when it is mounted: mount it when the learner opens it. */
export default function Lab({ url, lab, compact = false }: LabProps) {
  const loaded = useLab(url, lab);
  switch (loaded.state) {
    case 'loading':
      return (
        <div className="lab" data-state="loading">
          <output className="lab-message">Chargement du labo…</output>
        </div>
      );
    case 'failed':
      return (
        <div className="lab" data-state="failed">
          <div className="lab-message" role="alert">
            <p>
              <strong>Le labo n’a pas pu s’ouvrir.</strong> {loaded.message}
            </p>
            <button className="button" type="button" onClick={loaded.retry}>
              Réessayer
            </button>
          </div>
        </div>
      );
    case 'live': {
      const { LiveLab, replay, opening } = loaded;
      return <LiveLab replay={replay} opening={opening} compact={compact} />;
    }
    case 'ready': {
      const { LabPlayer, replay, session } = loaded;
      return <LabPlayer replay={replay} session={session} compact={compact} />;
    }
  }
}
