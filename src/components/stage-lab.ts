import { parseDemoMessage, type DemoOrder, type DemoPlace, type LabPlace } from '#course/demo.ts';

interface Stage {
  isOn: () => boolean;
  obey: (order: DemoOrder['order']) => void;
  tell: (place: DemoPlace) => void;
}

/** The lab of the public screen, led from the speaker's window. */
export class StageLab {
  private readonly stage: Stage;
  private lab: LabPlace | undefined;
  private said = '';

  constructor(stage: Stage) {
    this.stage = stage;
    document.addEventListener('lab:place', ({ detail }) => {
      this.lab = detail;
      this.tell();
    });
  }

  hear(message: unknown): void {
    const heard = parseDemoMessage(message);
    if (heard?.type === 'demo-order') this.stage.obey(heard.order);
  }

  /** `again`: a window that has just come has heard nothing. */
  tell({ again } = { again: false }): void {
    const isOn = this.stage.isOn();
    const place: DemoPlace = { type: 'demo-place', isOn, ...(this.lab && { lab: this.lab }) };
    const text = JSON.stringify(place);
    if (text === this.said && !again) return;
    this.said = text;
    this.stage.tell(place);
  }
}
