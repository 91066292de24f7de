/** Colours and font of the present theme, in the words of a canvas. */
export interface ChartColours {
  colour(token: string): string;
  /** The same, as thin as the area under a line. */
  area(token: string): string;
  readonly font: string;
}

/** Reads them from the page; a canvas knows no custom properties. */
export function chartColours(): ChartColours {
  const styles = getComputedStyle(document.documentElement);
  const colour = (token: string) => styles.getPropertyValue(token).trim();
  const opacity = Math.round(Number(colour('--chart-area') || '0.16') * 255).toString(16);
  return {
    colour,
    area: (token) => `${colour(token)}${opacity.padStart(2, '0')}`,
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
  };
}
