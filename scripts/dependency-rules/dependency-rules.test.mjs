import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { at, has } from '../project.mjs';
import {
  forbiddenImports,
  forbiddenSurroundings,
  missingOnHermes,
  packageFolders,
  programs,
} from './check.mjs';
import { RULES } from './rules.mjs';
import { importsOf } from './source-text.mjs';

const packages = packageFolders();
const forbidden = (file, names) => forbiddenImports(file, names, packages);

test('every program imports only what its folder may', () => {
  const found = programs().flatMap((file) => forbidden(file, importsOf(readFileSync(at(file), 'utf8'))));
  assert.deepEqual(found, []);
});

test('what is to run anywhere takes nothing from its surroundings', () => {
  const found = programs().flatMap((file) => forbiddenSurroundings(file, readFileSync(at(file), 'utf8')));
  assert.deepEqual(found, []);
});

test('what is to run on Hermes uses nothing that it lacks', () => {
  const found = programs().flatMap((file) => missingOnHermes(file, readFileSync(at(file), 'utf8')));
  assert.deepEqual(found, []);
});

test('every workspace has a rule', () => {
  for (const folder of packages.values()) {
    assert.ok(
      RULES.some((rule) => rule.folder === folder || rule.folder.startsWith(`${folder}/`)),
      `${folder} has no rule`,
    );
  }
  assert.ok(has('shared', 'src'));
});

test('every way of importing is seen, and comments are not', () => {
  const source = `
    import 'a';
    import type { B } from "b";
    import {
      c, // from 'not this'
    } from 'c';
    export * from 'd';
    const e = await import('e');
    /* import 'not this either' */
    const text = 'https://example'; import 'f';`;
  assert.deepEqual(importsOf(source), ['a', 'b', 'c', 'd', 'e', 'f']);
});

const FORBIDDEN = [
  ['web/src/dc/a.ts', 'node:fs'],
  ['web/src/dc/a.ts', '../servers/y.ts'],
  ['web/src/dc/a.ts', 'ws'],
  ['web/src/dc/a.ts', '@ntmobile/shared/node-crypto'],
  ['android-node/core/src/a.ts', '@ntmobile/shared/node-crypto'],
  ['shared/src/wire/a.ts', 'node:crypto'],
  ['web/src/features/nodes/a.ts', '../../servers/y.ts'],
  ['web/src/features/nodes/a.ts', '../../dc/y.ts'],
  ['web/src/servers/a.ts', '../features/nodes/y.ts'],
  ['web/src/app/a.ts', '@ntmobile/node-core'],
  ['android-node/core/src/a.ts', '@ntmobile/dataplane'],
  ['android-node/linux/src/a.ts', '@ntmobile/prisma'],
  ['android-node/linux/src/a.test.ts', '../../../web/src/dc/y.ts'],
  ['shared/src/wire/a.ts', '@noble/hashes/blake2.js'],
  ['android-node/android/bundle/src/a.ts', '@ntmobile/shared/noble'],
  ['android-node/android/bundle/src/a.ts', 'node:fs'],
  ['prisma/src/a.ts', '@ntmobile/shared'],
  ['web/src/a.ts', '../../e2e/lab/lab.ts'],
  ['scripts/a.mjs', 'zod'],
];
for (const [file, name] of FORBIDDEN) {
  test(`${file} may not: ${name}`, () => assert.equal(forbidden(file, [name]).length, 1));
}

const ALLOWED = [
  ['web/src/dc/a.ts', '@ntmobile/shared'],
  ['web/src/dc/a.ts', './b.ts'],
  ['web/src/dc/a.test.ts', 'vitest'],
  ['web/src/dc/a.test.ts', '@ntmobile/shared/noble'],
  ['web/src/servers/a.ts', '../dc/y.ts'],
  ['web/src/servers/a.ts', 'mqtt'],
  ['android-node/linux/src/a.ts', '@ntmobile/dataplane'],
  ['android-node/android/bundle/src/a.ts', '@ntmobile/node-core'],
  ['android-node/android/bundle/pipeline/a.ts', 'esbuild'],
  ['shared/src/crypto/noble.ts', '@noble/hashes/blake2.js'],
  ['e2e/sim/a.ts', '../../web/src/dc/y.ts'],
  ['e2e/sim/a.ts', '@ntmobile/node-core'],
];
for (const [file, name] of ALLOWED) {
  test(`${file} may: ${name}`, () => assert.deepEqual(forbidden(file, [name]), []));
}

for (const source of [
  'const at = Date.now();',
  'const at = new Date();',
  'const n = Math.random();',
  'setTimeout(f, 1);',
  'const b = Buffer.from(x);',
  'const e = process.env.X;',
  'console.log(x);',
]) {
  test(`a state machine may not: ${source}`, () => {
    assert.equal(forbiddenSurroundings('web/src/dc/a.ts', source).length, 1);
    assert.deepEqual(forbiddenSurroundings('web/src/servers/a.ts', source), []);
  });
}

for (const source of [
  'new TextEncoder().encode(text);',
  'const { host } = new URL(text);',
  'new URLSearchParams(text);',
  'structuredClone(value);',
  'crypto.subtle.digest(a, b);',
  'list.toSorted();',
  'bytes.toBase64();',
  'names.sort((a, b) => a.localeCompare(b));',
  'for await (const packet of packets) take(packet);',
  'async function* packets() {}',
  "const codec = await import('./codec.ts');",
  'const here = import.meta.url;',
  'const changed = list.with(0, 1);',
  'const word = /[a--b]+/v;',
  'const word = /(?i:a)b/;',
]) {
  test(`what runs on Hermes may not: ${source}`, () => {
    assert.equal(missingOnHermes('android-node/core/src/a.ts', source).length, 1);
    assert.deepEqual(missingOnHermes('android-node/core/src/a.test.ts', source), []);
    assert.deepEqual(missingOnHermes('web/src/servers/a.ts', source), []);
  });
}

for (const source of [
  'crypto.x25519(a, b);',
  'parseConsoleUrl(url);',
  "import { a } from './b.ts';",
  'array.at(-1);',
  'const word = /^(?:a|b)(?=c)/dgimsuy;',
  'const half = (whole / two) / value;',
]) {
  test(`what runs on Hermes may: ${source}`, () =>
    assert.deepEqual(missingOnHermes('shared/src/a.ts', source), []));
}

test('words in comments and strings take nothing from the surroundings', () => {
  const source = `// its process. Buffer\nconst text = 'Date.now()'; /* setTimeout */ new Date(at);`;
  assert.deepEqual(forbiddenSurroundings('web/src/dc/a.ts', source), []);
});
