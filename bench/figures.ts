/** The value below which this part of all values lies: 0.5 is the median. */
export function share(values: number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}

export const round = (value: number) => Math.round(value * 1_000) / 1_000;
