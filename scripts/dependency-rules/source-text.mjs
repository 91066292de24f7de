const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
const IMPORT =
  /\b(?:import|export)\b[^'"`;()=]*?\bfrom\s*(['"])([^'"\n]+)\1|(?<!-)\bimport\s*\(?\s*(['"])([^'"\n]+)\3/g;

/** The program without its comments. @param {string} source */
export function withoutComments(source) {
  return source.replace(COMMENT_OR_STRING, (found) => (found.startsWith('/') ? blank(found) : found));
}

/** The program without its comments and the contents of its strings. @param {string} source */
export function withoutText(source) {
  return source.replace(COMMENT_OR_STRING, (found) => (found.startsWith('/') ? blank(found) : "''"));
}

/** Everything that a program imports or hands on. @param {string} source @returns {string[]} */
export function importsOf(source) {
  return [...withoutComments(source).matchAll(IMPORT)].map((match) => match[2] ?? match[4]);
}

/** Lines stay where they are. */
const blank = (text) => text.replace(/[^\n]/g, ' ');
