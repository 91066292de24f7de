import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base64UrlDecode, hexEncode } from '@ntmobile/shared';
import { z } from 'zod';
import type { Lab } from '../lab.ts';
import type { LabNode } from '../ntm-node.ts';

const enrolmentSchema = z.object({
  answer: z.object({ coordinators: z.array(z.object({ publicKey: z.string() })).min(1) }),
});

/** The coordinator's public key in hexadecimal, as every enrolled node has it. */
export function coordinatorKeyHex(lab: Lab, name: string): string {
  const text = readFileSync(join(lab.directory, `state-${name}`, 'enrolment.json'), 'utf8');
  const [coordinator] = enrolmentSchema.parse(JSON.parse(text)).answer.coordinators;
  return hexEncode(base64UrlDecode(coordinator?.publicKey ?? ''));
}

/** A node's own. */
export async function nodeKeyHex(node: LabNode): Promise<string> {
  return Buffer.from(await node.publicKey(), 'base64').toString('hex');
}
