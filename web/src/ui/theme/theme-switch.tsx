'use client';

import { useState } from 'react';
import { THEME_COOKIE, THEMES, type Theme, themeAttribute } from './theme.ts';

const YEAR_SECONDS = 31_536_000;

/** Shows a theme at once and keeps it for the next pages. */
function applyTheme(theme: Theme): void {
  const attribute = themeAttribute(theme);
  if (attribute === undefined) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = attribute;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  window.dispatchEvent(new Event('ntm-theme'));
}

/** System, light or dark. */
export function ThemeSwitch({ chosen }: { chosen: Theme }) {
  const [theme, setTheme] = useState(chosen);
  return (
    <fieldset className="flex gap-1 px-2">
      <legend className="sr-only">Theme</legend>
      {THEMES.map((choice) => (
        <button
          key={choice}
          type="button"
          className="chip flex-1 justify-center capitalize"
          aria-pressed={theme === choice}
          onClick={() => {
            setTheme(choice);
            applyTheme(choice);
          }}
        >
          {choice}
        </button>
      ))}
    </fieldset>
  );
}
