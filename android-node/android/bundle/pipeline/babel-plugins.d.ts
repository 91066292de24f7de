declare module '@babel/plugin-transform-block-scoping' {
  import type { PluginItem } from '@babel/core';

  const plugin: PluginItem;
  export default plugin;
}

declare module '@babel/plugin-transform-classes' {
  import type { PluginItem } from '@babel/core';

  const plugin: PluginItem;
  export default plugin;
}
