import { expect, it } from 'vitest';
import { readDemoSettings } from './settings.ts';

it('has five devices in the data directory of the project unless told otherwise', () => {
  expect(readDemoSettings({}, '/p/android-node/linux')).toEqual({ dataDirectory: '/p/.ntmobile', nodes: 5 });
  const told = { NTM_DATA_DIR: '/d', NTM_DEMO_NODES: '12' };
  expect(readDemoSettings(told, '/p')).toEqual({ dataDirectory: '/d', nodes: 12 });
});

it.each(['0', '101', '1.5', 'many', '-1'])('refuses %s devices by the name of the variable', (text) => {
  expect(() => readDemoSettings({ NTM_DEMO_NODES: text }, '/p')).toThrow(/^NTM_DEMO_NODES is/);
});
