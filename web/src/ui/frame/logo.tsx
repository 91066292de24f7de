/** The product's sign and name. */
export function Logo({ realm }: { realm?: string }) {
  return (
    <span className="flex w-full items-center gap-2">
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" className="text-ink">
        <rect width="24" height="24" rx="6" fill="currentColor" />
        <path
          d="M6 13.5a3 3 0 0 1 6-1.5 3 3 0 0 0 6-1.5"
          fill="none"
          stroke="var(--on-ink)"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
        <circle cx="6" cy="14" r="1.7" fill="var(--on-ink)" />
        <circle cx="18" cy="10" r="1.7" fill="var(--on-ink)" />
      </svg>
      <span className="nav-word text-lg font-semibold">NTMobile</span>
      {realm !== undefined && <span className="nav-word ml-auto truncate text-sm text-ink-2">{realm}</span>}
    </span>
  );
}
