'use client';

import { useState } from 'react';

/**
 * Key of the form that is being filled, and what draws the next one once it was sent. Of bytes, since browsers give a
 * UUID to pages over https only.
 */
export function useSubmission(): { submission: string; renewSubmission: () => void } {
  const [submission, setSubmission] = useState(drawKey);
  return { submission, renewSubmission: () => setSubmission(drawKey()) };
}

/** A UUID of version 4 (RFC 9562, section 5.4). */
function drawKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
