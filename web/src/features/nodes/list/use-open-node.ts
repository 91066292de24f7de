'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import { formatFilter, type NodeFilter } from './list-filter.ts';

const NODE_ID = /^[a-z2-7]{26}$/;
/** Narrower than this there is no place beside the list: a node is its page. */
const ROOM_BESIDE = '(min-width: 1024px)';

/** The node that is open beside the list, as the page's address says. */
export function useOpenNode() {
  const router = useRouter();
  const parameters = useSearchParams();
  const named = parameters.get('node');
  const openId = named !== null && NODE_ID.test(named) ? named : undefined;
  const tab = parameters.get('tab');
  const pageOf = (id: string) => `/nodes/${id}${tab === null ? '' : `?tab=${tab}`}`;

  function addressWith(id: string | undefined): string {
    const next = new URLSearchParams(parameters);
    if (id === undefined) {
      next.delete('node');
      next.delete('tab');
    } else next.set('node', id);
    const query = next.toString().replaceAll('%2C', ',');
    return query === '' ? '/nodes' : `/nodes?${query}`;
  }

  return {
    openId,
    pageOf,
    /** Opens a node beside the list, or, where it is open already or there is no room, as its page. */
    open: (id: string) => {
      if (id === openId || !matchMedia(ROOM_BESIDE).matches) return router.push(pageOf(id));
      // Going through the list is one step back, not one for each node.
      if (openId === undefined) window.history.pushState(null, '', addressWith(id));
      else window.history.replaceState(null, '', addressWith(id));
    },
    close: () => window.history.replaceState(null, '', addressWith(undefined)),
    /** Shows another filter; what is open stays open. */
    show: (filter: NodeFilter) => {
      const next = new URLSearchParams(formatFilter(filter));
      if (openId !== undefined) next.set('node', openId);
      if (openId !== undefined && tab !== null) next.set('tab', tab);
      const query = next.toString().replaceAll('%2C', ',');
      window.history.replaceState(null, '', query === '' ? '/nodes' : `/nodes?${query}`);
    },
  };
}
