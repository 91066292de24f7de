import { type PluginItem, transformSync } from '@babel/core';
import blockScoping from '@babel/plugin-transform-block-scoping';
import classes from '@babel/plugin-transform-classes';

/** Which machine a bundle is for: the phone's Hermes, or the one that the suites run on. */
export type Dialect = 'phone' | 'suites';

/**
 * Hermes shares one binding of `let` and `const` among all rounds of a loop, and its compiler does not say so.
 * Therefore none of them reaches it.
 */
const PLUGINS: Readonly<Record<Dialect, PluginItem[]>> = {
  phone: [blockScoping],
  suites: [classes, blockScoping],
};

/** The same program without what that machine gets wrong or does not know. */
export function lowered(script: string, dialect: Dialect): string {
  const result = transformSync(script, {
    babelrc: false,
    configFile: false,
    compact: false,
    sourceType: 'script',
    plugins: PLUGINS[dialect],
  });
  return result?.code ?? '';
}
