import { expect, it } from 'vitest';
import { ProducedItems } from './produced-items.ts';

it('counts samples and events by their files, and nothing else', () => {
  const produced = new ProducedItems();
  for (const path of [
    '/private.key',
    '/fleet/n/samples/000000000001_boot_0',
    '/fleet/n/events/000000000001_boot_0',
    '/fleet/n/samples/000000000002_boot_1',
    '/fleet/n/config.json',
  ])
    produced.written(path);
  expect(produced.counts).toEqual({ samples: 2, events: 1 });
  expect(produced.bootId).toBe('boot');
});

it('does not go on where a node leaves out or repeats a number', () => {
  const produced = new ProducedItems();
  produced.written('/samples/000000000001_boot_0');
  expect(() => produced.written('/samples/000000000003_boot_2')).toThrow(/gap/);
  expect(() => produced.written('/samples/000000000001_boot_0')).toThrow(/gap/);
  expect(() => produced.written('/samples/000000000002_other_1')).toThrow(/boot id/);
});
