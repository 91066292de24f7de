/** Something that whoever runs the process can put right: its message is a sentence with the next step. */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError';
}

/** A port is taken or may not be used. */
export class PortError extends ExpectedError {
  override readonly name = 'PortError';
}
