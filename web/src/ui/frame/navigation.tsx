'use client';

import { FileText, Gauge, QrCode, Route, ScrollText, Smartphone, Users } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';

const ICONS = {
  overview: Gauge,
  nodes: Smartphone,
  coordinators: Route,
  config: FileText,
  enrol: QrCode,
  audit: ScrollText,
  people: Users,
};

/** A page that exists and that this person may open. */
export interface NavigationItem {
  readonly icon: keyof typeof ICONS;
  readonly text: string;
  readonly href: string;
  readonly count?: number;
  /** The bar of a phone has place for four and the menu: this page is in the menu there. */
  readonly notInBar?: boolean;
}

export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly NavigationItem[];
}

/** The list of pages: words from 1280 px, a rail of icons from 768, a bar at the bottom below. */
export function Navigation({ groups }: { groups: readonly NavigationGroup[] }) {
  const path = usePathname();
  return (
    <nav aria-label="Pages" className="navigation-list">
      {groups.map((group) => (
        <div key={group.title} className="navigation-group">
          <h2 className="nav-word px-2 pb-1 text-sm font-normal text-ink-3">{group.title}</h2>
          {group.items.map((item) => (
            <Item
              key={item.href}
              item={item}
              here={path === item.href || (item.href !== '/' && path.startsWith(`${item.href}/`))}
            />
          ))}
        </div>
      ))}
    </nav>
  );
}

function Item({ item, here }: { item: NavigationItem; here: boolean }) {
  const Icon = ICONS[item.icon];
  return (
    <Link
      href={item.href}
      aria-current={here ? 'page' : undefined}
      className={`navigation-item rail-host ${here ? 'navigation-here' : ''} ${item.notInBar ? 'not-in-bar' : ''}`}
    >
      <Icon size={15} strokeWidth={1.7} aria-hidden="true" className={here ? 'text-accent' : 'text-ink-3'} />
      <span className="navigation-text rail-tip">{item.text}</span>
      {item.count !== undefined && (
        <span className="nav-word ml-auto text-sm text-ink-3">{item.count.toLocaleString('en')}</span>
      )}
    </Link>
  );
}
