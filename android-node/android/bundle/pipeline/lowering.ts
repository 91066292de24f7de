import { type PluginItem, type PluginObj, transformSync } from '@babel/core';
import blockScoping from '@babel/plugin-transform-block-scoping';
import classes from '@babel/plugin-transform-classes';

/** Which machine a bundle is for: the phone's Hermes, or the one that the suites run on. */
export type Dialect = 'phone' | 'suites';

/** The older machine knows no Unicode properties; this is the one that is used, and it never changes. */
const controlCharacters: PluginObj = {
  visitor: {
    RegExpLiteral({ node }) {
      node.pattern = node.pattern.replaceAll('\\p{Cc}', '\\u0000-\\u001f\\u007f-\\u009f');
    },
  },
};

/**
 * Hermes shares one binding of `let` and `const` among all rounds of a loop, and its compiler does not say so.
 * Therefore none of them reaches it.
 */
const PLUGINS: Readonly<Record<Dialect, PluginItem[]>> = {
  phone: [blockScoping],
  suites: [controlCharacters, classes, blockScoping],
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
