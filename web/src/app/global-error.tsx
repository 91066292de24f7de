'use client';

/** When not even the document could be made: no styles, no theme, only words. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>Error · NTMobile</title>
        <h1>The console could not answer</h1>
        <p>Nodes keep their tunnels and their configuration. Fault {error.digest ?? 'unknown'}.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
