import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { at } from '../project.mjs';

/** The oldest versions without a known hole that matters here; older ones must not come back by a resolved conflict. */
const floor = JSON.parse(readFileSync(new URL('floor.json', import.meta.url), 'utf8'));
const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'));

/** Negative when `a` is older; a pre-release is older than its release. */
function compare(a, b) {
  const parts = (version) => version.split('-')[0].split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  const at = left.findIndex((value, index) => value !== right[index]);
  if (at >= 0) return left[at] - right[at];
  return Number(b.includes('-')) - Number(a.includes('-'));
}

for (const [name, oldest] of Object.entries(floor)) {
  test(`every ${name} in the lock is at least ${oldest}`, () => {
    const found = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    assert.ok(found.length > 0, `${name} is not in the lock: take it off the floor`);
    const old = found.filter(([, { version }]) => compare(version, oldest) < 0).map(([path]) => path);
    assert.deepEqual(old, []);
  });
}

test('versions are ordered by number, and a pre-release comes before its release', () => {
  const ordered = ['4.24.9', '4.24.15-beta.1', '4.24.15', '16.2.6', '16.10.0'];
  for (const [index, version] of ordered.entries()) {
    for (const later of ordered.slice(index + 1))
      assert.ok(compare(version, later) < 0, `${version} ${later}`);
  }
});
