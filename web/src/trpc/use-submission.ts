'use client';

import { useRef, useState } from 'react';
import { isConflict } from './call-error.ts';

/**
 * Key of the form that is being filled, and what draws the next one: once it was sent, and once it turned out to have
 * been sent before, since it would be refused for ever. What failed otherwise may have been done, and keeps its key.
 */
export function useSubmission() {
  const [submission, setSubmission] = useState(drawKey);
  const renewSubmission = () => setSubmission(drawKey());
  const renewAfter = (error: unknown) => {
    if (isConflict(error)) renewSubmission();
  };
  const isUnderWay = useRef(false);
  return {
    submission,
    renewSubmission,
    renewAfter,
    /** False for the second click of a double click, which comes before the button is drawn as closed. */
    begin: () => {
      if (isUnderWay.current) return false;
      isUnderWay.current = true;
      return true;
    },
    /** What was begun has ended, whichever way. */
    end: () => {
      isUnderWay.current = false;
    },
  };
}

/** A UUID of version 4 (RFC 9562, section 5.4), of bytes, since browsers give one to pages over https only. */
function drawKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
