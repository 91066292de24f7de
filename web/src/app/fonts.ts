import localFont from 'next/font/local';

/*
 * Geist (SIL OFL 1.1) of the package `geist`, whose own entry lets text be drawn in another font first and changes it
 * then: lines break elsewhere, and the page moves under the reader. Here a font that is not there in time is left for
 * the next page.
 */

/** Sans, for all text. */
export const sans = localFont({
  src: '../../../node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2',
  variable: '--font-geist-sans',
  weight: '100 900',
  display: 'optional',
});

/** Mono, for what is copied. */
export const mono = localFont({
  src: '../../../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  display: 'optional',
  adjustFontFallback: false,
  fallback: ['ui-monospace', 'Menlo', 'Consolas', 'Liberation Mono', 'monospace'],
});
