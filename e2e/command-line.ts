/**
 * What a program of this folder is asked to do. Ends the program with its usage where that is asked for (exit code 0),
 * and where `read` throws, which then says in a sentence what cannot be used (exit code 2).
 */
export function optionsOrExit<Options>(read: (words: readonly string[]) => Options, usage: string): Options {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return read(words);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
