import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from '../project.mjs';
import { HERMES_LACKS, ON_HERMES, RULES, SURROUNDINGS, TESTS_MAY, WITHOUT_SURROUNDINGS } from './rules.mjs';
import { withoutText } from './source-text.mjs';

const SKIPPED = new Set(['node_modules', 'generated', 'build', '.next', '.git', '.ntmobile', 'coverage']);

/** Every program of the tree, as paths below the root. @returns {string[]} */
export function programs(folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : programs(path);
    return /\.(?:ts|tsx|mjs|mts|js)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** Names of this tree's packages, with their folders. @returns {Map<string, string>} */
export function packageFolders() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const nameOf = (folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).name;
  return new Map(workspaces.map((folder) => [nameOf(folder), folder]));
}

/**
 * Sentences about imports that the rules forbid.
 * @param {string} file path below the root
 * @param {string[]} names what it imports
 * @param {Map<string, string>} packages
 * @returns {string[]}
 */
export function forbiddenImports(file, names, packages) {
  const rule = ruleOf(file);
  if (rule === undefined) return [];
  const may = [rule.folder, ...rule.may, ...(isTest(file) ? TESTS_MAY : [])];
  const mayNot = isTest(file) ? [] : (rule.mayNot ?? []);
  const within = (folders, path) => folders.some((folder) => covers(folder, path));
  return names
    .filter((name) => {
      const path = target(file, name, packages);
      return !within(may, path) || within(mayNot, path);
    })
    .map((name) => `${file} imports '${name}', but ${rule.folder} may not: ${rule.why}`);
}

/** Sentences about what a program takes from its surroundings although it must be given it. */
export function forbiddenSurroundings(file, source) {
  return isRuled(file, WITHOUT_SURROUNDINGS) ? found(file, source, SURROUNDINGS) : [];
}

/** Sentences about what a program uses that Hermes does not have. */
export function missingOnHermes(file, source) {
  return isRuled(file, ON_HERMES) ? found(file, source, HERMES_LACKS) : [];
}

const isRuled = (file, folders) => !isTest(file) && folders.some((folder) => covers(folder, file));

function found(file, source, patterns) {
  const code = withoutText(source);
  return patterns.flatMap(({ pattern, instead }) => {
    const match = pattern.exec(code);
    if (match === null) return [];
    const line = code.slice(0, match.index).split('\n').length;
    return [`${file}:${line} uses ${match[0].trim()}: ${instead}`];
  });
}

/** The rule of the deepest folder that holds a file. */
export function ruleOf(file) {
  return RULES.filter(({ folder }) => covers(folder, file)).sort(
    (a, b) => b.folder.length - a.folder.length,
  )[0];
}

/** Tests, and what only they use, stand beside the code. */
const isTest = (file) =>
  /\.test\.\w+$|(?:^|\/)testing\/|^android-node\/\w+\/test\/|vitest\.config\.|\.bench\.\w+$/.test(file);

/** What an import names: a path below the root, `node:NAME`, or `npm:PACKAGE`. */
function target(file, name, packages) {
  if (name.startsWith('.')) return normalize(join(dirname(file), name));
  if (name.startsWith('node:')) return name;
  const [first, second, ...rest] = name.split('/');
  const own = packages.get(`${first}/${second}`);
  if (own === undefined) return `npm:${first.startsWith('@') ? `${first}/${second}` : first}`;
  // A package is entered by its exports, which are its sources.
  return [own, ...(own === 'prisma' || own.endsWith('dataplane') ? rest : ['src', ...rest])].join('/');
}

/** Whether a path lies in what a rule names. */
function covers(allowed, path) {
  if (allowed.endsWith(':*')) return path.startsWith(allowed.slice(0, -1));
  return path === allowed || path.startsWith(`${allowed}/`);
}
