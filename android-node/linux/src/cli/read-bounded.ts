import { UsageError } from './arguments.ts';

/** Longest text of an enrolment string, in bytes, with what surrounds it in a file. */
export const LONGEST_ENROLMENT_STRING = 2_048;

/** All that an input brings until its end; UsageError where that is more than `limit` bytes. */
export async function readBounded(input: AsyncIterable<Buffer | string>, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > limit) throw new UsageError(`the standard input brings more than ${limit} bytes`);
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}
