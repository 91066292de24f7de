'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dropReadings } from './drop-readings.ts';

/** Whether a page stays as it is, and what stops it or lets it go on, which begins with reading what it missed. */
export function usePause() {
  const client = useQueryClient();
  const [paused, setPaused] = useState(false);
  const toggle = (read: () => unknown) => {
    setPaused(!paused);
    if (paused) read();
    else dropReadings(client);
  };
  return { paused, toggle };
}
