/** Places of values that have nothing known on either side: a line through them would show nothing. */
export function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const isKnown = (index: number) => values[index] != null;
  return Array.from(values, (_, index) => index).filter(
    (index) => isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1),
  );
}
