/** A log, as far as the console's lines need one. */
export interface SeverityLog {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

/** What the console is told from now on is told to this log: one line an event, without what a terminal would obey. */
export function consoleToLog(log: SeverityLog): void;
