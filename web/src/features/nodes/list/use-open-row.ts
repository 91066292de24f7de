'use client';

import { useEffect, useRef } from 'react';

/** The row that is open beside the list is kept in view; once it is open no more, the focus returns to it. */
export function useOpenRow(of: {
  openId: string | undefined;
  show: (id: string) => void;
  focus: (id: string) => void;
}) {
  const before = useRef(of.openId);
  useEffect(() => {
    if (of.openId === before.current) return;
    if (of.openId !== undefined) of.show(of.openId);
    else if (before.current !== undefined) of.focus(before.current);
    before.current = of.openId;
  });
}
