import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { LookPanel } from './look-panel.tsx';

type Props = Parameters<typeof LookPanel>[0];

const said = (byState: Props['byState'], counts: Props['look']['counts'] = {}) =>
  renderToStaticMarkup(createElement(LookPanel, { look: { counts, nodes: [] }, byState, now: 0 }));

describe('the panel of nodes that need a look', () => {
  it('says that every node is there where none is offline', () => {
    expect(said({ online: 6 })).toContain('Every node that is in service is there,');
    expect(said({ online: 6 })).not.toContain('offline');
  });

  it('counts offline nodes, leads to them and does not call them there', () => {
    const words = said({ online: 1, offline: 5 });
    expect(words).toContain('5 nodes are offline. Every other node that is in service has');
    expect(words).toMatch(/href="\/nodes\?state=offline"[^>]*>5 offline</);
    expect(words).not.toContain('is there,');
  });

  it('says nothing good of a fleet of which nobody is there', () => {
    const words = said({ offline: 1 });
    expect(words).toContain('>none is there<');
    expect(words).toContain('1 node is offline. Look at the server');
    expect(words).not.toContain('reaches its peers');
  });

  it('counts them beside nodes that need a look as well', () => {
    expect(said({ online: 3, stale: 1, offline: 2 }, { stale: 1 })).toMatch(/>2 offline</);
  });
});
