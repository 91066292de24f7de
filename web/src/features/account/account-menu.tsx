'use client';

import { Menu } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useRef } from 'react';
import { goToSignIn } from '../../auth/go-to-sign-in.ts';
import { signOut } from '../../auth/sign-out.ts';
import { closeByEscape } from '../../ui/close-by-escape.ts';
import type { Theme } from '../../ui/theme/theme.ts';
import { ThemeSwitch } from '../../ui/theme/theme-switch.tsx';

interface AccountMenuProps {
  username: string;
  role: string;
  theme: Theme;
  /** Pages of the person's own and, for an admin, of the installation. */
  links: readonly { text: string; href: string }[];
  /** Pages for which the bar of a phone has no place. */
  barLinks: readonly { text: string; href: string }[];
  /** What a phone has no other place for. */
  children: ReactNode;
}

/** Who is signed in; theme, own pages, and the way out. */
export function AccountMenu({ username, role, theme, links, barLinks, children }: AccountMenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute('open');
  return (
    <details
      ref={menu}
      className="account-menu relative"
      onKeyDown={closeByEscape}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close()}
    >
      <summary className="rail-host flex cursor-pointer list-none items-center gap-[3px] rounded-2 p-1 md:gap-2 hover:bg-hover">
        <Menu size={15} strokeWidth={1.7} aria-hidden="true" className="text-ink-3 md:hidden" />
        <span className="bar-word" aria-hidden="true">
          More
        </span>
        <span className="hidden size-6 shrink-0 items-center justify-center rounded-full border border-line-2 bg-surface text-xs uppercase md:flex">
          {username.slice(0, 2)}
        </span>
        <span className="nav-word rail-tip truncate">{username}</span>
        <span className="nav-word ml-auto text-sm text-ink-3">{role}</span>
        <span className="sr-only">Account menu</span>
      </summary>
      <div className="absolute right-0 bottom-10 z-30 w-56 rounded-3 bg-raised p-2 shadow-2 md:right-auto md:left-0">
        <p className="px-2 pt-1 pb-2 text-sm text-ink-3">
          {username}, {role}
        </p>
        <div className="px-2 pb-2 md:hidden">{children}</div>
        <ThemeSwitch chosen={theme} />
        <div className="my-2 border-t border-line" />
        {[...barLinks.map((link) => ({ ...link, inBar: true })), ...links].map((link) => (
          <Link
            key={link.href}
            href={link.href}
            onClick={close}
            className={`menu-entry ${'inBar' in link ? 'md:hidden' : ''}`}
          >
            {link.text}
          </Link>
        ))}
        <button
          type="button"
          className="menu-entry w-full cursor-pointer text-left"
          onClick={async () => {
            await signOut();
            goToSignIn();
          }}
        >
          Sign out
        </button>
      </div>
    </details>
  );
}
