import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNodeId } from '../ids.ts';
import { everyNodeFilter, LEAVES, type Leaf, leavesOf, nodeTopic, parseTopic } from './topics.ts';

const NODE = formatNodeId(new Uint8Array(16).fill(0xfa));

describe('topics', () => {
  it('come back from their text for every leaf and node', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.constantFrom(...Object.keys(LEAVES)),
        (id, leaf) => {
          const node = formatNodeId(id);
          expect(parseTopic(nodeTopic(node, leaf as Leaf))).toEqual({ node, leaf });
        },
      ),
    );
  });

  it.each([
    '',
    'ntm/v1/node/',
    `ntm/v1/node/${NODE}`,
    `ntm/v1/node/${NODE}/`,
    `ntm/v1/node/${NODE}/config`,
    `ntm/v1/node/${NODE}/telemetry/`,
    `ntm/v1/node/${NODE}/toString`,
    `ntm/v2/node/${NODE}/telemetry`,
    `/ntm/v1/node/${NODE}/telemetry`,
    `ntm/v1/node/${NODE.toUpperCase()}/telemetry`,
    `ntm/v1/node/${NODE.slice(1)}/telemetry`,
    'ntm/v1/node/+/telemetry',
    'ntm/v1/node/#',
    `$share/x/ntm/v1/node/${NODE}/telemetry`,
  ])('refuse %j', (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
  });

  it('let a node write nothing that the server writes', () => {
    expect(leavesOf('up')).not.toContain('config/desired');
    expect(leavesOf('up').length + leavesOf('down').length).toBe(Object.keys(LEAVES).length);
    expect(everyNodeFilter('presence')).toBe('ntm/v1/node/+/presence');
  });
});
