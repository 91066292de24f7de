/** Where a node keeps its state unless it is told otherwise. */
export const DEFAULT_STATE = '/var/lib/ntm-node';

/** The line that prints what the commands are, from a clone: npx takes a first option for one of its own. */
export const HELP_LINE = 'npx --no ntm-node -- --help';

/**
 * The whole line that runs a command from a clone, as a person may copy it into a shell: with the state directory where
 * it is not the usual one, and with sudo for whoever came with it.
 */
export function cloneLine(
  command: string,
  state: string,
  environment: Record<string, string | undefined> = process.env,
): string {
  const sudo = environment.SUDO_USER === undefined ? '' : 'sudo ';
  const where = state === DEFAULT_STATE ? '' : ` --state ${quoted(state)}`;
  return `${sudo}npx --no ntm-node ${command}${where}`;
}

/** The line that enrols a node of this state directory anew. */
export function enrolAgainLine(state: string, environment?: Record<string, string | undefined>): string {
  return cloneLine("enrol 'ENROLMENT-STRING' --again", state, environment);
}

function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
