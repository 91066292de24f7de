import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { parseTheme, THEME_COOKIE, themeAttribute } from '../ui/theme/theme.ts';
import { mono, sans } from './fonts.ts';

export const metadata: Metadata = {
  title: { default: 'NTMobile', template: '%s · NTMobile' },
  description: 'Console of an NTMobile realm',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** The document. The theme comes from a cookie, so the first picture is already right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const requestId = (await headers()).get('x-request-id') ?? '';
  return (
    <html
      lang="en"
      className={`${sans.variable} ${mono.variable}`}
      data-theme={themeAttribute(theme)}
      suppressHydrationWarning
    >
      <head>
        <meta name="request-id" content={requestId} />
      </head>
      <body>
        <noscript>
          <p className="border-b border-line bg-surface-2 p-3.5">
            The console needs JavaScript. Turn it on for this site, and load the page again.
          </p>
        </noscript>
        {children}
      </body>
    </html>
  );
}
