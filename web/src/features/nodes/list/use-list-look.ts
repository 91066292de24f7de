'use client';

import { useState } from 'react';
import { type ListLook, lookCookie } from './list-look.ts';

/** How the list looks, and what chooses it anew: the server draws the next page by it. */
export function useListLook(initial: ListLook): [ListLook, (next: ListLook) => void] {
  const [look, setLook] = useState(initial);
  const choose = (next: ListLook) => {
    setLook(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = lookCookie(next);
  };
  return [look, choose];
}
