// Writes build/core.js, and build/core.hbc where there is a compiler for this machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytecodeOf, bytecodeVersion, compilerPath } from './bytecode.ts';
import { phoneBundle } from './phone-bundle.ts';

const target = (name: string) => fileURLToPath(new URL(`../build/${name}`, import.meta.url));

mkdirSync(target(''), { recursive: true });
const { text } = await phoneBundle();
writeFileSync(target('core.js'), text);
console.log(`build/core.js: ${text.length} bytes`);

const compiler = compilerPath();
if (compiler === undefined) {
  console.log(`build/core.hbc: not made, there is no compiler for ${process.platform}-${process.arch}`);
} else {
  const bytecode = bytecodeOf(text, compiler);
  writeFileSync(target('core.hbc'), bytecode);
  console.log(`build/core.hbc: ${bytecode.length} bytes, bytecode version ${bytecodeVersion(bytecode)}`);
}
