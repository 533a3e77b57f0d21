import type { Getline } from './ast.ts';
import { runOf, whenDone, type Code, type Frame, type Soon } from './code.ts';
import type { ExpressionCompiler, Place } from './compile-expression.ts';
import type { Machine } from './machine.ts';
import type { InputRecord } from './record-reader.ts';
import { UserInput, type Value } from './values.ts';

/** getline, in its forms: 1 for a record, 0 at the end, -1 where it cannot be read. */
export function compileGetline(
  compiler: ExpressionCompiler,
  { from, target }: Getline,
): Code<Value> {
  const { machine, inputs } = compiler;
  const place = target && runOf(compiler.place(target));
  const put = (frame: Frame, record: InputRecord): Soon<number> =>
    whenDone(place?.(frame), (one) => {
      take(machine, record, one);
      return 1;
    });
  if (!from)
    return {
      wait: async (frame) => {
        const record = await machine.nextRecord();
        if (!record) return 0;
        machine.records += 1;
        machine.fileRecords += 1;
        return put(frame, record);
      },
    };
  const name = runOf(compiler.text(from.name));
  return {
    wait: async (frame) => {
      const record = await inputs.next(from.type, await name(frame));
      if (!record) return 0;
      if (!('reason' in record)) return put(frame, record);
      machine.set('ERRNO', record.reason);
      return -1;
    },
  };
}

function take(machine: Machine, { text, end }: InputRecord, place: Place | undefined): void {
  machine.set('RT', end);
  if (place) place.set(new UserInput(text));
  else machine.record.setText(text);
}
