/** A time that was never set: Go writes it as null, the models know only text. */
export const never: string = JSON.parse('null');
