import Help, { type ScreenSettings } from '#islands/lab/Help.tsx';
import { versionsInWords } from '#islands/lab/words.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';

interface Props {
  replay: LabReplay;
  settings: ScreenSettings;
  onSettings: (news: Partial<ScreenSettings>) => void;
}

const intro =
  'Les commandes s’exécutent sur un cluster simulé dans cette page : tapez ce que vous voulez, une étape est faite quand le cluster est dans l’état demandé. Hors du terminal, ou pendant que le labo se joue :';

export default function LiveHelp({ replay, ...screen }: Props) {
  return (
    <Help {...screen} intro={intro}>
      Simulation de {versionsInWords(replay.versions)} : noms, adresses et durées y sont les mêmes
      pour tous.
    </Help>
  );
}
